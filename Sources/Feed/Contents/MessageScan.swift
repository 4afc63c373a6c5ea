import Binance
import Market
import Recording

/// Decodes messages and notes what candles can be made from.
struct MessageScan: FeedSink {
  typealias Failure = Never

  private var contents = RecordingContents()
  /// By symbol number, the index of its instrument; -1 for one without trade or kline so far.
  private var indices: [Int] = []

  private static let msPerDay: Int64 = 86_400_000

  static func contents(
    of recording: Recording, range: TimeRange, symbols: [String], untilTrade: Bool
  ) throws -> RecordingContents {
    var scan = MessageScan()
    var options = FeedProcessor.Options()
    options.symbols = symbols
    options.wanted = MessageKinds([.trade, .aggTrade, .kline, .exchangeInfo])
    options.deliversMessages = true
    options.source = nil
    var feed = FeedProcessor(options)
    try BatchReader(recording, decoder: feed.decoder, range: range).run { batch in
      if let damage = batch.damage { scan.contents.note(damage) }
      feed.fold(&batch, into: &scan)
      return !untilTrade
        || scan.contents.instruments.count(where: \.hasTrades) < max(1, symbols.count)
    }
    scan.contents.frameCount = feed.counts.frames
    return scan.contents
  }

  mutating func take(trade: Trade, source: TradeSource, at moment: borrowing FeedMoment) {
    let index = instrument(trade.symbol, moment)
    if source == .trades {
      contents.instruments[index].hasTrades = true
    } else {
      contents.instruments[index].hasAggTrades = true
    }
  }

  mutating func take(kline: Kline, at moment: borrowing FeedMoment) {
    guard kline.zoneMinutes == 0 else { return }
    let index = instrument(kline.candle.symbol, moment)
    let interval = kline.candle.interval
    contents.instruments[index].hasKlines = true
    if interval == .d3 {
      let name = contents.instruments[index].symbol
      contents.anchors.bySymbol[name] = kline.candle.openTimeMs / Self.msPerDay
    }
    if kline.origin != .stream { contents.instruments[index].rowIntervals.note(interval) }
    if kline.isOver(receivedNs: moment.receivedNs) {
      contents.instruments[index].klineIntervals.note(interval)
    }
  }

  mutating func take(
    message: MessageBatch.Entry, in batch: MessageBatch, at moment: borrowing FeedMoment
  ) {
    guard message.kind == .exchangeInfo else { return }
    let info = batch.symbolInfos[Int(message.index)]
    let name = batch.symbols.name(info.symbol)
    guard info.onboardTimeMs >= 0, contents.anchors.bySymbol[name] == nil else { return }
    contents.anchors.bySymbol[name] = info.onboardTimeMs / Self.msPerDay
  }

  private mutating func instrument(_ symbol: SymbolID, _ moment: borrowing FeedMoment) -> Int {
    let number = Int(symbol.rawValue)
    while indices.count <= number { indices.append(-1) }
    if indices[number] < 0 {
      indices[number] = contents.instruments.count
      contents.instruments.append(
        RecordingContents.Instrument(venue: nil, symbol: moment.name(symbol)))
    }
    return indices[number]
  }
}

extension [Interval] {
  fileprivate mutating func note(_ interval: Interval) {
    if !contains(interval) { append(interval) }
  }
}
