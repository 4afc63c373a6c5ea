package import Market

/// Filters of a symbol that limit an order by the market's price and by other orders; 0 is no
/// limit.
package struct OrderLimits: Equatable, Sendable {
  /// Factors of a price of the market that a limit order's price keeps between.
  package struct PriceBand: Equatable, Sendable {
    package var buyMin = Amount.zero
    package var buyMax = Amount.zero
    package var sellMin = Amount.zero
    package var sellMax = Amount.zero
    /// `avgPriceMins`: the factors are of the mean price of so many minutes; 0: of the last price.
    package var averageMinutes: Int64 = 0

    package init() {}
  }

  /// PERCENT_PRICE. On USD-M and COIN-M it is measured from the mark price, and limits only how
  /// high a purchase and how low a sale may be.
  package var percentPrice = PriceBand()
  /// PERCENT_PRICE_BY_SIDE.
  package var percentPriceBySide = PriceBand()
  /// MAX_NUM_ORDERS: open orders.
  package var orderCountMax: Int64 = 0
  /// MAX_NUM_ALGO_ORDERS: open orders with a stop.
  package var stopCountMax: Int64 = 0
  /// MAX_POSITION: base held and bid for.
  package var positionMax = Amount.zero
  /// TRAILING_DELTA of stops above the market and below it, in basis points.
  package var trailingAboveMin: Int64 = 0
  package var trailingAboveMax: Int64 = 0
  package var trailingBelowMin: Int64 = 0
  package var trailingBelowMax: Int64 = 0

  package init() {}
}

extension OrderLimits {
  /// Reads the value of a filter's key, if it is one of these; others are skipped. Names longer than a
  /// word are compared by their first sixteen bytes.
  mutating func read(
    _ payload: borrowing Span<UInt8>, _ at: inout Int, _ name: Word
  ) throws(ScanError) {
    switch name {
    case Word("multiplierUp"):
      percentPrice.buyMax = try JSON.limit(payload, &at)
      percentPrice.sellMax = percentPrice.buyMax
    case Word("multiplierDown"):
      percentPrice.buyMin = try JSON.limit(payload, &at)
      percentPrice.sellMin = percentPrice.buyMin
    case Word("bidMultiplierUp"): percentPriceBySide.buyMax = try JSON.limit(payload, &at)
    case Word("bidMultiplierDown"): percentPriceBySide.buyMin = try JSON.limit(payload, &at)
    case Word("askMultiplierUp"): percentPriceBySide.sellMax = try JSON.limit(payload, &at)
    case Word("askMultiplierDown"): percentPriceBySide.sellMin = try JSON.limit(payload, &at)
    case Word("maxPosition"): positionMax = try JSON.limit(payload, &at)
    case Word("maxNumOrders"): orderCountMax = try JSON.id(payload, &at, else: .count)
    case Word("maxNumAlgoOrders"): stopCountMax = try JSON.id(payload, &at, else: .count)
    case Word("minTrailingAboveDelta"):
      trailingAboveMin = try JSON.id(payload, &at, else: .count)
    case Word("maxTrailingAboveDelta"):
      trailingAboveMax = try JSON.id(payload, &at, else: .count)
    case Word("minTrailingBelowDelta"):
      trailingBelowMin = try JSON.id(payload, &at, else: .count)
    case Word("maxTrailingBelowDelta"):
      trailingBelowMax = try JSON.id(payload, &at, else: .count)
    default: try JSON.skip(payload, &at)
    }
  }
}

extension JSON {
  /// Reads a limit; one beyond what an amount can hold limits nothing.
  static func limit(
    _ payload: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> Amount {
    Amount(units: Int64(clamping: try JSON.wideAmount(payload, &at).units))
  }
}
