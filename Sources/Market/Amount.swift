/// An exact decimal number in units of 10⁻⁸: a price, a quantity or a sum of money.
///
/// Binance's own limit is an `Int64` at eight decimals (92233720368.54775807); sums of many amounts
/// exceed it and are kept in `AmountSum`.
public struct Amount: Hashable, Comparable, Sendable {
  /// Units of 10⁻⁸.
  public var units: Int64

  /// Units in one whole: 10⁸.
  public static let unitsPerOne: Int64 = 100_000_000

  /// Decimal places that an amount can hold.
  public static let placesMax = 8

  public static let zero = Amount(units: 0)

  public init(units: Int64) { self.units = units }

  public static func < (a: Amount, b: Amount) -> Bool { a.units < b.units }
}
