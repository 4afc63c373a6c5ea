package import Market

/// Klines, with the candle's own decimals.
extension MessageWriter {
  /// `{"e":"kline","E":…,"s":…,"k":{"t":…,"T":…,"s":…,"i":"1m","f":…,"L":…,"o":…,"c":…,"h":…,"l":…,`
  /// `"v":…,"n":…,"x":true,"q":…,"V":…,"Q":…,"B":"0"}}`
  package func writeKline(
    _ candle: Candle, isClosed: Bool, eventMs: Int64, into bytes: inout [UInt8]
  ) {
    let places = candle.places
    writeHead("kline", eventMs: eventMs, into: &bytes)
    bytes.append(#","k":{"t":"#)
    bytes.append(number: candle.openTimeMs)
    bytes.appendMember("T", number: candle.closeTimeMs)
    bytes.append(contentsOf: symbolKey)
    bytes.appendMember("i", string: candle.interval.rawValue)
    bytes.appendMember("f", number: candle.firstTradeId)
    bytes.appendMember("L", number: candle.lastTradeId)
    bytes.appendMember("o", candle.open, places: places.price)
    bytes.appendMember("c", candle.close, places: places.price)
    bytes.appendMember("h", candle.high, places: places.price)
    bytes.appendMember("l", candle.low, places: places.price)
    bytes.appendMember("v", candle.volume, places: places.quantity)
    bytes.appendMember("n", number: candle.tradeCount)
    bytes.appendMember("x", isClosed)
    bytes.appendMember("q", candle.quoteVolume, places: places.quote)
    bytes.appendMember("V", candle.takerBuyVolume, places: places.quantity)
    bytes.appendMember("Q", candle.takerBuyQuoteVolume, places: places.quote)
    bytes.append(#","B":"0"}}"#)
  }

  /// A row of `/api/v3/klines`: the twelve columns, amounts in quotes.
  package static func writeKlineRow(_ candle: Candle, into bytes: inout [UInt8]) {
    let places = candle.places
    bytes.append("[")
    bytes.append(number: candle.openTimeMs)
    for price in [candle.open, candle.high, candle.low, candle.close] {
      append(AmountSum(price), places.price, &bytes)
    }
    append(candle.volume, places.quantity, &bytes)
    bytes.append(",")
    bytes.append(number: candle.closeTimeMs)
    append(candle.quoteVolume, places.quote, &bytes)
    bytes.append(",")
    bytes.append(number: candle.tradeCount)
    append(candle.takerBuyVolume, places.quantity, &bytes)
    append(candle.takerBuyQuoteVolume, places.quote, &bytes)
    bytes.append(#","0"]"#)
  }

  private static func append(_ sum: AmountSum, _ places: UInt8, _ bytes: inout [UInt8]) {
    bytes.append(",\"")
    bytes.append(sum, places: places)
    bytes.append("\"")
  }

  /// `{"e":"kline","E":1681154040004,"s":"XEMUSDT"`
  func writeHead(_ event: StaticString, eventMs: Int64, into bytes: inout [UInt8]) {
    bytes.append(#"{"e":""#)
    bytes.append(event)
    bytes.append(#"","E":"#)
    bytes.append(number: eventMs)
    bytes.append(contentsOf: symbolKey)
  }
}
