package import Binance
package import Feed
package import Market

/// Trades of one symbol that the exchange numbered and no connection brought.
package struct MissingTrades: Equatable, Sendable {
  package let symbol: String
  /// Whose ids they are: `historicalTrades` or `aggTrades`.
  package let endpoint: Endpoint
  package let ids: ClosedRange<Int64>

  package init(symbol: String, endpoint: Endpoint, ids: ClosedRange<Int64>) {
    self.symbol = symbol
    self.endpoint = endpoint
    self.ids = ids
  }

  /// A gap that the feed has found.
  package init(_ gap: TradeGap, _ symbols: SymbolTable) {
    self.init(
      symbol: symbols.name(gap.symbol),
      endpoint: gap.source == .trades ? .historicalTrades : .aggTrades, ids: gap.missing)
  }

  package var idCount: Int64 { ids.upperBound - ids.lowerBound + 1 }

  /// Asks for as many of them as one answer may hold.
  func request(fromId: Int64, venue: Venue) -> MarketRequest {
    let limit = min(ids.upperBound - fromId + 1, Int64(endpoint.limits(venue)?.max ?? 500))
    let query = "?symbol=\(percentEncoded(symbol))&fromId=\(fromId)&limit=\(limit)"
    return MarketRequest(
      endpoint: endpoint, target: endpoint.path(venue) + query,
      weight: endpoint.weight(venue, limit: Int(limit)),
      needsKey: endpoint == .historicalTrades && venue != .spot)
  }
}
