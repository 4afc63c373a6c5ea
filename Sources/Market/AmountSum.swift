/// A sum of amounts in units of 10⁻⁸, in 128 bits: kline volumes of cheap coins exceed an `Int64`.
public struct AmountSum: Hashable, Comparable, Sendable {
  /// Units of 10⁻⁸.
  public var units: Int128

  public static let zero = AmountSum(units: 0)

  public init(units: Int128) { self.units = units }

  public init(_ amount: Amount) { units = Int128(amount.units) }

  public static func < (a: AmountSum, b: AmountSum) -> Bool { a.units < b.units }
}

extension AmountSum {
  /// The number that a decimal text names, exactly; the rules are those of `Amount.init(_:)`.
  /// Nil from 2¹²⁷ units on (about 1.7 · 10³⁰ whole).
  public init?(_ text: some StringProtocol) {
    guard let units = DecimalText.units(of: text) else { return nil }
    self.init(units: units)
  }

  /// The number as a decimal text; the rules are those of `Amount.text(decimals:)`.
  public func text(decimals: Int) -> String {
    var line = DecimalLine()
    line.prepend(units, decimals: decimals)
    return line.text
  }
}

extension AmountSum: CustomStringConvertible {
  /// The shortest exact decimal text.
  public var description: String { text(decimals: 0) }
}

/// Arithmetic that data cannot crash: a sum that left 128 bits would stay at the end of the range.
/// Adding amounts cannot get there: that takes 2⁶⁴ of the largest.
extension AmountSum {
  public static func += (sum: inout AmountSum, other: AmountSum) {
    let (units, overflow) = sum.units.addingReportingOverflow(other.units)
    sum.units = overflow ? (other.units < 0 ? .min : .max) : units
  }

  public static func += (sum: inout AmountSum, amount: Amount) { sum += AmountSum(amount) }

  public static func + (a: AmountSum, b: AmountSum) -> AmountSum {
    var sum = a
    sum += b
    return sum
  }
}
