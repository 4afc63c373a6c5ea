extension JSON {
  /// Reads a string that is a decimal number, not negative: `"61837.63000000"`.
  @inline(__always)
  static func amount(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> WireAmount {
    if byte(bytes, at) == UInt8(ascii: "\"") {
      let (amount, end) = WireAmount.readQuickly(bytes, at &+ 1)
      if end > 0, byte(bytes, end) == UInt8(ascii: "\"") {
        at = end &+ 1
        return amount
      }
    }
    let start = at
    let (wide, end) = try anyAmount(bytes, at)
    at = end
    return try wide.narrowed(at: start)
  }

  /// Reads a string that is a decimal number of up to 128 bits: volumes of cheap coins.
  @inline(__always)
  static func wideAmount(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> WideAmount {
    if byte(bytes, at) == UInt8(ascii: "\"") {
      let (amount, end) = WireAmount.readQuickly(bytes, at &+ 1)
      if end > 0, byte(bytes, end) == UInt8(ascii: "\"") {
        at = end &+ 1
        return WideAmount(units: Int128(amount.units), decimals: amount.decimals)
      }
    }
    let (wide, end) = try anyAmount(bytes, at)
    at = end
    return wide
  }

  /// Reads a number in quotes that the fast path does not take: without a point, with more than
  /// seven digits ahead of it, or with escapes.
  @inline(never)
  private static func anyAmount(
    _ bytes: borrowing Span<UInt8>, _ start: Int
  ) throws(ScanError) -> (amount: WideAmount, end: Int) {
    guard byte(bytes, start) == UInt8(ascii: "\"") else { throw ScanError(start, .amountQuotes) }
    var at = start
    let text = try string(bytes, &at)
    guard text.isEscaped else {
      let (amount, end) = try WideAmount.read(bytes, start + 1)
      guard end == text.range.upperBound else { throw ScanError(end, .amountEnd) }
      return (amount, at)
    }
    var content: [UInt8] = []
    try unescape(bytes, text, onto: &content)
    let read = try? WideAmount.read(content.span, 0)
    guard let read, read.end == content.count else { throw ScanError(start, .amountQuotes) }
    return (read.amount, at)
  }
}
