package import Binance

/// One GET of market data.
package struct MarketRequest: Equatable, Sendable {
  package let endpoint: Endpoint
  /// Path and query.
  package let target: String
  package let weight: Int
  /// Whether the exchange wants an API key for it.
  package var needsKey = false
  /// One of those that come again and again: others go before it.
  package var isPoll = false
  /// What comes meanwhile is of no use without its answer: it goes before others.
  package var isUrgent = false
  package var attempts = 0

  package init(endpoint: Endpoint, target: String, weight: Int, needsKey: Bool = false) {
    self.endpoint = endpoint
    self.target = target
    self.weight = weight
    self.needsKey = needsKey
  }
}
