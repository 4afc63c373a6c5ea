import Market

/// How much worse than the market's price a taker trades: always against the account.
public enum Slippage: Hashable, Sendable {
  case none
  /// Multiples of the symbol's tick size (`SymbolRules.tickSize`).
  case ticks(Int64)
  /// A share of the price: `.share(.basisPoints(5))`.
  case share(Ratio)

  /// Whether what it needs of a symbol is known.
  func isKnown(_ tickSize: Amount?) -> Bool {
    if case .ticks = self { tickSize != nil } else { true }
  }

  /// The price after slippage; nil where the tick size is needed and unknown, or where the result
  /// is no price.
  func worsen(_ price: Amount, for side: Side, tickSize: Amount?) -> Amount? {
    let away: Int64?
    switch self {
    case .none:
      return price
    case .ticks(let count):
      guard let tickSize else { return nil }
      let product = count.multipliedReportingOverflow(by: tickSize.units)
      away = product.overflow ? nil : product.partialValue
    case .share(let ratio):
      away = Exact.product(price.units, ratio.parts, .up)
    }
    guard let away else { return nil }
    let worse =
      side == .buy
      ? price.units.addingReportingOverflow(away) : price.units.subtractingReportingOverflow(away)
    // A sale cannot go below the smallest price there is.
    return worse.overflow ? nil : Amount(units: max(1, worse.partialValue))
  }
}
