/// An exact decimal number in units of 10⁻⁸: a price, a quantity or a sum of money.
///
/// Binance's own limit is an `Int64` at eight decimals (92233720368.54775807); sums of many amounts
/// exceed it and are kept in `AmountSum`.
public struct Amount: Hashable, Comparable, Sendable {
  /// Units of 10⁻⁸.
  public var units: Int64

  /// Units in one whole: 10⁸.
  public static let unitsPerOne: Int64 = 100_000_000

  /// Decimals that an amount can hold.
  public static let decimalsMax = 8

  public static let zero = Amount(units: 0)

  public init(units: Int64) { self.units = units }

  public static func < (a: Amount, b: Amount) -> Bool { a.units < b.units }
}

extension Amount {
  /// The number that a decimal text names, exactly: `"61837.63000000"`, `"0.1"`, `"-7"`.
  ///
  /// Digits, at most one point with digits on both sides, perhaps a minus before. Decimals beyond the
  /// eighth must be zeros. Nil for anything else (`""`, `".5"`, `"5."`, `"+1"`, `"1e3"`, spaces) and
  /// for numbers that do not fit.
  public init?(_ text: some StringProtocol) {
    guard let sum = DecimalText.units(of: text), let units = Int64(exactly: sum) else { return nil }
    self.init(units: units)
  }

  /// The number as a decimal text: `61837.63000000` with 8 decimals, `61837.63` with 2.
  ///
  /// Never loses digits: more decimals than asked for are written where the number has them.
  /// `decimals` counts from 0 (no point) to 8; what lies outside is taken as the nearest.
  public func text(decimals: Int) -> String { AmountSum(self).text(decimals: decimals) }
}

extension Amount: CustomStringConvertible {
  /// The shortest exact decimal text.
  public var description: String { text(decimals: 0) }
}
