public import Market

/// An exact ratio in parts per 10⁸: a fee rate, a share of the account, a drawdown.
///
/// 0.1 % is `Ratio(parts: 100_000)`. Never a `Double`: two machines must agree to the last unit.
public struct Ratio: Hashable, Comparable, Sendable {
  /// Parts per 10⁸.
  public var parts: Int64

  /// Parts in one whole: 10⁸.
  public static let partsPerOne: Int64 = 100_000_000

  public static let zero = Ratio(parts: 0)
  public static let one = Ratio(parts: partsPerOne)

  public init(parts: Int64) { self.parts = parts }

  public static func < (a: Ratio, b: Ratio) -> Bool { a.parts < b.parts }

  /// Hundredths of one: `Ratio.percent(95)` is 0.95.
  public static func percent(_ percent: Int64) -> Ratio {
    Ratio(parts: percent * (partsPerOne / 100))
  }

  /// Hundredths of a percent: `Ratio.basisPoints(5)` is 0.0005.
  public static func basisPoints(_ points: Int64) -> Ratio {
    Ratio(parts: points * (partsPerOne / 10_000))
  }

  /// This share of an amount that is not negative, rounded down; at most what an amount holds.
  public func of(_ amount: Amount) -> Amount {
    Amount(units: Exact.product(amount.units, parts, .down) ?? .max)
  }

  /// An exact decimal (`0.001`), or one with a percent sign (`0.1%`); nil for anything else, and
  /// for digits beyond what a part can hold.
  public init?(_ text: some StringProtocol) {
    guard text.last == "%" else {
      guard let amount = Amount(text) else { return nil }
      self.init(parts: amount.units)
      return
    }
    guard let percent = Amount(text.dropLast()), percent.units % 100 == 0 else { return nil }
    self.init(parts: percent.units / 100)
  }

  /// The ratio as a decimal without needless zeros: `0.001`.
  public var text: String { Amount(units: parts).description }

  /// The ratio in percent, without needless zeros: `0.1%`.
  public var percentText: String { "\(AmountSum(units: Int128(parts) * 100))%" }

  /// The ratio in percent for a table, rounded to four decimals: `12.6328%`.
  public var roundedPercentText: String {
    let half: Int64 = parts < 0 ? -50 : 50
    return "\(AmountSum(units: (Int128(parts) + Int128(half)) / 100 * 10_000))%"
  }
}

extension Ratio {
  /// `part` of `whole`, rounded as given; nil where `whole` is not positive or the ratio does not
  /// fit. Exact for any size: the product has 256 bits.
  init?(_ part: Int128, of whole: Int128, _ rounding: Rounding) {
    guard whole > 0, part != .min else { return nil }
    let product = part.magnitude.multipliedFullWidth(by: UInt128(Ratio.partsPerOne))
    guard product.high < whole.magnitude else { return nil }
    let (quotient, remainder) = whole.magnitude.dividingFullWidth(product)
    // Up is towards the larger number, so a negative ratio rounds up by dropping its remainder.
    let isAway = (rounding == .up) == (part > 0)
    let magnitude = quotient.addingReportingOverflow(remainder > 0 && isAway ? 1 : 0)
    guard !magnitude.overflow, let fits = Int64(exactly: magnitude.partialValue) else {
      return nil
    }
    self.init(parts: part < 0 ? -fits : fits)
  }
}
