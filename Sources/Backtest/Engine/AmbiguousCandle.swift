public import Market

/// A candle in which the order of low and high decided. With them the other way round, other orders
/// would have traded, or at other prices.
///
/// Examples are a bracket with both ends in one candle, and an order that was placed on a fill
/// within the candle and traded in the same candle.
public struct AmbiguousCandle: Sendable, Hashable {
  /// An order that trades in one of the walks.
  public struct Outcome: Sendable, Hashable {
    public let order: OrderID
    public let side: Side
    public let price: Amount
    public let quantity: AmountSum
  }

  public let symbol: SymbolID
  public let openTimeMs: Int64
  /// Whether the walk that was taken went to the low first.
  public let isLowFirst: Bool
  /// What traded after the candle's open in the walk that was taken.
  public let taken: [Outcome]
  /// What the orders that were open behind the candle's open would have come to with low and high
  /// the other way round. What the strategy would have ordered on the way is not known.
  public let other: [Outcome]
}
