package import Binance
package import Market
package import Recording

/// Checks every kline in a recording against the trades in the same recording.
///
/// A stream's kline names its first and last trade, so it is summed up from exactly these. REST and
/// archive rows name none: they are compared with the finished candles of their interval.
package struct Auditor: FeedSink {
  package typealias Failure = Never

  /// Klines of a symbol that may wait for their last trade. One that names an id which never comes
  /// is reported once so many have come after it, and holds back no other.
  static let waitingMax = 4096

  /// What makes a feed give what an audit needs.
  package let options: FeedProcessor.Options
  private let recording: Recording
  private let source: TradeSource
  private var report = AuditReport()
  /// By symbol number.
  private var windows: [TradeWindow] = []
  private var chains: [ChainKey: KlineChain] = [:]
  /// Stream klines whose last trade has not come yet, by symbol number, in order.
  private var waiting: [[(kline: Kline, location: FrameLocation)]] = []
  /// Klines of REST bodies and archives, which wait for the end: theirs may be any candle.
  private var rows: [(kline: Kline, receivedNs: Int64, location: FrameLocation)] = []
  /// Of the intervals that have such klines.
  private var candles: [CandleKey: Candle] = [:]
  private let rowIntervals: [String: [Interval]]
  private var span: [ChainKey: (firstMs: Int64, lastMs: Int64)] = [:]

  /// - Parameters:
  ///   - contents: which intervals have klines, and whether trades or aggTrades are there.
  ///   - instruments: of those in it.
  package init(
    _ recording: Recording, _ contents: RecordingContents, _ instruments: InstrumentNames
  ) {
    self.recording = recording
    let holdings = contents.holdings.filter { instruments.wants($0.instrument) }
    source = holdings.contains(where: \.hasTrades) ? .trades : .aggTrades
    rowIntervals = Dictionary(
      holdings.map { (instruments.name($0.instrument), $0.rowIntervals) }, uniquingKeysWith: +)
    var options = FeedProcessor.Options()
    options.source = source
    options.instruments = instruments
    options.anchors = contents.anchors(instruments)
    options.wanted = MessageKinds(.kline)
    var intervals: [Interval] = []
    for interval in holdings.flatMap(\.klineIntervals)
    where !intervals.contains(interval) {
      intervals.append(interval)
    }
    options.intervals = intervals
    self.options = options
  }

  /// The verdicts, after the whole recording has passed through a feed with `options`, to its end.
  package mutating func finish(_ symbols: SymbolTable) -> AuditReport {
    for queue in waiting {
      for (kline, location) in queue { add(.afterRecording, kline, at: location, symbols) }
    }
    waiting = []
    for row in rows {
      add(judge(row.kline, receivedNs: row.receivedNs), row.kline, at: row.location, symbols)
    }
    rows = []
    return report
  }

  package mutating func take(trade: Trade, source: TradeSource, at moment: borrowing FeedMoment) {
    guard source == self.source else { return }
    let slot = grow(to: trade.symbol)
    windows[slot].add(trade)
    while let first = waiting[slot].first, isReached(first.kline, slot) {
      waiting[slot].removeFirst()
      judge(first.kline, at: first.location, slot: slot, moment)
    }
  }

  package mutating func take(kline: Kline, at moment: borrowing FeedMoment) {
    guard kline.zoneMinutes == 0 else { return }
    guard kline.origin == .stream else {
      return rows.append((kline, moment.receivedNs, moment.location))
    }
    let slot = grow(to: kline.candle.symbol)
    if waiting[slot].isEmpty && isReached(kline, slot) {
      judge(kline, at: moment.location, slot: slot, moment)
    } else {
      waiting[slot].append((kline, moment.location))
      guard waiting[slot].count > Self.waitingMax else { return }
      let oldest = waiting[slot].removeFirst()
      add(.tradesMissing, oldest.kline, at: oldest.location, moment.symbols)
    }
  }

  package mutating func take(candle: CandleEvent, at moment: borrowing FeedMoment) {
    guard case .settled(let candle) = candle else { return }
    let name = moment.name(candle.symbol)
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

  private mutating func grow(to symbol: SymbolID) -> Int {
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

  private mutating func judge(
    _ kline: Kline, at location: FrameLocation, slot: Int, _ moment: borrowing FeedMoment
  ) {
    let key = ChainKey(kline.candle)
    if chains[key] == nil {
      let name = moment.name(kline.candle.symbol)
      chains[key] = KlineChain(contract: InverseContract(symbol: name))
    }
    guard let verdict = chains[key]?.explain(kline.candle, windows[slot]) else { return }
    add(verdict, kline, at: location, moment.symbols)
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

  private mutating func add(
    _ verdict: KlineVerdict, _ kline: Kline, at location: FrameLocation, _ symbols: SymbolTable
  ) {
    report.add(
      verdict, kline, symbol: symbols.name(kline.candle.symbol),
      location: recording.text(of: location))
  }
}
