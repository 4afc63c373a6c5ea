public import Market

/// A candle in which the walk decided: with its extremes the other way round, other orders would
/// have traded, or at other prices. A bracket of which both ends lie in one candle, for example.
public struct AmbiguousCandle: Sendable, Hashable {
  /// An order that trades in one of the walks.
  public struct Outcome: Sendable, Hashable {
    public let order: OrderID
    public let side: Side
    public let price: Amount
    public let quantity: Amount
  }

  public let symbol: SymbolID
  public let openTimeMs: Int64
  /// Whether the walk that was taken went to the low first.
  public let isLowFirst: Bool
  /// What the orders that were open after the candle's open came to in the walk that was taken.
  public let taken: [Outcome]
  /// What they would have come to in the other one.
  public let other: [Outcome]
}
