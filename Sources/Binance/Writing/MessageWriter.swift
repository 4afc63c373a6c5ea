import Basics
package import Market

/// Writes what Binance sends and answers about one symbol, the counterpart of `MessageDecoder`: the
/// key order of real frames, no spaces, eight decimals on spot and as many as needed on futures.
///
/// Streams' messages are the data alone; `appendEnvelope` wraps them as combined connections get
/// them. Everything is appended to the bytes that the caller brings.
package struct MessageWriter: Sendable {
  package let symbol: String
  package let venue: Venue
  /// What quantities count, on COIN-M.
  package let contract: InverseContract?
  /// Decimals of what does not bring its own: books, prices and tickers.
  package var decimals: Decimals
  /// `,"s":"BTCUSDT"`
  let symbolKey: [UInt8]
  /// COIN-M names the pair besides, `,"ps":"BTCUSD"`; else empty.
  let pairKey: [UInt8]
  /// The same in REST answers: `,"pair":"BTCUSD"`.
  let restPairKey: [UInt8]

  package init(symbol: String, venue: Venue, decimals: Decimals) {
    self.symbol = symbol
    self.venue = venue
    self.decimals = decimals
    contract = venue == .coinm ? InverseContract(symbol: symbol) : nil
    symbolKey = [UInt8](#","s":\#(symbol.inJSONQuotes)"#.utf8)
    let pair = Self.pair(symbol).inJSONQuotes
    pairKey = contract == nil ? [] : [UInt8](#","ps":\#(pair)"#.utf8)
    restPairKey = contract == nil ? [] : [UInt8](#","pair":\#(pair)"#.utf8)
  }

  /// `BTCUSD` of `BTCUSD_PERP`; the pair of a contract without delivery is its name.
  package static func pair(_ symbol: String) -> String { String(symbol.prefix { $0 != "_" }) }

  /// `{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000",`
  /// `"q":"0.02000000","T":1723161255342,"m":true,"M":true}`
  ///
  /// Futures: `{"e":"trade","E":…,"T":…,"s":…,"t":…,"p":…,"q":…,"X":"MARKET","m":false}`.
  package func writeTrade(_ trade: Trade, eventMs: Int64, into bytes: inout [UInt8]) {
    bytes.append(#"{"e":"trade","E":"#)
    bytes.append(number: eventMs)
    if venue != .spot { bytes.appendMember("T", number: trade.tradeTimeUs / 1000) }
    bytes.append(contentsOf: symbolKey)
    bytes.appendMember("t", number: trade.id)
    bytes.appendMember("p", trade.price, decimals: trade.decimals.price)
    bytes.appendMember("q", trade.quantity, decimals: trade.decimals.quantity)
    if venue == .spot {
      bytes.appendMember("T", number: trade.tradeTimeUs / 1000)
    } else {
      bytes.append(#","X":"MARKET""#)
    }
    writeSide(trade, into: &bytes)
  }

  /// `{"e":"aggTrade","E":…,"s":"OMGBUSD","a":425086,"p":"13.80760000","q":"105.82000000",`
  /// `"f":439578,"l":439578,"T":1633998288467,"m":false,"M":true}`
  ///
  /// Futures: `{"e":"aggTrade","E":…,"a":16599292,"s":"CTKUSDT","p":"1.01100","q":"10","nq":"10",…`.
  ///
  /// - Parameter normalQuantity: `nq`, which USD-M has since 2025-12: without retail price
  ///   improvement. Nil leaves it out.
  package func writeAggregate(
    _ trade: Trade, eventMs: Int64, normalQuantity: Amount? = nil, into bytes: inout [UInt8]
  ) {
    bytes.append(#"{"e":"aggTrade","E":"#)
    bytes.append(number: eventMs)
    if venue == .spot { bytes.append(contentsOf: symbolKey) }
    bytes.appendMember("a", number: trade.id)
    if venue != .spot { bytes.append(contentsOf: symbolKey) }
    writeAggregateFigures(trade, normalQuantity, into: &bytes)
  }

  /// An aggregate from its price on, which stream and REST write alike.
  func writeAggregateFigures(
    _ trade: Trade, _ normalQuantity: Amount?, into bytes: inout [UInt8]
  ) {
    bytes.appendMember("p", trade.price, decimals: trade.decimals.price)
    bytes.appendMember("q", trade.quantity, decimals: trade.decimals.quantity)
    if let normalQuantity {
      bytes.appendMember("nq", normalQuantity, decimals: trade.decimals.quantity)
    }
    bytes.appendMember("f", number: trade.firstTradeId)
    bytes.appendMember("l", number: trade.lastTradeId)
    bytes.appendMember("T", number: trade.tradeTimeUs / 1000)
    writeSide(trade, into: &bytes)
  }

  /// The end of a trade; spot alone says that it was the best match.
  private func writeSide(_ trade: Trade, into bytes: inout [UInt8]) {
    bytes.appendMember("m", trade.isBuyerMaker)
    bytes.append(venue == .spot ? #","M":true}"# : "}")
  }
}

extension [UInt8] {
  /// A message as a combined connection gets it: `{"stream":"btcusdt@trade","data":{…}}`.
  package mutating func appendEnvelope(stream: String, _ writeData: (inout [UInt8]) -> Void) {
    openEnvelope(stream: stream)
    writeData(&self)
    append("}")
  }

  /// What stands ahead of a message in its envelope: `{"stream":"btcusdt@trade","data":`.
  package mutating func openEnvelope(stream: String) {
    append(#"{"stream":"#)
    append(string: stream.inJSONQuotes)
    append(#","data":"#)
  }
}
