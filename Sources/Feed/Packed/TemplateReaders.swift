import Archive
import Binance
import Market

/// What to do with the records of a block, shape by shape, and how far it has come in the columns.
struct ShapeReaders {
  /// What to do with a record, with the number of who does it.
  enum Action {
    case skip
    case trade(Int)
    case kline(Int)
    case text
  }

  /// How records of a shape become messages: nothing in it is counted by reference.
  private struct Reader<Places> {
    let kind: MessageKind
    let isWanted: Bool
    let family: Int
    let places: Places
    /// The batch's number of the symbol, from the first record on.
    var symbol: SymbolID?
  }

  private(set) var actions: [Action] = []
  private var trades: [Reader<TradePlaces>] = []
  private var klines: [Reader<KlinePlaces>] = []
  private var tradeSymbols: [String] = []
  private var klineSymbols: [String] = []
  /// By family: records that were read.
  private var rows: [Int]
  private var skipped: [(kind: MessageKind, count: Int)] = []

  init(_ plans: [ShapePlan], _ columns: PackedColumns, _ records: PackedRecords) {
    rows = Array(repeating: 0, count: columns.familyCount)
    for (shape, plan) in plans.enumerated() {
      let family = columns.family(shape)
      switch plan {
      case .skip(let kind):
        actions.append(.skip)
        if let kind { skipped.append((kind, records.shapeCounts[shape])) }
      case .trade(let plan):
        actions.append(.trade(trades.count))
        let places = plan.places.moved { records.place(of: $0, family: family) }
        trades.append(
          Reader(kind: plan.kind, isWanted: plan.isWanted, family: family, places: places))
        tradeSymbols.append(plan.symbol)
      case .kline(let plan):
        actions.append(.kline(klines.count))
        let places = plan.places.moved { records.place(of: $0, family: family) }
        klines.append(Reader(kind: plan.kind, isWanted: true, family: family, places: places))
        klineSymbols.append(plan.symbol)
      case .text: actions.append(.text)
      }
    }
  }

  /// Counts the records that are not looked at.
  func countSkipped(in messages: inout MessageBatch) {
    for (kind, count) in skipped { messages.counts[kind] += count }
  }

  /// Adds the next trade of a reader's family.
  ///
  /// - Returns: false if the record's text must be seen.
  @inline(__always)
  mutating func addTrade(
    _ reader: Int, _ frame: FrameReference, _ values: borrowing Span<Int64>,
    to messages: inout MessageBatch
  ) -> Bool {
    let family = trades[reader].family
    let row = rows[family]
    rows[family] = row &+ 1
    let places = trades[reader].places
    guard let eventTimeUs = places.eventTimeUs(values, row),
      var trade = places.trade(SymbolID(rawValue: 0), values, row)
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

  /// Adds the next kline of a reader's family.
  ///
  /// - Returns: false if the record's text must be seen.
  mutating func addKline(
    _ reader: Int, _ frame: FrameReference, _ values: borrowing Span<Int64>,
    to messages: inout MessageBatch
  ) -> Bool {
    let family = klines[reader].family
    let row = rows[family]
    rows[family] = row + 1
    let symbol = messages.symbols.id(klineSymbols[reader])
    guard let kline = klines[reader].places.kline(symbol, values, row) else { return false }
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
