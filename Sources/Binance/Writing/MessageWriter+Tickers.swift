import Market

/// Windows of time: streams and answers.
extension MessageWriter {
  /// `{"e":"24hrMiniTicker","E":…,"s":…,"c":…,"o":…,"h":…,"l":…,"v":…,"q":…}`
  package func writeMiniTicker(_ window: TickerWindow, into bytes: inout [UInt8]) {
    writeHead("24hrMiniTicker", eventMs: window.closeTimeMs, into: &bytes)
    bytes.append(contentsOf: pairKey)
    bytes.appendMember("c", window.sum.close, decimals: decimals.price)
    writeFigures(window.sum, into: &bytes)
    bytes.append("}")
  }

  /// `{"e":"24hrTicker","E":…,"s":…,"p":…,"P":…,"w":…,"x":…,"c":…,"Q":…,"b":…,…,"n":…}`; futures
  /// have neither the close before (`x`) nor the best prices in it.
  package func writeTicker(
    _ window: TickerWindow, latest: TickerWindow.Latest, into bytes: inout [UInt8]
  ) {
    writeHead("24hrTicker", eventMs: window.closeTimeMs, into: &bytes)
    bytes.append(contentsOf: pairKey)
    bytes.appendMember("p", window.change, decimals: decimals.price)
    bytes.appendMember("P", window.changePercent, decimals: 3)
    bytes.appendMember("w", window.average.cut(to: decimals.price), decimals: decimals.price)
    if venue == .spot { bytes.appendMember("x", window.previousClose, decimals: decimals.price) }
    bytes.appendMember("c", window.sum.close, decimals: decimals.price)
    bytes.appendMember("Q", latest.quantity, decimals: decimals.quantity)
    if venue == .spot {
      bytes.appendMember("b", latest.bid.price, decimals: decimals.price)
      bytes.appendMember("B", latest.bid.quantity, decimals: decimals.quantity)
      bytes.appendMember("a", latest.ask.price, decimals: decimals.price)
      bytes.appendMember("A", latest.ask.quantity, decimals: decimals.quantity)
    }
    writeFigures(window.sum, into: &bytes)
    bytes.appendMember("O", number: window.openTimeMs)
    bytes.appendMember("C", number: window.closeTimeMs)
    bytes.appendMember("F", number: window.sum.firstTradeId)
    bytes.appendMember("L", number: window.sum.lastTradeId)
    bytes.appendMember("n", number: window.sum.tradeCount)
    bytes.append("}")
  }

  private func writeFigures(_ sum: Candle, into bytes: inout [UInt8]) {
    bytes.appendMember("o", sum.open, decimals: decimals.price)
    bytes.appendMember("h", sum.high, decimals: decimals.price)
    bytes.appendMember("l", sum.low, decimals: decimals.price)
    bytes.appendMember("v", sum.volume, decimals: decimals.quantity)
    bytes.appendMember("q", sum.quoteVolume, decimals: decimals.quote)
  }

  /// One symbol of `/api/v3/ticker/24hr`, `/api/v3/ticker` or `/api/v3/ticker/tradingDay`.
  ///
  /// - Parameter latest: what `24hr` alone shows.
  package func writeWindow(
    _ window: TickerWindow, isMini: Bool, latest: TickerWindow.Latest?, into bytes: inout [UInt8]
  ) {
    writeSymbol(into: &bytes)
    bytes.append(contentsOf: restPairKey)
    if !isMini {
      bytes.appendMember("priceChange", window.change, decimals: decimals.price)
      bytes.appendMember("priceChangePercent", window.changePercent, decimals: 3)
      bytes.appendMember(
        "weightedAvgPrice", window.average.cut(to: decimals.price), decimals: decimals.price)
      if latest != nil, venue == .spot {
        bytes.appendMember("prevClosePrice", window.previousClose, decimals: decimals.price)
      }
    }
    bytes.appendMember("lastPrice", window.sum.close, decimals: decimals.price)
    if !isMini, let latest {
      bytes.appendMember("lastQty", latest.quantity, decimals: decimals.quantity)
      if venue == .spot { writeBest(bid: latest.bid, ask: latest.ask, into: &bytes) }
    }
    writeNamedFigures(window, into: &bytes)
    bytes.append("}")
  }

  private func writeNamedFigures(_ window: TickerWindow, into bytes: inout [UInt8]) {
    let sum = window.sum
    bytes.appendMember("openPrice", sum.open, decimals: decimals.price)
    bytes.appendMember("highPrice", sum.high, decimals: decimals.price)
    bytes.appendMember("lowPrice", sum.low, decimals: decimals.price)
    bytes.appendMember("volume", sum.volume, decimals: decimals.quantity)
    bytes.appendMember(
      contract == nil ? "quoteVolume" : "baseVolume", sum.quoteVolume, decimals: decimals.quote)
    bytes.appendMember("openTime", number: window.openTimeMs)
    bytes.appendMember("closeTime", number: window.closeTimeMs)
    bytes.appendMember("firstId", number: sum.firstTradeId)
    bytes.appendMember("lastId", number: sum.lastTradeId)
    bytes.appendMember("count", number: sum.tradeCount)
  }
}
