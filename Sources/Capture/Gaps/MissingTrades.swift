package import Binance
package import Feed
package import Market

/// Trades of one symbol that the exchange numbered and no connection brought.
package struct MissingTrades: Equatable, Sendable {
  package let symbol: String
  /// What has them: `historicalTrades` or `aggTrades`.
  package let endpoint: Endpoint
  package let ids: ClosedRange<Int64>
  /// The id of the first aggregate that holds some of them, where aggregates are missing.
  package let firstAggregateId: Int64?
  /// None of them happened before, as far as is known.
  package let sinceMs: Int64?

  package init(
    symbol: String, endpoint: Endpoint, ids: ClosedRange<Int64>, sinceMs: Int64? = nil,
    firstAggregateId: Int64? = nil
  ) {
    self.symbol = symbol
    self.endpoint = endpoint
    self.ids = ids
    self.sinceMs = sinceMs
    self.firstAggregateId = firstAggregateId
  }

  /// A gap that the feed has found; nil where the exchange left the trades out of its aggregates, so that
  /// there is nothing to ask for.
  package init?(_ gap: TradeGap, _ symbols: SymbolTable) {
    let areLeftOut = gap.firstAggregateId == nil && gap.cause == .unexplained
    if gap.source == .aggTrades, areLeftOut { return nil }
    self.init(
      symbol: symbols.name(gap.symbol),
      endpoint: gap.source == .trades ? .historicalTrades : .aggTrades, ids: gap.missing,
      sinceMs: gap.sinceUs / 1000, firstAggregateId: gap.firstAggregateId)
  }

  package var idCount: Int64 { ids.upperBound - ids.lowerBound + 1 }

  /// How an exchange can be asked for them.
  enum Way: Equatable, Sendable {
    /// From an id on.
    case byId(Int64)
    /// Its latest trades, whichever they are: these need neither a key nor a history.
    case latest
    /// Aggregates of the trades, from their first moment on.
    case aggregates
    /// Further ones, from the id of an aggregate on.
    case moreAggregates(Int64)
  }

  /// Asks for the last trade that the exchange has.
  static func newest(_ symbol: String, _ source: TradeSource, venue: Venue) -> MarketRequest {
    let endpoint: Endpoint = source == .trades ? .trades : .aggTrades
    var request = MarketRequest(
      endpoint: endpoint,
      target: endpoint.path(venue) + "?symbol=\(percentEncoded(symbol))&limit=1",
      weight: endpoint.weight(venue, limit: 1))
    request.isPoll = true
    return request
  }

  /// Asks for as many of them, up to an id, as one answer may hold.
  func request(_ way: Way, toId: Int64, venue: Venue) -> MarketRequest {
    switch way {
    case .byId(let fromId):
      let countMax = Int64(endpoint.limits(venue)?.max ?? 500)
      return request(
        endpoint, "&fromId=\(fromId)", limit: min(toId - fromId + 1, countMax), venue)
    case .latest: return request(.trades, "", limit: 1000, venue)
    case .aggregates:
      return request(.aggTrades, "&startTime=\(sinceMs ?? 0)", limit: 1000, venue)
    case .moreAggregates(let id): return request(.aggTrades, "&fromId=\(id)", limit: 1000, venue)
    }
  }

  private func request(
    _ endpoint: Endpoint, _ parameters: String, limit: Int64, _ venue: Venue
  ) -> MarketRequest {
    MarketRequest(
      endpoint: endpoint,
      target: endpoint.path(venue)
        + "?symbol=\(percentEncoded(symbol))\(parameters)&limit=\(limit)",
      weight: endpoint.weight(venue, limit: Int(limit)),
      needsKey: endpoint == .historicalTrades && venue != .spot)
  }
}
