/// Which way a result that does not fit its unit goes. Every use here is against the account.
enum Rounding {
  case down, up
}

/// Products and quotients of amounts, through 128 bits, for values that are not negative.
enum Exact {
  /// Units of 10⁻⁸ in one.
  static let one: Int128 = 100_000_000

  /// `a × b` of two amounts in units of 10⁻⁸; nil where the result exceeds an amount.
  static func product(_ a: Int64, _ b: Int64, _ rounding: Rounding) -> Int64? {
    divideByOne(Int128(a) * Int128(b), rounding)
  }

  /// The same of a quantity that may exceed 64 bits; nil where the product exceeds 128.
  static func product(_ a: Int64, _ b: Int128, _ rounding: Rounding) -> Int128? {
    if let small = Int64(exactly: b) { return product(a, small, rounding).map { Int128($0) } }
    let (product, overflow) = Int128(a).multipliedReportingOverflow(by: b)
    return overflow ? nil : divideWide(product, one, rounding)
  }

  /// `a ÷ b` of an amount of quote and a price, as a quantity.
  static func wideQuotient(_ a: Int64, _ b: Int64, _ rounding: Rounding) -> Int128? {
    b > 0 ? divideWide(Int128(a) * one, Int128(b), rounding) : nil
  }

  private static func divideWide(_ a: Int128, _ b: Int128, _ rounding: Rounding) -> Int128 {
    if let quotient = divide(a, b, rounding) { return Int128(quotient) }
    let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
    return rounding == .up && remainder > 0 ? quotient + 1 : quotient
  }

  /// `a ÷ 10⁸`, which is 2⁸ × 5⁸: for nearly all amounts a shift leaves 64 bits, and a division of
  /// these by a constant is a multiplication.
  private static func divideByOne(_ a: Int128, _ rounding: Rounding) -> Int64? {
    guard let shifted = UInt64(exactly: a >> 8) else { return divide(a, one, rounding) }
    let (quotient, remainder) = shifted.quotientAndRemainder(dividingBy: 390_625)
    let isExact = remainder == 0 && UInt8(truncatingIfNeeded: a) == 0
    return Int64(quotient) + (rounding == .up && !isExact ? 1 : 0)
  }

  /// `a ÷ b` of two amounts in units of 10⁻⁸; nil where `b` is 0 or the result exceeds an amount.
  static func quotient(_ a: Int64, _ b: Int64, _ rounding: Rounding) -> Int64? {
    b > 0 ? divide(Int128(a) * one, Int128(b), rounding) : nil
  }

  /// `sum + a × b`; nil where 128 bits do not hold it.
  @inline(__always)
  static func sum(_ sum: Int128, _ a: Int128, times b: Int128) -> Int128? {
    let (product, isLarge) = a.multipliedReportingOverflow(by: b)
    let (sum, overflow) = sum.addingReportingOverflow(product)
    return isLarge || overflow ? nil : sum
  }

  /// A plain quotient of numbers that are not negative.
  static func divide(_ a: Int128, _ b: Int128, _ rounding: Rounding) -> Int64? {
    // The processor divides 128 bits by 64 where the quotient has 64: nearly always.
    let high = UInt64(truncatingIfNeeded: a >> 64)
    if a >= 0, let divisor = UInt64(exactly: b), high < divisor {
      let (quotient, remainder) = divisor.dividingFullWidth((high, UInt64(truncatingIfNeeded: a)))
      let (raised, overflow) = quotient.addingReportingOverflow(
        rounding == .up && remainder > 0 ? 1 : 0)
      return overflow ? nil : Int64(exactly: raised)
    }
    let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
    return Int64(exactly: rounding == .up && remainder > 0 ? quotient + 1 : quotient)
  }

  /// The whole part of a number that may be negative, towards the smaller one.
  static func floor(_ a: Int128, over b: Int128) -> Int128 {
    if a >= 0 {
      if let quotient = divide(a, b, .down) { return Int128(quotient) }
    } else if a > .min, let quotient = divide(-a, b, .up) {
      return -Int128(quotient)
    }
    let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
