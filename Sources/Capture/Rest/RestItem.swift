package import Binance
package import Market

/// What `--rest` may ask for: `exchangeInfo`, `klines_5m`, `depth`, `depth_5000`, `aggTrades`, `trades`.
package struct RestItem: Hashable, Sendable {
  package let endpoint: Endpoint
  package let interval: Interval?
  package let limit: Int?

  package static let names = [
    "exchangeInfo", "klines_5m", "depth", "depth_5000", "trades", "aggTrades", "ticker/24hr",
  ]

  /// Nil if there is no such thing.
  package init?(_ text: String, venue: Venue) {
    let word = text.prefix { $0 != "_" }
    let rest = text.dropFirst(word.count + 1)
    guard let endpoint = Endpoint(rawValue: String(word)) else { return nil }
    self.endpoint = endpoint
    switch endpoint {
    case .klines:
      guard let interval = Interval(rawValue: String(rest)) else { return nil }
      self.interval = interval
      limit = endpoint.limits(venue)?.max
    case .depth:
      interval = nil
      let wanted = rest.isEmpty ? 1000 : Int(rest)
      guard let wanted, wanted > 0, wanted <= endpoint.limits(venue)?.max ?? 0 else { return nil }
      limit = wanted
    case .exchangeInfo, .trades, .aggTrades, .ticker24hr, .time, .tickerBook, .tickerPrice,
      .avgPrice, .premiumIndex:
      guard rest.isEmpty else { return nil }
      interval = nil
      limit = nil
    default: return nil
    }
  }

  /// Fetched again whenever a connection opens: without it what comes next cannot be applied.
  package var isSnapshot: Bool { endpoint == .depth }

  /// The request for one symbol.
  package func request(symbol: String, venue: Venue) -> MarketRequest {
    var query = "symbol=\(percentEncoded(symbol))"
    if let interval { query += "&interval=\(interval.rawValue)" }
    if let limit { query += "&limit=\(limit)" }
    // Futures know no parameter there, and answer for all symbols.
    if endpoint == .time || (endpoint == .exchangeInfo && venue != .spot) { query = "" }
    return MarketRequest(
      endpoint: endpoint, target: endpoint.path(venue) + (query.isEmpty ? "" : "?" + query),
      weight: endpoint.weight(venue, limit: limit))
  }
}

/// One GET of market data.
package struct MarketRequest: Equatable, Sendable {
  package let endpoint: Endpoint
  /// Path and query.
  package let target: String
  package let weight: Int
  /// Whether the exchange wants an API key for it.
  package var needsKey = false
  package var attempts = 0

  package init(endpoint: Endpoint, target: String, weight: Int, needsKey: Bool = false) {
    self.endpoint = endpoint
    self.target = target
    self.weight = weight
    self.needsKey = needsKey
  }
}
