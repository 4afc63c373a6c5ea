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
    write("o", amount: kline.openUnits, into: &bytes)
    write("c", amount: kline.closeUnits, into: &bytes)
    write("h", amount: kline.highUnits, into: &bytes)
    write("l", amount: kline.lowUnits, into: &bytes)
    write("v", sum: kline.volumeUnits, into: &bytes)
    bytes.append(",\"n\":")
    bytes.append(number: kline.tradeCount)
    bytes.append(isClosed ? ",\"x\":true" : ",\"x\":false")
    write("q", sum: kline.quoteVolumeUnits, into: &bytes)
    write("V", sum: kline.takerBuyVolumeUnits, into: &bytes)
    write("Q", sum: kline.takerBuyQuoteVolumeUnits, into: &bytes)
    bytes.append(",\"B\":\"0\"}}}")
  }

  private func write(_ key: StaticString, amount: Int64, into bytes: inout [UInt8]) {
    bytes.append(",\"")
    bytes.append(key)
    bytes.append("\":\"")
    bytes.append(amount: amount)
    bytes.append("\"")
  }

  private func write(_ key: StaticString, sum: Int128, into bytes: inout [UInt8]) {
    bytes.append(",\"")
    bytes.append(key)
    bytes.append("\":\"")
    bytes.append(sum: sum)
    bytes.append("\"")
  }
}
