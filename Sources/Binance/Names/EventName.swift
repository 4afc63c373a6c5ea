/// The values of `e`: what a message says that it is.
enum EventName {
  /// Reads a value of `e`.
  @inline(__always)
  static func read(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> MessageKind? {
    if at &+ 16 <= bytes.count {
      let low = EightBytes.load(bytes, at)
      if low & EightBytes.mask(7) == Word("\"trade\"").low {
        at &+= 7
        return .trade
      }
      if low == Word("\"bookTic").low,
        EightBytes.load(bytes, at &+ 8) & EightBytes.mask(4) == Word("ker\"").low
      {
        at &+= 12
        return .bookTicker
      }
    }
    return kind(try JSON.word(bytes, &at))
  }

  static func kind(_ word: Word) -> MessageKind? {
    if word == Word("depthUpdate") { return .depthUpdate }
    if word == Word("aggTrade") { return .aggTrade }
    if word == Word("kline") { return .kline }
    if word == Word("trade") { return .trade }
    if word == Word("bookTicker") { return .bookTicker }
    return rareKind(word)
  }

  @inline(never)
  private static func rareKind(_ word: Word) -> MessageKind? {
    if word == Word("blockTrade") { return .blockTrade }
    if word == Word("continuous_kline") { return .continuousKline }
    if word == Word("24hrMiniTicker") { return .miniTicker }
    if word == Word("24hrTicker") { return .ticker }
    if word == Word("1hTicker") { return .rollingTicker }
    if word == Word("4hTicker") { return .rollingTicker }
    if word == Word("1dTicker") { return .rollingTicker }
    if word == Word("avgPrice") { return .avgPrice }
    if word == Word("referencePrice") { return .referencePrice }
    if word == Word("markPriceUpdate") { return .markPrice }
    if word == Word("indexPriceUpdate") { return .indexPrice }
    if word == Word("markPrice_kline") || word == Word("indexPrice_kline") { return .priceKline }
    if word == Word("forceOrder") { return .forceOrder }
    if word == Word("compositeIndex") { return .compositeIndex }
    if word == Word("contractInfo") { return .contractInfo }
    if word == Word("assetIndexUpdate") { return .assetIndex }
    if word == Word("EquityUpdate") { return .tradingSession }
    if word == Word("serverShutdown") { return .serverShutdown }
    if word == Word("error") { return .error }
    return nil
  }
}
