package import Market

/// Trades and prices as REST answers them.
extension MessageWriter {
  /// A row of `/api/v3/trades`:
  /// `{"id":…,"price":S,"qty":S,"quoteQty":S,"time":…,"isBuyerMaker":B,"isBestMatch":true}`.
  ///
  /// `quoteQty` is cut off after eight decimals (as measured on 472 decisive trades), on USD-M after
  /// two. COIN-M has `baseQty` instead, coins rounded to eight (its documents have 0.01037883 for a
  /// contract at 9635.0).
  package func writeTradeRow(_ trade: Trade, into bytes: inout [UInt8]) {
    bytes.append(#"{"id":"#)
    bytes.append(number: trade.id)
    bytes.appendMember("price", trade.price, decimals: trade.decimals.price)
    bytes.appendMember("qty", trade.quantity, decimals: trade.decimals.quantity)
    writeWorth(trade, into: &bytes)
    bytes.appendMember("time", number: trade.tradeTimeUs / 1000)
    bytes.appendMember("isBuyerMaker", trade.isBuyerMaker)
    switch venue {
    case .spot: bytes.append(#","isBestMatch":true}"#)
    case .usdm: bytes.append(#","isRPITrade":false}"#)
    case .coinm: bytes.append("}")
    }
  }

  private func writeWorth(_ trade: Trade, into bytes: inout [UInt8]) {
    if let contract {
      let coins = contract.fineCoins(price: trade.price, contracts: trade.quantity)
      return bytes.appendMember("baseQty", InverseContract.rounded(fine: coins), decimals: 8)
    }
    let quote = AmountSum(price: trade.price, times: trade.quantity)
    if venue == .usdm {
      bytes.appendMember("quoteQty", quote.cut(to: 2), decimals: 2)
    } else {
      bytes.appendMember("quoteQty", quote, decimals: trade.decimals.quote)
    }
  }

  /// A row of `/api/v3/aggTrades`: `{"a":…,"p":S,"q":S,"f":…,"l":…,"T":…,"m":B,"M":true}`.
  ///
  /// - Parameter normalQuantity: `nq`, as in `writeAggregate`.
  package func writeAggregateRow(
    _ trade: Trade, normalQuantity: Amount? = nil, into bytes: inout [UInt8]
  ) {
    bytes.append(#"{"a":"#)
    bytes.append(number: trade.id)
    writeAggregateFigures(trade, normalQuantity, into: &bytes)
  }

  /// `/api/v3/ticker/price`; futures say when, and COIN-M names the pair as `ps`.
  package func writePrice(_ price: Amount, timeMs: Int64, into bytes: inout [UInt8]) {
    writeSymbol(into: &bytes)
    bytes.append(contentsOf: pairKey)
    bytes.appendMember("price", price, decimals: decimals.price)
    if venue != .spot { bytes.appendMember("time", number: timeMs) }
    bytes.append("}")
  }

  /// `/api/v3/ticker/bookTicker`; futures say when, and which update of the book it was.
  package func writeBestPrices(
    bid: PriceLevel, ask: PriceLevel, timeMs: Int64, updateId: Int64, into bytes: inout [UInt8]
  ) {
    writeSymbol(into: &bytes)
    bytes.append(contentsOf: restPairKey)
    writeBest(bid: bid, ask: ask, into: &bytes)
    if venue != .spot {
      bytes.appendMember("time", number: timeMs)
      bytes.appendMember("lastUpdateId", number: updateId)
    }
    bytes.append("}")
  }

  /// `/api/v3/avgPrice`: the average of the last five minutes.
  package func writeAveragePriceAnswer(
    _ price: Amount, closeTimeMs: Int64, into bytes: inout [UInt8]
  ) {
    bytes.append(#"{"mins":5"#)
    bytes.appendMember("price", price, decimals: decimals.price)
    bytes.appendMember("closeTime", number: closeTimeMs)
    bytes.append("}")
  }

  /// The stream of the same: `{"e":"avgPrice","E":…,"s":…,"i":"5m","w":…,"T":…}`.
  package func writeAveragePrice(
    _ price: Amount, tradeTimeMs: Int64, eventMs: Int64, into bytes: inout [UInt8]
  ) {
    writeHead("avgPrice", eventMs: eventMs, into: &bytes)
    bytes.appendMember("i", string: "5m")
    bytes.appendMember("w", price, decimals: decimals.price)
    bytes.appendMember("T", number: tradeTimeMs)
    bytes.append("}")
  }

  func writeSymbol(into bytes: inout [UInt8]) {
    bytes.append("{\"symbol\":\"")
    bytes.append(contentsOf: symbolKey.dropFirst(#","s":""#.utf8.count))
  }

  func writeBest(bid: PriceLevel, ask: PriceLevel, into bytes: inout [UInt8]) {
    bytes.appendMember("bidPrice", bid.price, decimals: decimals.price)
    bytes.appendMember("bidQty", bid.quantity, decimals: decimals.quantity)
    bytes.appendMember("askPrice", ask.price, decimals: decimals.price)
    bytes.appendMember("askQty", ask.quantity, decimals: decimals.quantity)
  }
}

/// What the exchange says of itself.
extension [UInt8] {
  /// `{"code":-1121,"msg":"Invalid symbol."}`
  package mutating func append(_ code: ErrorCode, message: String) {
    append(#"{"code":"#)
    append(number: Int64(code.rawValue))
    appendMember("msg", string: message)
    append("}")
  }

  /// `{"serverTime":1723075200000}`
  package mutating func append(serverTimeMs: Int64) {
    append(#"{"serverTime":"#)
    append(number: serverTimeMs)
    append("}")
  }

  /// `{"e":"error","m":"…"}`, after which the connection ends.
  package mutating func append(streamError message: String) {
    append(#"{"e":"error""#)
    appendMember("m", string: message)
    append("}")
  }

  /// `{"e":"serverShutdown","E":1770123456789}`: the connection will be closed.
  package mutating func append(serverShutdownAtMs timeMs: Int64) {
    append(#"{"e":"serverShutdown","E":"#)
    append(number: timeMs)
    append("}")
  }
}
