package import Binance

/// Trades of one symbol that the exchange numbered and no connection brought.
package struct Hole: Equatable, Sendable {
  package let symbol: String
  /// Whose ids they are: `historicalTrades` or `aggTrades`.
  package let endpoint: Endpoint
  package let ids: ClosedRange<Int64>

  package init(symbol: String, endpoint: Endpoint, ids: ClosedRange<Int64>) {
    self.symbol = symbol
    self.endpoint = endpoint
    self.ids = ids
  }

  package var idCount: Int64 { ids.upperBound - ids.lowerBound + 1 }
}
