package import Market

/// Text straight into a reused array of bytes: no strings, no allocation once the array has grown.
extension [UInt8] {
  package mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { append(contentsOf: $0) }
  }

  /// Text that is not known at compile time. The label keeps literals from becoming `String`s.
  package mutating func append(string: String) { append(contentsOf: string.utf8) }

  /// A decimal number.
  package mutating func append(number: Int64) {
    append(addingCapacity: 20) { out in
      if number < 0 { out.append(UInt8(ascii: "-")) }
      out.appendDigits(number.magnitude)
    }
  }

  /// An amount with so many decimals, more where digits would be lost: `Amount.text(decimals:)`.
  package mutating func append(_ amount: Amount, decimals: UInt8) {
    append(addingCapacity: 21) { out in
      if amount.units < 0 { out.append(UInt8(ascii: "-")) }
      let (whole, rest) = amount.units.magnitude.quotientAndRemainder(dividingBy: 100_000_000)
      out.appendDigits(whole)
      out.append(UInt8(ascii: "."))
      out.appendFourDigits(rest / 10_000)
      out.appendFourDigits(rest % 10_000)
    }
    if decimals < Amount.decimalsMax { removeZeros(to: decimals) }
  }

  /// A sum of amounts, as above.
  package mutating func append(_ sum: AmountSum, decimals: UInt8) {
    if let units = Int64(exactly: sum.units) {
      append(Amount(units: units), decimals: decimals)
    } else {
      append(string: sum.text(decimals: Int(decimals)))
    }
  }

  /// From eight decimals to fewer, as long as they are zeros; the last one takes the point with it.
  private mutating func removeZeros(to decimals: UInt8) {
    var left = Amount.decimalsMax
    while left > decimals, self[count - 1] == UInt8(ascii: "0") {
      removeLast()
      left -= 1
    }
    if left == 0 { removeLast() }
  }

  /// A number filled with zeros to two digits, for dates.
  package mutating func append(twoDigits number: Int64) {
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
