package import Market

/// One symbol of an exchangeInfo answer: what its prices and quantities may look like.
package struct SymbolInfo: Equatable, Sendable {
  package var symbol = SymbolID(rawValue: 0)
  /// `TRADING`, `HALT`, `BREAK` …, as written (USD-M: `status`; COIN-M: `contractStatus`).
  package var status = ""
  package var baseAsset = ""
  package var quoteAsset = ""
  /// USD-M and COIN-M: `PERPETUAL`, `CURRENT_QUARTER` …; empty on spot.
  package var contractType = ""
  /// USD-M and COIN-M: the listing day, ms since the epoch; -1 on spot, which does not say it.
  package var onboardTimeMs: Int64 = -1
  /// PRICE_FILTER; 0 means no limit, as it does for the exchange.
  package var tickSize = Amount.zero
  package var priceMin = Amount.zero
  package var priceMax = Amount.zero
  /// LOT_SIZE; 0 means no limit.
  package var stepSize = Amount.zero
  package var quantityMin = Amount.zero
  package var quantityMax = Amount.zero
  /// MARKET_LOT_SIZE: for market orders, besides LOT_SIZE; 0 means no limit.
  package var marketStepSize = Amount.zero
  package var marketQuantityMin = Amount.zero
  package var marketQuantityMax = Amount.zero
  /// MIN_NOTIONAL or NOTIONAL; 0 if there is none.
  package var notionalMin = Amount.zero
  package var notionalMax = Amount.zero
  /// `applyToMarket`, `applyMinToMarket`: the least value holds for market orders too; true where the
  /// exchange does not say (USD-M).
  package var notionalMinIsForMarket = true
  /// `applyMaxToMarket`.
  package var notionalMaxIsForMarket = false

  package var limits = OrderLimits()

  package init() {}

  /// Decimals that tick and step need; the exchange's own precision fields do not show them.
  package var decimals: Decimals {
    Decimals(tick: tickSize, step: stepSize)
  }

  /// Removes the limits on quantities, for an account whose quantities are not those of the exchange.
  package mutating func forgetQuantities() {
    (stepSize, quantityMin, quantityMax) = (.zero, .zero, .zero)
    (marketStepSize, marketQuantityMin, marketQuantityMax) = (.zero, .zero, .zero)
  }
}
