public import Market

/// Which way an order goes.
public enum Side: String, Sendable, Hashable {
  case buy, sell
}

/// An order's number: 1 for the first order of a run, counted in placing order.
public struct OrderID: Hashable, Comparable, Sendable {
  public let rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  public static func < (a: OrderID, b: OrderID) -> Bool { a.rawValue < b.rawValue }
}

/// What a strategy asked for, as the broker keeps it until it is filled, rejected or cancelled.
public struct Order: Sendable, Hashable {
  /// What to reach. How much that is becomes known with the price at which it fills.
  public enum Intent: Sendable, Hashable {
    /// Buy or sell this much of the base asset.
    case quantity(Side, Amount)
    /// Buy for at most this much quote (fees taken in quote included), or sell for at least it.
    case quote(Side, Amount)
    /// Hold this share of the account's worth in the symbol: 0 sells all, 1 spends all cash.
    case target(Ratio)
  }

  /// How the order meets the market. Limits and stops will be more cases of this.
  public enum Kind: Sendable, Hashable {
    /// At whatever price comes next.
    case market
  }

  public let id: OrderID
  public let symbol: SymbolID
  public let intent: Intent
  public let kind: Kind
  /// When the strategy decided, µs since the epoch.
  public let placedUs: Int64
  /// From when the order can meet the market: `placedUs` plus the latency.
  public let effectiveUs: Int64
}
