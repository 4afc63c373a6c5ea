extension JSON {
  /// Reads a string that is a decimal number, not negative: `"61837.63000000"`.
  @inline(__always)
  static func amount(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> WireAmount {
    let start = at
    do {
      try expect(bytes, &at, UInt8(ascii: "\""), "expected a decimal number in quotes")
      let amount = try WireAmount.read(bytes, &at)
      try expect(bytes, &at, UInt8(ascii: "\""), "expected a decimal number up to the quote")
      return amount
    } catch {
      at = start
      return try escapedAmount(bytes, &at, error).narrowed(at: start)
    }
  }

  /// Reads a string that is a decimal number of up to 128 bits: volumes of cheap coins.
  @inline(__always)
  static func wideAmount(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> WideAmount {
    let start = at
    do {
      try expect(bytes, &at, UInt8(ascii: "\""), "expected a decimal number in quotes")
      let amount = try WideAmount.readAny(bytes, &at)
      try expect(bytes, &at, UInt8(ascii: "\""), "expected a decimal number up to the quote")
      return amount
    } catch {
      at = start
      return try escapedAmount(bytes, &at, error)
    }
  }

  /// Reads a number whose string holds escapes, which no exchange writes but JSON allows; without
  /// any, the failure that led here stands.
  @inline(never)
  private static func escapedAmount(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int, _ failure: ScanError
  ) throws(ScanError) -> WideAmount {
    let start = at
    guard byte(bytes, at) == UInt8(ascii: "\"") else { throw failure }
    let text = try string(bytes, &at)
    guard text.isEscaped else { throw failure }
    var content: [UInt8] = []
    try unescape(bytes, text, onto: &content)
    var end = 0
    let amount = try? WideAmount.read(content.span, &end)
    guard let amount, end == content.count else {
      throw ScanError(start, "expected a decimal number in quotes")
    }
    return amount
  }
}
