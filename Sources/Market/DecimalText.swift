/// Reads decimal texts as units of 10⁻⁸.
enum DecimalText {
  /// Units of 10⁻⁸, or nil: see `Amount.init(_:)` for what is a number.
  static func units(of text: some StringProtocol) -> Int128? {
    var reader = Reader()
    for byte in text.utf8 {
      guard reader.take(byte) else { return nil }
    }
    return reader.units
  }
}

/// A decimal text, byte by byte. Counts down: there is one more negative number than positive ones.
private struct Reader {
  private enum Part { case start, sign, whole, point, decimals }

  private var part = Part.start
  private var isNegative = false
  /// Minus the units read so far, without the decimals still to come.
  private var negated: Int128 = 0
  private var decimalsRead = 0

  /// False: no number begins like this.
  mutating func take(_ byte: UInt8) -> Bool {
    switch (byte, part) {
    case (UInt8(ascii: "-"), .start):
      isNegative = true
      part = .sign
      return true
    case (UInt8(ascii: "."), .whole):
      part = .point
      return true
    case (UInt8(ascii: "0")...UInt8(ascii: "9"), .start),
      (UInt8(ascii: "0")...UInt8(ascii: "9"), .sign),
      (UInt8(ascii: "0")...UInt8(ascii: "9"), .whole):
      part = .whole
      return append(byte &- UInt8(ascii: "0"))
    case (UInt8(ascii: "0")...UInt8(ascii: "9"), .point),
      (UInt8(ascii: "0")...UInt8(ascii: "9"), .decimals):
      part = .decimals
      return appendDecimal(byte &- UInt8(ascii: "0"))
    default:
      return false
    }
  }

  /// Nil where the text stopped too early or the number is too large.
  var units: Int128? {
    guard part == .whole || part == .decimals else { return nil }
    var scaled = self
    for _ in decimalsRead..<Amount.decimalsMax {
      guard scaled.append(0) else { return nil }
    }
    if isNegative { return scaled.negated }
    let (units, overflow) = Int128(0).subtractingReportingOverflow(scaled.negated)
    return overflow ? nil : units
  }

  private mutating func appendDecimal(_ digit: UInt8) -> Bool {
    guard decimalsRead < Amount.decimalsMax else { return digit == 0 }
    decimalsRead += 1
    return append(digit)
  }

  private mutating func append(_ digit: UInt8) -> Bool {
    let (tenfold, overflow) = negated.multipliedReportingOverflow(by: 10)
    let (sum, underflow) = tenfold.subtractingReportingOverflow(Int128(digit))
    negated = sum
    return !overflow && !underflow
  }
}
