import Binance
package import Market

extension RestItem {
  /// The requests for all symbols.
  package func requests(symbols: [String], venue: Venue) -> [MarketRequest] {
    switch endpoint {
    case .exchangeInfo where venue == .spot: return [exchangeInfo(symbols)]
    // These answer for all symbols.
    case .exchangeInfo, .time, .fundingInfo, .insuranceBalance, .indexInfo, .assetIndex:
      return [request("", venue)]
    default:
      // Symbols of one pair may make the same request.
      var targets: Set<String> = []
      return symbols.map { request(symbol: $0, venue: venue) }
        .filter { targets.insert($0.target).inserted }
    }
  }

  /// The request for one symbol.
  package func request(symbol: String, venue: Venue) -> MarketRequest {
    var query = whose(symbol, venue)
    if let type = contractType(venue) { query += "&contractType=" + type }
    if let interval {
      query += "&\(endpoint.isFuturesData ? "period" : "interval")=\(interval.rawValue)"
    }
    if let limit { query += "&limit=\(limit)" }
    return request("?" + query, venue)
  }

  /// Index prices, the basis and COIN-M's figures are a pair's: `BTCUSD` of `BTCUSD_PERP`.
  private func whose(_ symbol: String, _ venue: Venue) -> String {
    let pair = percentEncoded(String(symbol.prefix { $0 != "_" }))
    switch endpoint {
    case .indexPriceKlines, .basis: return "pair=" + pair
    case _ where endpoint.isFuturesData && venue == .coinm: return "pair=" + pair
    case .constituents: return "symbol=" + pair
    default: return "symbol=" + percentEncoded(symbol)
    }
  }

  private func contractType(_ venue: Venue) -> String? {
    switch (endpoint, venue) {
    case (.basis, _): "PERPETUAL"
    case (.openInterestHist, .coinm), (.takerBuySellVol, _): "ALL"
    default: nil
    }
  }

  private func request(_ query: String, _ venue: Venue) -> MarketRequest {
    var request = MarketRequest(
      endpoint: endpoint, target: endpoint.path(venue) + query,
      weight: endpoint.weight(venue, limit: limit))
    request.isPoll = everyNs != nil
    return request
  }

  /// One request for many symbols costs what one for a single symbol costs; of very many the whole list.
  private func exchangeInfo(_ symbols: [String]) -> MarketRequest {
    let names = symbols.map { "%22\(percentEncoded($0))%22" }.joined(separator: ",")
    let query =
      symbols.count == 1
      ? "?symbol=" + percentEncoded(symbols[0]) : symbols.isEmpty ? "" : "?symbols=%5B\(names)%5D"
    return request(query.utf8.count <= CaptureLimits.urlCharactersMax ? query : "", .spot)
  }
}
