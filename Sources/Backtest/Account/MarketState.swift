import Market

/// What the broker knows of one symbol.
struct MarketState: Sendable {
  /// Nothing was seen of the symbol yet if false.
  var isSeen = false
  /// Base held.
  var base = Amount.zero
  /// The last price; nil until the first candle or trade.
  var price: Amount?
  /// Exchange time of `price`: a late trade does not move the market back.
  var priceTimeUs = Int64.min
  /// Open time of the last candle of the marking interval.
  var lastOpenTimeMs = Int64.min
  var rules = SymbolRules() {
    didSet {
      leastLot = max(1, rules.lot.step.units, rules.lot.min.units)
      let limits = rules.limits
      recent.keep(
        minutes: max(limits.percentPrice.averageMinutes, limits.percentPriceBySide.averageMinutes))
      hasLimits = rules.limits != SymbolRules.Limits()
    }
  }
  /// What the filters' mean price is made of.
  var recent = RecentTrading()
  /// Less than this is dust: nothing that could be sold.
  private(set) var leastLot: Int64 = 1
  private(set) var hasLimits = false
}

extension MarketState {
  /// What an account is worth, in units of 10⁻¹⁶, exact: price × quantity needs no rounding there.
  /// Nil if 128 bits do not hold it.
  static func worth(
    _ cash: Amount, _ markets: [MarketState]
  ) -> (fine: Int128, isHolding: Bool)? {
    var sum = Int128(cash.units) &* Exact.one
    var isHolding = false
    // By index: a market's state with its rules is not to be copied for two numbers.
    for index in markets.indices where markets[index].base.units != 0 {
      let base = markets[index].base.units
      if base >= markets[index].leastLot { isHolding = true }
      // Two 64-bit numbers: their product always fits.
      let worth = Int128(base) &* Int128(markets[index].price?.units ?? 0)
      let (next, overflow) = sum.addingReportingOverflow(worth)
      if overflow { return nil }
      sum = next
    }
    return (sum, isHolding)
  }
}
