package import Binance
package import Market
package import Recording

/// What a recording holds, found by looking through it: which sources candles can be built from, and
/// where 3d candles are anchored.
package struct RecordingSurvey: FeedSink {
  package typealias Failure = Never

  package var hasTrades: Bool { !traded.isEmpty }
  package var hasAggTrades: Bool { !aggTraded.isEmpty }
  /// Symbols with trades, and with aggTrades, in order of appearance.
  package private(set) var traded: [String] = []
  package private(set) var aggTraded: [String] = []
  /// Klines of UTC intervals, open ones included.
  package private(set) var hasKlines = false
  /// Intervals of closed klines, by symbol, in order of appearance.
  package private(set) var klineIntervals: [(symbol: String, intervals: [Interval])] = []
  /// Intervals of klines that came in REST bodies and archives, by symbol.
  package private(set) var rowIntervals: [String: [Interval]] = [:]
  /// First trading days as epoch days: from 3d klines, or from an exchangeInfo that holds them.
  package private(set) var anchors = CandleAnchors()
  /// Symbols with trades or klines, in order of appearance.
  package private(set) var symbols: [String] = []

  /// The first damage that was come across, with its file, offset and way out.
  package private(set) var firstDamage: String?

  /// Frames that were looked at.
  package private(set) var frameCount = 0

  private static let msPerDay: Int64 = 86_400_000

  /// Looks through a recording, or what was received in a range of it, to the end or until the first
  /// trade is found (of each symbol, where symbols are asked for).
  package init(
    _ recording: Recording, range: TimeRange = .all, untilTrade: Bool, symbols wanted: [String] = []
  ) throws {
    var options = FeedProcessor.Options()
    options.symbols = wanted
    options.wanted = MessageKinds([.trade, .aggTrade, .kline, .exchangeInfo])
    options.deliversMessages = true
    options.source = nil
    var feed = FeedProcessor(options)
    try BatchReader(recording, decoder: feed.decoder, range: range).run { batch in
      feed.fold(&batch, into: &self)
      return !(untilTrade && hasTrades && traded.count >= wanted.count)
    }
    frameCount = feed.counts.frames
  }

  package mutating func take(trade: Trade, source: TradeSource, at moment: borrowing FeedMoment) {
    let name = note(trade.symbol, moment)
    if source == .trades {
      if !traded.contains(name) { traded.append(name) }
    } else if !aggTraded.contains(name) {
      aggTraded.append(name)
    }
  }

  package mutating func take(kline: Kline, at moment: borrowing FeedMoment) {
    guard kline.zoneMinutes == 0 else { return }
    hasKlines = true
    let name = note(kline.candle.symbol, moment)
    let interval = kline.candle.interval
    if interval == .d3 {
      anchors.bySymbol[name] = kline.candle.openTimeMs / Self.msPerDay
    }
    if kline.origin != .stream, rowIntervals[name]?.contains(interval) != true {
      rowIntervals[name, default: []].append(interval)
    }
    guard kline.isOver(receivedNs: moment.receivedNs) else { return }
    guard let index = klineIntervals.firstIndex(where: { $0.symbol == name }) else {
      return klineIntervals.append((name, [interval]))
    }
    if !klineIntervals[index].intervals.contains(interval) {
      klineIntervals[index].intervals.append(interval)
    }
  }

  package mutating func take(
    message: MessageBatch.Entry, in batch: MessageBatch, at moment: borrowing FeedMoment
  ) {
    guard message.kind == .exchangeInfo else { return }
    let info = batch.symbolInfos[Int(message.index)]
    let name = batch.symbols.name(info.symbol)
    guard info.onboardTimeMs >= 0, anchors.bySymbol[name] == nil else { return }
    anchors.bySymbol[name] = info.onboardTimeMs / Self.msPerDay
  }

  package mutating func take(event: FeedEvent, at moment: borrowing FeedMoment) {
    if case .damage(let text) = event, firstDamage == nil { firstDamage = text }
  }

  @discardableResult
  private mutating func note(_ symbol: SymbolID, _ moment: borrowing FeedMoment) -> String {
    let name = moment.name(symbol)
    if !symbols.contains(name) { symbols.append(name) }
    return name
  }

  /// The klines that candles of an interval can be made from: that interval's own, else the coarsest
  /// that fit into it without a remainder.
  package func klineInterval(for interval: Interval, symbol: String) -> Interval? {
    let there = klineIntervals.first { $0.symbol == symbol }?.intervals ?? []
    if there.contains(interval) { return interval }
    return there.filter { $0.divides(interval) }.max { ($0.fixedMs ?? 0) < ($1.fixedMs ?? 0) }
  }
}
