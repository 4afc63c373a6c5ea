/// The prices of one symbol, as REST writes them.
extension ExchangeMarket {
  /// `/api/v3/avgPrice`
  package func appendAveragePrice(to bytes: inout [UInt8]) {
    bytes.append(#"{"mins":5"#)
    bytes.appendMember("price", amount: fiveMinuteAverageUnits)
    bytes.appendMember("closeTime", number: tape.last?.trade.timeMs ?? clockUs / 1000)
    bytes.append("}")
  }

  /// `/api/v3/ticker/price`
  package func appendPriceTicker(to bytes: inout [UInt8]) {
    appendSymbol(to: &bytes)
    bytes.appendMember("price", amount: lastPriceUnits)
    bytes.append("}")
  }

  /// `/api/v3/ticker/bookTicker`
  package func appendBookTicker(to bytes: inout [UInt8]) {
    appendSymbol(to: &bytes)
    appendBestPrices(to: &bytes)
    bytes.append("}")
  }

  /// `/api/v3/ticker/24hr`; the window begins on a full minute.
  package func appendDayTicker(isMini: Bool, to bytes: inout [UInt8]) {
    appendSymbol(to: &bytes)
    let nowMs = clockUs / 1000
    let flat = KlineTally(
      openTimeMs: nowMs, nextOpenTimeMs: nowMs + 1, previousCloseUnits: lastPriceUnits)
    guard let ticker = dayTicker ?? DayTicker(minuteKlines: [flat], nowMs: nowMs) else { return }
    if !isMini {
      bytes.appendMember("priceChange", signed: ticker.changeUnits)
      bytes.appendMember("priceChangePercent", milli: ticker.changeMilliPercent)
      bytes.appendMember("weightedAvgPrice", amount: ticker.averageUnits)
      bytes.appendMember("prevClosePrice", amount: ticker.previousCloseUnits)
    }
    bytes.appendMember("lastPrice", amount: ticker.window.closeUnits)
    if !isMini {
      bytes.appendMember("lastQty", amount: (tape.last?.trade.steps ?? 0) * profile.stepUnits)
      appendBestPrices(to: &bytes)
    }
    appendWindow(ticker, to: &bytes)
    bytes.append("}")
  }

  private func appendWindow(_ ticker: DayTicker, to bytes: inout [UInt8]) {
    bytes.appendMember("openPrice", amount: ticker.window.openUnits)
    bytes.appendMember("highPrice", amount: ticker.window.highUnits)
    bytes.appendMember("lowPrice", amount: ticker.window.lowUnits)
    bytes.appendMember("volume", sum: ticker.window.volumeUnits)
    bytes.appendMember("quoteVolume", sum: ticker.window.quoteVolumeUnits)
    bytes.appendMember("openTime", number: ticker.openTimeMs)
    bytes.appendMember("closeTime", number: ticker.closeTimeMs)
    bytes.appendMember("firstId", number: ticker.window.firstTradeId)
    bytes.appendMember("lastId", number: ticker.window.lastTradeId)
    bytes.appendMember("count", number: ticker.window.tradeCount)
  }

  private var lastPriceUnits: Int64 {
    (tape.last?.trade.priceTicks ?? profile.startTicks) * profile.tickUnits
  }

  private func appendSymbol(to bytes: inout [UInt8]) {
    bytes.append(#"{"symbol":""#)
    bytes.append(string: profile.symbol)
    bytes.append("\"")
  }

  private func appendBestPrices(to bytes: inout [UInt8]) {
    let (bid, ask) = (market.book.best(.bid), market.book.best(.ask))
    bytes.appendMember("bidPrice", amount: market.book.bestBidTicks * profile.tickUnits)
    bytes.appendMember("bidQty", amount: bid.steps * profile.stepUnits)
    bytes.appendMember("askPrice", amount: market.book.bestAskTicks * profile.tickUnits)
    bytes.appendMember("askQty", amount: ask.steps * profile.stepUnits)
  }
}
