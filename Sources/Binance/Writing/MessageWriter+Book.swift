package import Market

/// The order book: best prices, changes, and what REST knows of it.
extension MessageWriter {
  /// `{"u":50093239212,"s":"BTCUSDT","b":"61837.63000000","B":"3.78826000","a":"61837.64000000",`
  /// `"A":"1.54698000"}`: neither `e` nor a time.
  ///
  /// Futures: `{"e":"bookTicker","u":…,"s":…,"b":…,"B":…,"a":…,"A":…,"T":…,"E":…}`.
  package func writeBookTicker(
    _ ticker: BookTicker, eventMs: Int64, into bytes: inout [UInt8]
  ) {
    bytes.append(venue == .spot ? #"{"u":"# : #"{"e":"bookTicker","u":"#)
    bytes.append(number: ticker.updateId)
    bytes.append(contentsOf: symbolKey)
    bytes.append(contentsOf: pairKey)
    bytes.appendMember("b", ticker.bidPrice, decimals: ticker.decimals.price)
    bytes.appendMember("B", ticker.bidQuantity, decimals: ticker.decimals.quantity)
    bytes.appendMember("a", ticker.askPrice, decimals: ticker.decimals.price)
    bytes.appendMember("A", ticker.askQuantity, decimals: ticker.decimals.quantity)
    if venue != .spot {
      bytes.appendMember("T", number: ticker.transactionTimeUs / 1000)
      bytes.appendMember("E", number: eventMs)
    }
    bytes.append("}")
  }

  /// Where a change of the book stands among the others, and when it was.
  package struct BookChange: Sendable {
    package var firstUpdateId: Int64
    package var lastUpdateId: Int64
    /// `pu` of futures: the last id of the message before.
    package var previousUpdateId: Int64
    package var eventMs: Int64
    /// `T` of futures: when the book changed.
    package var transactionMs: Int64

    package init(
      firstUpdateId: Int64, lastUpdateId: Int64, previousUpdateId: Int64, eventMs: Int64,
      transactionMs: Int64
    ) {
      self.firstUpdateId = firstUpdateId
      self.lastUpdateId = lastUpdateId
      self.previousUpdateId = previousUpdateId
      self.eventMs = eventMs
      self.transactionMs = transactionMs
    }
  }

  /// `{"e":"depthUpdate","E":…,"s":…,"U":…,"u":…,"b":[["61738.04000000","0.32332000"]],"a":[]}`:
  /// absolute quantities, in the order in which the levels come.
  ///
  /// Futures: `{"e":"depthUpdate","E":…,"T":…,"s":…,"U":…,"u":…,"pu":…,"b":[…],"a":[…]}`.
  package func writeDepthUpdate(
    _ change: BookChange, bids: some Sequence<PriceLevel>, asks: some Sequence<PriceLevel>,
    into bytes: inout [UInt8]
  ) {
    bytes.append(#"{"e":"depthUpdate","E":"#)
    bytes.append(number: change.eventMs)
    if venue != .spot { bytes.appendMember("T", number: change.transactionMs) }
    bytes.append(contentsOf: symbolKey)
    bytes.append(contentsOf: pairKey)
    bytes.appendMember("U", number: change.firstUpdateId)
    bytes.appendMember("u", number: change.lastUpdateId)
    if venue != .spot { bytes.appendMember("pu", number: change.previousUpdateId) }
    bytes.append(#","b":"#)
    writeLevels(bids, into: &bytes)
    bytes.append(#","a":"#)
    writeLevels(asks, into: &bytes)
    bytes.append("}")
  }

  /// The best levels as a stream sends them: on spot like REST's depth, on futures like a change.
  package func writeBestLevels(
    _ change: BookChange, bids: some Sequence<PriceLevel>, asks: some Sequence<PriceLevel>,
    into bytes: inout [UInt8]
  ) {
    guard venue == .spot else {
      return writeDepthUpdate(change, bids: bids, asks: asks, into: &bytes)
    }
    writeDepth(
      lastUpdateId: change.lastUpdateId, timeMs: change.transactionMs, bids: bids, asks: asks,
      into: &bytes)
  }

  /// The body of `/api/v3/depth`, both sides from the best price on:
  /// `{"lastUpdateId":160,"bids":[["0.0024","10"]],"asks":[["0.0026","100"]]}`.
  ///
  /// - Parameter timeMs: when the book last changed; futures say so.
  package func writeDepth(
    lastUpdateId: Int64, timeMs: Int64, bids: some Sequence<PriceLevel>,
    asks: some Sequence<PriceLevel>, into bytes: inout [UInt8]
  ) {
    bytes.append(#"{"lastUpdateId":"#)
    bytes.append(number: lastUpdateId)
    if venue != .spot {
      if contract != nil { bytes.appendMember("symbol", string: symbol) }
      bytes.append(contentsOf: restPairKey)
      bytes.appendMember("E", number: timeMs)
      bytes.appendMember("T", number: timeMs)
    }
    bytes.append(#","bids":"#)
    writeLevels(bids, into: &bytes)
    bytes.append(#","asks":"#)
    writeLevels(asks, into: &bytes)
    bytes.append("}")
  }

  private func writeLevels(_ levels: some Sequence<PriceLevel>, into bytes: inout [UInt8]) {
    bytes.appendArray(levels) { level, bytes in
      bytes.append("[\"")
      bytes.append(level.price, decimals: decimals.price)
      bytes.append("\",\"")
      bytes.append(level.quantity, decimals: decimals.quantity)
      bytes.append("\"]")
    }
  }
}
