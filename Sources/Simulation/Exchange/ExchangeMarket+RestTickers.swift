import Binance
import Market

/// The prices of one symbol, as REST writes them.
extension ExchangeMarket {
  /// `/api/v3/avgPrice`
  package func appendAveragePrice(to bytes: inout [UInt8]) {
    bytes.append(#"{"mins":5"#)
    bytes.appendMember("price", amount: fiveMinuteAverageUnits)
    bytes.appendMember("closeTime", number: tape.last?.trade.timeMs ?? clockUs / 1000)
    bytes.append("}")
  }

  /// `/api/v3/ticker/price`; futures tell the time, and COIN-M the pair as `ps`.
  package func appendPriceTicker(to bytes: inout [UInt8]) {
    appendSymbol(to: &bytes)
    if profile.venue == .coinm { bytes.appendMember("ps", string: profile.pair) }
    bytes.appendMember("price", amount: lastPriceUnits, places: Int(format.places.price))
    if profile.venue != .spot { bytes.appendMember("time", number: lastTradeMs) }
    bytes.append("}")
  }

  /// `/api/v3/ticker/bookTicker`
  package func appendBookTicker(to bytes: inout [UInt8]) {
    appendSymbol(to: &bytes)
    appendPair(to: &bytes)
    appendBestPrices(to: &bytes)
    if profile.venue != .spot {
      bytes.appendMember("time", number: clockUs / 1000)
      bytes.appendMember("lastUpdateId", number: format.updateId(market.book.updateId))
    }
    bytes.append("}")
  }

  /// `/api/v3/ticker/24hr`; the window begins on a full minute.
  package func appendDayTicker(isMini: Bool, to bytes: inout [UInt8]) {
    let (price, isSpot) = (Int(format.places.price), profile.venue == .spot)
    appendSymbol(to: &bytes)
    appendPair(to: &bytes)
    let nowMs = clockUs / 1000
    let flat = KlineTally(
      openTimeMs: nowMs, nextOpenTimeMs: nowMs + 1, previousCloseUnits: lastPriceUnits)
    guard let ticker = dayTicker ?? DayTicker(minuteKlines: [flat], nowMs: nowMs) else { return }
    if !isMini {
      bytes.appendMember("priceChange", signed: ticker.changeUnits, places: price)
      bytes.appendMember("priceChangePercent", milli: ticker.changeMilliPercent)
      bytes.appendMember("weightedAvgPrice", amount: ticker.averageUnits, places: price)
      if isSpot { bytes.appendMember("prevClosePrice", amount: ticker.previousCloseUnits) }
    }
    bytes.appendMember("lastPrice", amount: ticker.window.closeUnits, places: price)
    if !isMini {
      format.write("lastQty", quantity: tape.last?.trade.steps ?? 0, into: &bytes)
      if isSpot { appendBestPrices(to: &bytes) }
    }
    appendWindow(ticker, to: &bytes)
    bytes.append("}")
  }

  private func appendWindow(_ ticker: DayTicker, to bytes: inout [UInt8]) {
    let places = format.places
    let (price, quote) = (Int(places.price), Int(places.quote))
    bytes.appendMember("openPrice", amount: ticker.window.openUnits, places: price)
    bytes.appendMember("highPrice", amount: ticker.window.highUnits, places: price)
    bytes.appendMember("lowPrice", amount: ticker.window.lowUnits, places: price)
    bytes.appendMember("volume", sum: ticker.window.volumeUnits, places: Int(places.quantity))
    bytes.appendMember(
      profile.venue == .coinm ? "baseVolume" : "quoteVolume", sum: ticker.window.quoteVolumeUnits,
      places: quote)
    bytes.appendMember("openTime", number: ticker.openTimeMs)
    bytes.appendMember("closeTime", number: ticker.closeTimeMs)
    bytes.appendMember("firstId", number: ticker.window.firstTradeId)
    bytes.appendMember("lastId", number: ticker.window.lastTradeId)
    bytes.appendMember("count", number: ticker.window.tradeCount)
  }

  private var lastTradeMs: Int64 { tape.last?.trade.timeMs ?? clockUs / 1000 }

  private var lastPriceUnits: Int64 {
    (tape.last?.trade.priceTicks ?? profile.startTicks) * profile.tickUnits
  }

  private func appendSymbol(to bytes: inout [UInt8]) {
    bytes.append(#"{"symbol":""#)
    bytes.append(string: profile.symbol)
    bytes.append("\"")
  }

  private func appendPair(to bytes: inout [UInt8]) {
    if profile.venue == .coinm { bytes.appendMember("pair", string: profile.pair) }
  }

  private func appendBestPrices(to bytes: inout [UInt8]) {
    let book = market.book
    format.write("bidPrice", price: book.bestBidTicks, into: &bytes)
    format.write("bidQty", quantity: book.best(.bid).steps, into: &bytes)
    format.write("askPrice", price: book.bestAskTicks, into: &bytes)
    format.write("askQty", quantity: book.best(.ask).steps, into: &bytes)
  }
}
