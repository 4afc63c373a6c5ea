package import Binance
package import Market
import Recording

/// Checks every kline in a recording against the trades in the same recording.
///
/// A stream's kline names its first and last trade, so it is summed up from exactly these. REST and
/// archive rows name none: they are compared with the finished candles of their interval.
package final class Auditor: FeedHandler {
  /// Klines of a symbol that may wait for their last trade. One that names an id which never comes
  /// lacks it is told once so many have come after it, and holds back no other.
  static let waitingMax = 4096

  private var processor: FeedProcessor!
  private let source: TradeSource
  private var report = AuditReport()
  /// By symbol number.
  private var windows: [TradeWindow] = []
  private var chains: [ChainKey: KlineChain] = [:]
  /// Stream klines whose last trade has not come yet, by symbol number, in order.
  private var waiting: [[(kline: Kline, place: String)]] = []
  /// Klines of REST bodies and archives, which wait for the end: theirs may be any candle.
  private var rows: [(kline: Kline, place: FramePlace)] = []
  /// Of the intervals that have such klines.
  private var candles: [CandleKey: Candle] = [:]
  private let rowIntervals: [String: [Interval]]
  private var span: [ChainKey: (firstMs: Int64, lastMs: Int64)] = [:]

  /// `survey` tells which intervals have klines, and whether trades or aggTrades are there.
  package init(_ survey: RecordingSurvey, symbol: String? = nil) {
    source = survey.hasTrades ? .trades : .aggTrades
    rowIntervals = survey.rowIntervals
    var options = FeedProcessor.Options()
    options.source = source
    options.symbol = symbol
    options.anchors = survey.anchors
    options.wanted = MessageKinds(.kline)
    var intervals: [Interval] = []
    for interval in survey.klineIntervals.flatMap(\.intervals) where !intervals.contains(interval) {
      intervals.append(interval)
    }
    options.intervals = intervals
    processor = FeedProcessor(options, handler: self)
  }

  package var feed: FeedProcessor { processor }

  /// The verdicts, after the whole recording has passed through `feed` and `feed.finish()`.
  package func finish() -> AuditReport {
    for queue in waiting {
      for (kline, place) in queue { add(.afterRecording, kline, place) }
    }
    waiting = []
    for row in rows {
      add(judge(row.kline, receivedNs: row.place.receivedNs), row.kline, row.place.text)
    }
    rows = []
    return report
  }

  package func handle(trade: Trade, source: TradeSource) {
    guard source == self.source else { return }
    let slot = grow(to: trade.symbol)
    windows[slot].add(trade)
    while let first = waiting[slot].first, isReached(first.kline, slot) {
      waiting[slot].removeFirst()
      judge(first.kline, first.place, slot)
    }
  }

  package func handle(kline: Kline) {
    guard kline.zoneMinutes == 0 else { return }
    let frame = processor.frame
    guard kline.origin == .stream else {
      return rows.append((kline, frame))
    }
    let slot = grow(to: kline.candle.symbol)
    if waiting[slot].isEmpty && isReached(kline, slot) {
      judge(kline, frame.text, slot)
    } else {
      waiting[slot].append((kline, frame.text))
      guard waiting[slot].count > Self.waitingMax else { return }
      let oldest = waiting[slot].removeFirst()
      add(.tradesMissing, oldest.kline, oldest.place)
    }
  }

  package func handle(candle: CandleEvent) {
    guard case .settled(let candle) = candle else { return }
    let name = processor.symbols.name(candle.symbol)
    guard rowIntervals[name]?.contains(candle.interval) == true else { return }
    candles[CandleKey(candle)] = candle
    let key = ChainKey(candle)
    span[key] = (span[key]?.firstMs ?? candle.openTimeMs, candle.openTimeMs)
  }

  private struct ChainKey: Hashable {
    let symbol: SymbolID
    let interval: Interval

    init(_ candle: Candle) {
      symbol = candle.symbol
      interval = candle.interval
    }
  }

  private struct CandleKey: Hashable {
    let chain: ChainKey
    let openTimeMs: Int64

    init(_ candle: Candle) {
      chain = ChainKey(candle)
      openTimeMs = candle.openTimeMs
    }
  }

  private func grow(to symbol: SymbolID) -> Int {
    let slot = Int(symbol.rawValue)
    while windows.count <= slot {
      windows.append(TradeWindow())
      waiting.append([])
    }
    return slot
  }

  /// Whether the trades have come as far as the kline's last one.
  private func isReached(_ kline: Kline, _ slot: Int) -> Bool {
    kline.candle.lastTradeId <= windows[slot].lastTradeId ?? -1
  }

  private func judge(_ kline: Kline, _ place: String, _ slot: Int) {
    let key = ChainKey(kline.candle)
    if chains[key] == nil {
      let name = processor.symbols.name(kline.candle.symbol)
      chains[key] = KlineChain(contract: InverseContract(symbol: name))
    }
    guard let verdict = chains[key]?.explain(kline.candle, windows[slot]) else { return }
    add(verdict, kline, place)
  }

  /// A REST or archive row against the finished candle.
  private func judge(_ kline: Kline, receivedNs: Int64) -> KlineVerdict {
    guard kline.isOver(receivedNs: receivedNs) else { return .unfinished }
    if let candle = candles[CandleKey(kline.candle)] {
      if candle.isComplete {
        let found = candleDifferences(kline: kline.candle, trades: candle)
        return found.isEmpty ? .equal : .differs(found)
      }
    }
    guard let span = span[ChainKey(kline.candle)], kline.candle.openTimeMs > span.firstMs else {
      return .beforeRecording
    }
    if kline.candle.openTimeMs >= span.lastMs { return .afterRecording }
    return kline.candle.tradeCount == 0 ? .empty : .tradesMissing
  }

  private func add(_ verdict: KlineVerdict, _ kline: Kline, _ place: String) {
    report.add(
      verdict, kline, symbol: processor.symbols.name(kline.candle.symbol), place: place)
  }
}
