/// A sum of amounts in units of 10⁻⁸, in 128 bits: kline volumes of cheap coins exceed an `Int64`.
public struct AmountSum: Hashable, Comparable, Sendable {
  /// Units of 10⁻⁸.
  public var units: Int128

  public static let zero = AmountSum(units: 0)

  public init(units: Int128) { self.units = units }

  public static func < (a: AmountSum, b: AmountSum) -> Bool { a.units < b.units }
}
