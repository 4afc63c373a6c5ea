import Binance
import Market
import Recording

/// Decodes messages and notes what candles can be made from.
struct MessageScan: FeedSink {
  typealias Failure = Never

  private var contents = RecordingContents()
  /// By symbol number, the index of its holding; -1 for one without trade or kline so far.
  private var indices: [Int] = []

  private static let msPerDay: Int64 = 86_400_000

  static func contents(
    of recording: Recording, range: TimeRange, wanted: [Instrument], untilTrade: Bool
  ) throws -> RecordingContents {
    var scan = MessageScan()
    var options = FeedProcessor.Options()
    options.instruments = InstrumentNames(wanted)
    options.wanted = MessageKinds([.trade, .aggTrade, .kline, .exchangeInfo])
    options.deliversMessages = true
    options.source = nil
    var feed = FeedProcessor(options)
    try BatchReader(recording, decoder: feed.decoder, range: range).run { batch in
      if let damage = batch.damage { scan.contents.note(damage) }
      feed.fold(&batch, into: &scan)
      return !untilTrade
        || scan.contents.holdings.count(where: \.hasTrades) < max(1, wanted.count)
    }
    scan.contents.frameCount = feed.counts.frames
    // A venue may have been said after the first trade.
    for (number, index) in scan.indices.enumerated() where index >= 0 {
      scan.contents.holdings[index].instrument = feed.moment.instrument(
        SymbolID(rawValue: UInt32(number)))
    }
    return scan.contents
  }

  mutating func take(trade: Trade, source: TradeSource, at moment: borrowing FeedMoment) {
    let index = holding(trade.symbol, moment)
    if source == .trades {
      contents.holdings[index].hasTrades = true
    } else {
      contents.holdings[index].hasAggTrades = true
    }
  }

  mutating func take(kline: Kline, at moment: borrowing FeedMoment) {
    guard kline.zoneMinutes == 0 else { return }
    let index = holding(kline.candle.symbol, moment)
    let interval = kline.candle.interval
    contents.holdings[index].hasKlines = true
    if interval == .d3 {
      contents.anchorDays[moment.instrument(kline.candle.symbol)] =
        kline.candle.openTimeMs / Self.msPerDay
    }
    if kline.origin != .stream { contents.holdings[index].rowIntervals.note(interval) }
    if kline.isOver(receivedNs: moment.receivedNs) {
      contents.holdings[index].klineIntervals.note(interval)
    }
  }

  mutating func take(
    message: MessageBatch.Entry, in batch: MessageBatch, at moment: borrowing FeedMoment
  ) {
    guard message.kind == .exchangeInfo else { return }
    let info = batch.symbolInfos[Int(message.index)]
    let instrument = Instrument(moment.venue, batch.symbols.name(info.symbol))
    guard info.onboardTimeMs >= 0, contents.anchorDays[instrument] == nil else { return }
    contents.anchorDays[instrument] = info.onboardTimeMs / Self.msPerDay
  }

  private mutating func holding(_ symbol: SymbolID, _ moment: borrowing FeedMoment) -> Int {
    let number = Int(symbol.rawValue)
    while indices.count <= number { indices.append(-1) }
    if indices[number] < 0 {
      indices[number] = contents.holdings.count
      contents.holdings.append(RecordingContents.Holding(instrument: moment.instrument(symbol)))
    }
    return indices[number]
  }
}

extension [Interval] {
  fileprivate mutating func note(_ interval: Interval) {
    if !contains(interval) { append(interval) }
  }
}
