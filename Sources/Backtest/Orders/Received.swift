import Market

/// What an order has brought so far: what its exits are for, and what their distances are from.
struct Received: Sendable, Hashable {
  /// Base that came in or went out, fees taken off.
  private(set) var base = AmountSum.zero
  /// Before fees.
  private var quantity: Int128 = 0
  /// Price × quantity, in units of 10⁻¹⁶.
  private var paid: Int128 = 0

  mutating func add(_ fill: Fill) {
    base += AmountSum(units: abs(fill.baseChange))
    quantity += fill.quantity.units
    paid = Exact.sum(paid, fill.quantity.units, times: Int128(fill.price.units)) ?? .max
  }

  /// Of all fills, rounded down; nil before the first.
  var meanPrice: Amount? {
    quantity > 0 ? Exact.divide(paid, quantity, .down).map { Amount(units: $0) } : nil
  }
}
