import Binance
import Market

/// What futures send otherwise than spot. COIN-M's keys are USD-M's, with the pair (`ps`) besides.
extension StreamFormat {
  /// Ids of updates are the engine's and shared by all symbols of futures, so that a symbol's own leap.
  func updateId(_ id: Int64) -> Int64 { venue == .spot ? id : id * Self.idsPerUpdate }

  /// The first id of a change that follows another.
  func firstUpdateId(_ id: Int64) -> Int64 {
    venue == .spot ? id : (id - 1) * Self.idsPerUpdate + 3
  }

  private static let idsPerUpdate: Int64 = 7

  /// `{"e":"trade","E":1723161256322,"T":1723161256322,"s":"BTCUSDT","t":5266583935,"p":"61800.30",`
  /// `"q":"0.006","X":"MARKET","m":false}`
  func writeFuturesTrade(_ trade: MarketTrade, eventMs: Int64, into bytes: inout [UInt8]) {
    writeHead("trade", into: &bytes)
    bytes.append(#"{"e":"trade","E":"#)
    bytes.append(number: eventMs)
    bytes.appendMember("T", number: trade.timeMs)
    bytes.append(contentsOf: symbolKey)
    bytes.appendMember("t", number: trade.id)
    write("p", price: trade.priceTicks, into: &bytes)
    write("q", quantity: trade.steps, into: &bytes)
    bytes.append(trade.isBuyerMaker ? #","X":"MARKET","m":true}}"# : #","X":"MARKET","m":false}}"#)
  }

  /// `{"e":"aggTrade","E":…,"a":16599292,"s":"CTKUSDT","p":"1.01100","q":"10","nq":"10",`
  /// `"f":23961322,"l":23961322,"T":1626992741421,"m":false}`; `nq` (USD-M alone, since 2025-12) leaves
  /// out what retail price improvement brought, which does not exist here.
  func writeFuturesAggTrade(
    _ trade: MarketTrade, aggregateId: Int64, lastTradeId: Int64, eventMs: Int64,
    into bytes: inout [UInt8]
  ) {
    writeHead("aggTrade", into: &bytes)
    bytes.append(#"{"e":"aggTrade","E":"#)
    bytes.append(number: eventMs)
    bytes.appendMember("a", number: aggregateId)
    bytes.append(contentsOf: symbolKey)
    writeAggregate(trade, lastTradeId: lastTradeId, into: &bytes)
    bytes.append("}")
  }

  /// An aggregate from its price on, which stream and REST write alike.
  func writeAggregate(_ trade: MarketTrade, lastTradeId: Int64, into bytes: inout [UInt8]) {
    write("p", price: trade.priceTicks, into: &bytes)
    write("q", quantity: trade.steps, into: &bytes)
    if venue == .usdm { write("nq", quantity: trade.steps, into: &bytes) }
    bytes.appendMember("f", number: trade.id)
    bytes.appendMember("l", number: lastTradeId)
    bytes.appendMember("T", number: trade.timeMs)
    bytes.append(trade.isBuyerMaker ? #","m":true}"# : #","m":false}"#)
  }

  /// `{"e":"bookTicker","u":5123107839020,"s":"BTCUSDT","b":"61800.20","B":"2.507","a":"61800.30",`
  /// `"A":"2.510","T":1723161256313,"E":1723161256313}`
  func writeFuturesBookTicker(
    updateId: Int64, bid: BookLevel, ask: BookLevel, timeMs: Int64, into bytes: inout [UInt8]
  ) {
    writeHead("bookTicker", into: &bytes)
    bytes.append(#"{"e":"bookTicker","u":"#)
    bytes.append(number: self.updateId(updateId))
    bytes.append(contentsOf: symbolKey)
    bytes.append(contentsOf: pairKey)
    write("b", price: bid.key, into: &bytes)
    write("B", quantity: bid.steps, into: &bytes)
    write("a", price: -ask.key, into: &bytes)
    write("A", quantity: ask.steps, into: &bytes)
    bytes.appendMember("T", number: timeMs)
    bytes.appendMember("E", number: timeMs)
    bytes.append("}}")
  }

  /// Up to the sides of a book: `{"e":"depthUpdate","E":…,"T":…,"s":…,"U":…,"u":…,"pu":…`.
  ///
  /// - Parameter previousUpdateId: the last of the message before, in the market's own count.
  func writeFuturesDepthHead(
    stream: String, previousUpdateId: Int64, book: OrderBook, eventMs: Int64,
    into bytes: inout [UInt8]
  ) {
    writeHead(stream, into: &bytes)
    bytes.append(#"{"e":"depthUpdate","E":"#)
    bytes.append(number: eventMs)
    bytes.appendMember("T", number: eventMs)
    bytes.append(contentsOf: symbolKey)
    bytes.append(contentsOf: pairKey)
    bytes.appendMember("U", number: firstUpdateId(previousUpdateId + 1))
    bytes.appendMember("u", number: updateId(book.updateId))
    bytes.appendMember("pu", number: updateId(previousUpdateId))
  }

  func write(_ key: StaticString, price ticks: Int64, into bytes: inout [UInt8]) {
    bytes.appendMember(key, amount: ticks * tickUnits, places: Int(places.price))
  }

  func write(_ key: StaticString, quantity steps: Int64, into bytes: inout [UInt8]) {
    bytes.appendMember(key, amount: steps * stepUnits, places: Int(places.quantity))
  }
}
