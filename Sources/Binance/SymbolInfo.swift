package import Market

/// One symbol of an exchangeInfo answer: what its prices and quantities may look like.
package struct SymbolInfo: Equatable, Sendable {
  package var symbol: SymbolID
  /// `TRADING`, `HALT`, `BREAK` …, as written (USD-M: `status`; COIN-M: `contractStatus`).
  package var status: String
  package var baseAsset: String
  package var quoteAsset: String
  /// USD-M and COIN-M: `PERPETUAL`, `CURRENT_QUARTER` …; empty on spot.
  package var contractType: String
  /// USD-M and COIN-M: the listing day, ms since the epoch; -1 on spot, which does not tell.
  package var onboardTimeMs: Int64
  /// PRICE_FILTER; 0 means no limit, as it does for the exchange.
  package var tickSize: Amount
  package var priceMin: Amount
  package var priceMax: Amount
  /// LOT_SIZE; 0 means no limit.
  package var stepSize: Amount
  package var quantityMin: Amount
  package var quantityMax: Amount
  /// MIN_NOTIONAL or NOTIONAL; 0 if there is none.
  package var notionalMin: Amount
}
