import Archive
import Binance
import Market

/// What to do with the records of a block, template by template, and which row of each column group
/// comes next.
struct TemplateReaders {
  /// What to do with a record, with the number of who does it.
  enum Action {
    case skip
    case trade(Int)
    case kline(Int)
    case text
  }

  /// How records of a template become messages. It holds no references, so that a record costs no
  /// counting of them.
  private struct Reader<Columns> {
    let kind: MessageKind
    let isWanted: Bool
    let group: Int
    let columns: Columns
    /// The batch's number of the symbol, from the first record on.
    var symbol: SymbolID?
  }

  private(set) var actions: [Action] = []
  private var trades: [Reader<TradeColumns>] = []
  private var klines: [Reader<KlineColumns>] = []
  private var tradeSymbols: [String] = []
  private var klineSymbols: [String] = []
  /// By group: records that were read.
  private var rows: [Int]
  private var skipped: [(kind: MessageKind, count: Int)] = []

  init(_ plans: [TemplatePlan], _ columns: PackedColumns, _ records: PackedRecords) {
    rows = Array(repeating: 0, count: columns.groupCount)
    for (template, plan) in plans.enumerated() {
      let group = columns.group(template)
      switch plan {
      case .skip(let kind):
        actions.append(.skip)
        if let kind { skipped.append((kind, records.templateCounts[template])) }
      case .trade(let plan):
        actions.append(.trade(trades.count))
        let located = plan.columns.located { records.offset(of: $0, group: group) }
        trades.append(
          Reader(kind: plan.kind, isWanted: plan.isWanted, group: group, columns: located))
        tradeSymbols.append(plan.symbol)
      case .kline(let plan):
        actions.append(.kline(klines.count))
        let located = plan.columns.located { records.offset(of: $0, group: group) }
        klines.append(Reader(kind: plan.kind, isWanted: true, group: group, columns: located))
        klineSymbols.append(plan.symbol)
      case .text: actions.append(.text)
      }
    }
  }

  /// Counts the records that are skipped.
  func countSkipped(in messages: inout MessageBatch) {
    for (kind, count) in skipped { messages.counts[kind] += count }
  }

  /// Adds the next trade of a reader's group.
  ///
  /// - Returns: false if the record's text must be seen.
  @inline(__always)
  mutating func addTrade(
    _ reader: Int, _ frame: FrameReference, _ values: borrowing Span<Int64>,
    to messages: inout MessageBatch
  ) -> Bool {
    let group = trades[reader].group
    let row = rows[group]
    rows[group] = row &+ 1
    let columns = trades[reader].columns
    guard let eventTimeUs = columns.eventTimeUs(values, row),
      var trade = columns.trade(SymbolID(rawValue: 0), values, row)
    else { return false }
    if let known = trades[reader].symbol {
      trade.symbol = known
    } else {
      trade.symbol = messages.symbols.id(tradeSymbols[reader])
      trades[reader].symbol = trade.symbol
    }
    let kind = trades[reader].kind
    messages.counts[kind] += 1
    guard trades[reader].isWanted else { return true }
    messages.add(kind, frame, index: messages.trades.count, eventTimeUs: eventTimeUs)
    messages.trades.append(trade)
    return true
  }

  /// Adds the next kline of a reader's group.
  ///
  /// - Returns: false if the record's text must be seen.
  mutating func addKline(
    _ reader: Int, _ frame: FrameReference, _ values: borrowing Span<Int64>,
    to messages: inout MessageBatch
  ) -> Bool {
    let group = klines[reader].group
    let row = rows[group]
    rows[group] = row + 1
    let symbol = messages.symbols.id(klineSymbols[reader])
    guard let kline = klines[reader].columns.kline(symbol, values, row) else { return false }
    let kind = klines[reader].kind
    messages.counts[kind] += 1
    messages.add(kind, frame, index: messages.klines.count, eventTimeUs: kline.eventTimeUs)
    messages.klines.append(kline)
    return true
  }
}

extension MessageBatch {
  /// Adds the entry of a message that came in a stream's frame.
  @inline(__always)
  fileprivate mutating func add(
    _ kind: MessageKind, _ frame: FrameReference, index: Int, eventTimeUs: Int64
  ) {
    entries.append(
      Entry(
        kind: kind, origin: .stream, index: Int32(clamping: index), frame: frame,
        eventTimeUs: eventTimeUs))
  }
}
