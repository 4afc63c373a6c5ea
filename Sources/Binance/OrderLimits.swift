package import Market

/// Filters of a symbol that bound how orders stand to the market and to each other; 0 is no limit.
package struct OrderLimits: Equatable, Sendable {
  /// PERCENT_PRICE_BY_SIDE, or PERCENT_PRICE for both sides alike: factors of the average price.
  package var buyFactorMin = Amount.zero
  package var buyFactorMax = Amount.zero
  package var sellFactorMin = Amount.zero
  package var sellFactorMax = Amount.zero
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

extension MessageDecoder {
  /// Reads the value of a filter's key, if it is one of these; others are passed over. Names longer
  /// than a word are told by their first sixteen bytes.
  func readOrderLimit(
    _ payload: borrowing Span<UInt8>, _ at: inout Int, _ key: JSONKey, _ limits: inout OrderLimits
  ) throws(ScanError) {
    var nameAt = key.start
    let name = try JSON.string(payload, &nameAt)
    switch Word(prefixOf: payload, name.range) {
    case Word("multiplierUp"):
      limits.buyFactorMax = try limit(payload, &at)
      limits.sellFactorMax = limits.buyFactorMax
    case Word("multiplierDown"):
      limits.buyFactorMin = try limit(payload, &at)
      limits.sellFactorMin = limits.buyFactorMin
    case Word("bidMultiplierUp"): limits.buyFactorMax = try limit(payload, &at)
    case Word("bidMultiplierDown"): limits.buyFactorMin = try limit(payload, &at)
    case Word("askMultiplierUp"): limits.sellFactorMax = try limit(payload, &at)
    case Word("askMultiplierDown"): limits.sellFactorMin = try limit(payload, &at)
    case Word("maxPosition"): limits.positionMax = try limit(payload, &at)
    case Word("maxNumOrders"): limits.orderCountMax = try JSON.id(payload, &at)
    case Word("maxNumAlgoOrders"): limits.stopCountMax = try JSON.id(payload, &at)
    case Word("minTrailingAboveDelta"): limits.trailingAboveMin = try JSON.id(payload, &at)
    case Word("maxTrailingAboveDelta"): limits.trailingAboveMax = try JSON.id(payload, &at)
    case Word("minTrailingBelowDelta"): limits.trailingBelowMin = try JSON.id(payload, &at)
    case Word("maxTrailingBelowDelta"): limits.trailingBelowMax = try JSON.id(payload, &at)
    default: try JSON.skip(payload, &at)
    }
  }
}
