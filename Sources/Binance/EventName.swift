/// The values of `e`: what a message says that it is.
enum EventName {
  @inline(__always)
  static func kind(_ word: Word) -> MessageKind? {
    if word == Word("trade") { return .trade }
    if word == Word("depthUpdate") { return .depthUpdate }
    if word == Word("bookTicker") { return .bookTicker }
    if word == Word("aggTrade") { return .aggTrade }
    if word == Word("kline") { return .kline }
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
