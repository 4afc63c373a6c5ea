/// Text straight into a reused array of bytes: no strings, no allocation once the array has grown.
extension [UInt8] {
  mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { append(contentsOf: $0) }
  }

  /// Text that is not known at compile time. The label keeps literals from becoming `String`s.
  mutating func append(string: String) { append(contentsOf: string.utf8) }

  /// A decimal number.
  mutating func append(number: Int64) {
    append(addingCapacity: 20) { out in
      if number < 0 { out.append(UInt8(ascii: "-")) }
      out.appendDigits(number.magnitude)
    }
  }

  /// An amount in units of 10⁻⁸ with its eight decimals, as spot writes every price and quantity.
  mutating func append(amount units: Int64) {
    precondition(units >= 0, "a market has no negative amounts: \(units)")
    append(addingCapacity: 21) { out in
      let (whole, fraction) = units.magnitude.quotientAndRemainder(dividingBy: 100_000_000)
      out.appendDigits(whole)
      out.append(UInt8(ascii: "."))
      out.appendFourDigits(fraction / 10_000)
      out.appendFourDigits(fraction % 10_000)
    }
  }

  /// An amount in units of 10⁻⁸ with as many decimals as futures write; what is beyond is zero.
  mutating func append(amount units: Int64, places: Int) {
    append(amount: units)
    removeDecimals(to: places)
  }

  /// A sum of amounts, as above.
  mutating func append(sum units: Int128, places: Int) {
    append(sum: units)
    removeDecimals(to: places)
  }

  /// From eight decimals to fewer; none take the point with them.
  private mutating func removeDecimals(to places: Int) {
    if places < 8 { removeLast(places == 0 ? 9 : 8 - places) }
  }

  /// A sum of amounts in units of 10⁻⁸, eight decimals.
  mutating func append(sum units: Int128) {
    let (whole, fraction) = units.quotientAndRemainder(dividingBy: 100_000_000)
    guard let whole = Int64(exactly: whole) else { preconditionFailure("a sum beyond reason") }
    append(number: whole)
    append(addingCapacity: 9) { out in
      out.append(UInt8(ascii: "."))
      out.appendFourDigits(UInt64(fraction) / 10_000)
      out.appendFourDigits(UInt64(fraction) % 10_000)
    }
  }

  /// A number filled with zeros to two digits, for dates.
  mutating func append(twoDigits number: Int64) {
    append(UInt8(ascii: "0") + UInt8(number / 10 % 10))
    append(UInt8(ascii: "0") + UInt8(number % 10))
  }
}

extension OutputSpan<UInt8> {
  @inline(__always)
  fileprivate mutating func appendDigits(_ number: UInt64) {
    var divisor: UInt64 = 1
    while number / divisor >= 10_000 { divisor *= 10_000 }
    appendLeadingDigits(number / divisor)
    while divisor > 1 {
      divisor /= 10_000
      appendFourDigits(number / divisor % 10_000)
    }
  }

  @inline(__always)
  private mutating func appendLeadingDigits(_ number: UInt64) {
    if number >= 1000 { append(UInt8(truncatingIfNeeded: 48 + number / 1000)) }
    if number >= 100 { append(UInt8(truncatingIfNeeded: 48 + number / 100 % 10)) }
    if number >= 10 { append(UInt8(truncatingIfNeeded: 48 + number / 10 % 10)) }
    append(UInt8(truncatingIfNeeded: 48 + number % 10))
  }

  @inline(__always)
  fileprivate mutating func appendFourDigits(_ number: UInt64) {
    append(UInt8(truncatingIfNeeded: 48 + number / 1000))
    append(UInt8(truncatingIfNeeded: 48 + number / 100 % 10))
    append(UInt8(truncatingIfNeeded: 48 + number / 10 % 10))
    append(UInt8(truncatingIfNeeded: 48 + number % 10))
  }
}
