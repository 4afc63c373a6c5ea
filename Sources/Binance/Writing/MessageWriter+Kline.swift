package import Market

/// Klines, with the candle's own decimals.
extension MessageWriter {
  /// `{"e":"kline","E":…,"s":…,"k":{"t":…,"T":…,"s":…,"i":"1m","f":…,"L":…,"o":…,"c":…,"h":…,"l":…,`
  /// `"v":…,"n":…,"x":true,"q":…,"V":…,"Q":…,"B":"0"}}`
  package func writeKline(
    _ candle: Candle, isClosed: Bool, eventMs: Int64, into bytes: inout [UInt8]
  ) {
    let decimals = candle.decimals
    writeHead("kline", eventMs: eventMs, into: &bytes)
    bytes.append(#","k":{"t":"#)
    bytes.append(number: candle.openTimeMs)
    bytes.appendMember("T", number: candle.closeTimeMs)
    bytes.append(contentsOf: symbolKey)
    bytes.appendMember("i", string: candle.interval.rawValue)
    bytes.appendMember("f", number: candle.firstTradeId)
    bytes.appendMember("L", number: candle.lastTradeId)
    bytes.appendMember("o", candle.open, decimals: decimals.price)
    bytes.appendMember("c", candle.close, decimals: decimals.price)
    bytes.appendMember("h", candle.high, decimals: decimals.price)
    bytes.appendMember("l", candle.low, decimals: decimals.price)
    bytes.appendMember("v", candle.volume, decimals: decimals.quantity)
    bytes.appendMember("n", number: candle.tradeCount)
    bytes.appendMember("x", isClosed)
    bytes.appendMember("q", candle.quoteVolume, decimals: decimals.quote)
    bytes.appendMember("V", candle.takerBuyVolume, decimals: decimals.quantity)
    bytes.appendMember("Q", candle.takerBuyQuoteVolume, decimals: decimals.quote)
    bytes.append(#","B":"0"}}"#)
  }

  /// A row of `/api/v3/klines`: the twelve columns, amounts in quotes.
  package static func writeKlineRow(_ candle: Candle, into bytes: inout [UInt8]) {
    let decimals = candle.decimals
    bytes.append("[")
    bytes.append(number: candle.openTimeMs)
    for price in [candle.open, candle.high, candle.low, candle.close] {
      append(AmountSum(price), decimals.price, &bytes)
    }
    append(candle.volume, decimals.quantity, &bytes)
    bytes.append(",")
    bytes.append(number: candle.closeTimeMs)
    append(candle.quoteVolume, decimals.quote, &bytes)
    bytes.append(",")
    bytes.append(number: candle.tradeCount)
    append(candle.takerBuyVolume, decimals.quantity, &bytes)
    append(candle.takerBuyQuoteVolume, decimals.quote, &bytes)
    bytes.append(#","0"]"#)
  }

  private static func append(_ sum: AmountSum, _ decimals: UInt8, _ bytes: inout [UInt8]) {
    bytes.append(",\"")
    bytes.append(sum, decimals: decimals)
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
