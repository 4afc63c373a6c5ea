import Market

extension StreamFormat {
  /// The payload of a kline stream; keys in the order t T s i f L o c h l v n x q V Q B.
  func writeKline(
    _ kline: KlineTally, interval: String, isClosed: Bool, eventMs: Int64,
    into bytes: inout [UInt8]
  ) {
    writeHead("kline_" + interval, event: "kline", eventMs: eventMs, into: &bytes)
    bytes.append(",\"k\":{\"t\":")
    bytes.append(number: kline.openTimeMs)
    bytes.append(",\"T\":")
    bytes.append(number: kline.closeTimeMs)
    bytes.append(contentsOf: symbolKey)
    bytes.append(",\"i\":\"")
    bytes.append(string: interval)
    bytes.append("\",\"f\":")
    bytes.append(number: kline.firstTradeId)
    bytes.append(",\"L\":")
    bytes.append(number: kline.lastTradeId)
    let price = Int(places.price)
    bytes.appendMember("o", amount: kline.openUnits, places: price)
    bytes.appendMember("c", amount: kline.closeUnits, places: price)
    bytes.appendMember("h", amount: kline.highUnits, places: price)
    bytes.appendMember("l", amount: kline.lowUnits, places: price)
    let (quantity, quote) = (Int(places.quantity), Int(places.quote))
    bytes.appendMember("v", sum: kline.volumeUnits, places: quantity)
    bytes.append(",\"n\":")
    bytes.append(number: kline.tradeCount)
    bytes.append(isClosed ? ",\"x\":true" : ",\"x\":false")
    bytes.appendMember("q", sum: kline.quoteVolumeUnits, places: quote)
    bytes.appendMember("V", sum: kline.takerBuyVolumeUnits, places: quantity)
    bytes.appendMember("Q", sum: kline.takerBuyQuoteVolumeUnits, places: quote)
    bytes.append(",\"B\":\"0\"}}}")
  }
}
