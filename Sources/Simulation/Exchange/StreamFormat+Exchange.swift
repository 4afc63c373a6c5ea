import Binance
import Market

/// The payloads of streams that only the exchange's side sends.
extension StreamFormat {
  /// `"data":{"lastUpdateId":160,"bids":[["0.0024","10"]],"asks":[["0.0026","100"]]}`: no `e`, no
  /// symbol, no time.
  ///
  /// On futures it is written like a change, with the ids of the change in the same slot.
  func writeBestLevels(
    stream: String, book: OrderBook, count: Int, previousUpdateId: Int64, eventMs: Int64,
    into bytes: inout [UInt8]
  ) {
    if venue == .spot {
      writeHead(stream, into: &bytes)
      bytes.append(#"{"lastUpdateId":"#)
      bytes.append(number: book.updateId)
    } else {
      writeFuturesDepthHead(
        stream: stream, previousUpdateId: previousUpdateId, book: book, eventMs: eventMs,
        into: &bytes)
    }
    bytes.append(venue == .spot ? #","bids":["# : #","b":["#)
    writeLevels(book.levels(.bid), .bid, count: count, into: &bytes)
    bytes.append(venue == .spot ? #"],"asks":["# : #"],"a":["#)
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
    bytes.append(contentsOf: pairKey)
    bytes.appendMember("c", amount: ticker.window.closeUnits, places: Int(places.price))
    writeWindow(ticker, into: &bytes)
    bytes.append("}}")
  }

  /// `{"e":"24hrTicker","E":…,"s":…,"p":…,"P":…,"w":…,"x":…,"c":…,"Q":…,"b":…,…,"n":…}`; futures
  /// have neither the close before (`x`) nor the best prices in it.
  func writeTicker(
    _ ticker: DayTicker, book: OrderBook, lastSteps: Int64, into bytes: inout [UInt8]
  ) {
    let price = Int(places.price)
    writeHead("ticker", event: "24hrTicker", eventMs: ticker.closeTimeMs, into: &bytes)
    bytes.append(contentsOf: pairKey)
    bytes.appendMember("p", signed: ticker.changeUnits, places: price)
    bytes.appendMember("P", milli: ticker.changeMilliPercent)
    bytes.appendMember("w", amount: ticker.averageUnits, places: price)
    if venue == .spot { bytes.appendMember("x", amount: ticker.previousCloseUnits) }
    bytes.appendMember("c", amount: ticker.window.closeUnits, places: price)
    write("Q", quantity: lastSteps, into: &bytes)
    if venue == .spot {
      write("b", price: book.bestBidTicks, into: &bytes)
      write("B", quantity: book.best(.bid).steps, into: &bytes)
      write("a", price: book.bestAskTicks, into: &bytes)
      write("A", quantity: book.best(.ask).steps, into: &bytes)
    }
    writeWindow(ticker, into: &bytes)
    bytes.appendMember("O", number: ticker.openTimeMs)
    bytes.appendMember("C", number: ticker.closeTimeMs)
    bytes.appendMember("F", number: ticker.window.firstTradeId)
    bytes.appendMember("L", number: ticker.window.lastTradeId)
    bytes.appendMember("n", number: ticker.window.tradeCount)
    bytes.append("}}")
  }

  private func writeWindow(_ ticker: DayTicker, into bytes: inout [UInt8]) {
    let price = Int(places.price)
    bytes.appendMember("o", amount: ticker.window.openUnits, places: price)
    bytes.appendMember("h", amount: ticker.window.highUnits, places: price)
    bytes.appendMember("l", amount: ticker.window.lowUnits, places: price)
    bytes.appendMember("v", sum: ticker.window.volumeUnits, places: Int(places.quantity))
    bytes.appendMember("q", sum: ticker.window.quoteVolumeUnits, places: Int(places.quote))
  }
}
