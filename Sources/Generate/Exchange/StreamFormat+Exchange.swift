/// The payloads of streams that only the exchange's side sends.
extension StreamFormat {
  /// `"data":{"lastUpdateId":160,"bids":[["0.0024","10"]],"asks":[["0.0026","100"]]}`: no `e`, no
  /// symbol, no time.
  func writeBestLevels(stream: String, book: OrderBook, count: Int, into bytes: inout [UInt8]) {
    writeHead(stream, into: &bytes)
    bytes.append(#"{"lastUpdateId":"#)
    bytes.append(number: book.updateId)
    bytes.append(#","bids":["#)
    writeLevels(book.levels(.bid), .bid, count: count, into: &bytes)
    bytes.append(#"],"asks":["#)
    writeLevels(book.levels(.ask), .ask, count: count, into: &bytes)
    bytes.append("]}}")
  }

  /// The best levels of a side, the best first.
  func writeLevels(
    _ levels: [BookLevel], _ side: OrderBook.Side, count: Int, into bytes: inout [UInt8]
  ) {
    var isFirst = true
    for level in levels.reversed().prefix(count) {
      if !isFirst { bytes.append(",") }
      isFirst = false
      writeLevel(level, side, into: &bytes)
    }
  }

  /// `{"e":"24hrMiniTicker","E":…,"s":…,"c":…,"o":…,"h":…,"l":…,"v":…,"q":…}`
  func writeMiniTicker(_ ticker: DayTicker, into bytes: inout [UInt8]) {
    writeHead("miniTicker", event: "24hrMiniTicker", eventMs: ticker.closeTimeMs, into: &bytes)
    bytes.appendMember("c", amount: ticker.window.closeUnits)
    bytes.appendMember("o", amount: ticker.window.openUnits)
    bytes.appendMember("h", amount: ticker.window.highUnits)
    bytes.appendMember("l", amount: ticker.window.lowUnits)
    bytes.appendMember("v", sum: ticker.window.volumeUnits)
    bytes.appendMember("q", sum: ticker.window.quoteVolumeUnits)
    bytes.append("}}")
  }

  /// `{"e":"24hrTicker","E":…,"s":…,"p":…,"P":…,"w":…,"x":…,"c":…,"Q":…,"b":…,…,"n":…}`
  func writeTicker(
    _ ticker: DayTicker, book: OrderBook, lastSteps: Int64, into bytes: inout [UInt8]
  ) {
    writeHead("ticker", event: "24hrTicker", eventMs: ticker.closeTimeMs, into: &bytes)
    bytes.appendMember("p", signed: ticker.changeUnits)
    bytes.appendMember("P", milli: ticker.changeMilliPercent)
    bytes.appendMember("w", amount: ticker.averageUnits)
    bytes.appendMember("x", amount: ticker.previousCloseUnits)
    bytes.appendMember("c", amount: ticker.window.closeUnits)
    bytes.appendMember("Q", amount: lastSteps * stepUnits)
    bytes.appendMember("b", amount: book.bestBidTicks * tickUnits)
    bytes.appendMember("B", amount: book.best(.bid).steps * stepUnits)
    bytes.appendMember("a", amount: book.bestAskTicks * tickUnits)
    bytes.appendMember("A", amount: book.best(.ask).steps * stepUnits)
    bytes.appendMember("o", amount: ticker.window.openUnits)
    bytes.appendMember("h", amount: ticker.window.highUnits)
    bytes.appendMember("l", amount: ticker.window.lowUnits)
    bytes.appendMember("v", sum: ticker.window.volumeUnits)
    bytes.appendMember("q", sum: ticker.window.quoteVolumeUnits)
    bytes.appendMember("O", number: ticker.openTimeMs)
    bytes.appendMember("C", number: ticker.closeTimeMs)
    bytes.appendMember("F", number: ticker.window.firstTradeId)
    bytes.appendMember("L", number: ticker.window.lastTradeId)
    bytes.appendMember("n", number: ticker.window.tradeCount)
    bytes.append("}}")
  }
}
