import Market

/// A decimal number as written: its exact value and how many decimals were written.
struct WireAmount: Equatable {
  /// Units of 10⁻⁸.
  var units: Int64
  /// Decimals written, at most eight: further ones can only be zeros.
  var places: UInt8

  /// Bytes of one number; the exchange's largest has 20.
  static let bytesMax = 64

  /// Reads a decimal number that is not negative, such as `61837.63000000`, up to the first byte that
  /// does not belong to it.
  @inline(__always)
  static func read(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> WireAmount {
    if let amount = readQuickly(bytes, &at) { return amount }
    let start = at
    return try WideAmount.read(bytes, &at).narrowed(at: start)
  }

  /// Reads the usual form, with a point and up to sixteen digits before it; nil, and the position
  /// unmoved, for any other.
  @inline(__always)
  static func readQuickly(_ bytes: borrowing Span<UInt8>, _ at: inout Int) -> WireAmount? {
    let start = at
    let whole = Digits.run(bytes, &at)
    let (units, overflow) = whole.number.multipliedReportingOverflow(by: 100_000_000)
    if whole.count > 0, !overflow, units <= UInt64(Int64.max) - 99_999_999,
      JSON.byte(bytes, at) == UInt8(ascii: "."), at + 10 <= bytes.count
    {
      let word = EightBytes.load(bytes, at + 1)
      let count = EightBytes.digitCount(word)
      if count > 0, bytes[at + 1 + count] &- 0x30 > 9 {
        at += 1 + count
        let fraction = EightBytes.paddedNumber(word, count: count)
        return WireAmount(units: Int64(units &+ fraction), places: UInt8(count))
      }
    }
    at = start
    return nil
  }
}

/// A decimal number of 128 bits: sums, and whatever `WireAmount` does not read at once.
struct WideAmount: Equatable {
  /// Units of 10⁻⁸.
  var units: Int128
  var places: UInt8

  /// Reads a decimal number that is not negative.
  @inline(__always)
  static func readAny(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> WideAmount {
    guard let narrow = WireAmount.readQuickly(bytes, &at) else { return try read(bytes, &at) }
    return WideAmount(units: Int128(narrow.units), places: narrow.places)
  }

  /// Reads a decimal number that is not negative, byte by byte.
  @inline(never)
  static func read(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> WideAmount {
    let start = at
    var units: Int128 = 0
    try digits(bytes, &at, from: start, onto: &units)
    guard at > start else { throw ScanError(start, "expected a decimal number") }
    var places = 0
    if JSON.byte(bytes, at) == UInt8(ascii: ".") {
      at += 1
      let first = at
      try digits(bytes, &at, from: start, onto: &units, max: Amount.placesMax)
      places = at - first
      guard places > 0 else { throw ScanError(at, "expected decimals behind the point") }
      while JSON.byte(bytes, at) == UInt8(ascii: "0") { at += 1 }
      guard JSON.byte(bytes, at) &- 0x30 > 9 else {
        throw ScanError(at, "expected at most eight decimals that are not 0")
      }
    }
    guard at - start <= WireAmount.bytesMax else {
      throw ScanError(start, "expected a number of at most 64 characters")
    }
    for _ in places..<Amount.placesMax { try appendDigit(0, start, onto: &units) }
    return WideAmount(units: units, places: UInt8(places))
  }

  private static func digits(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int, from start: Int, onto units: inout Int128,
    max: Int = .max
  ) throws(ScanError) {
    var count = 0
    while count < max, case let digit = JSON.byte(bytes, at) &- 0x30, digit <= 9 {
      try appendDigit(digit, start, onto: &units)
      at += 1
      count += 1
    }
  }

  private static func appendDigit(
    _ digit: UInt8, _ start: Int, onto units: inout Int128
  ) throws(ScanError) {
    let (tens, overflow) = units.multipliedReportingOverflow(by: 10)
    let (sum, overflow2) = tens.addingReportingOverflow(Int128(digit))
    guard !overflow, !overflow2 else { throw ScanError(start, "expected a smaller number") }
    units = sum
  }

  func narrowed(at start: Int) throws(ScanError) -> WireAmount {
    guard let narrow = Int64(exactly: units) else {
      throw ScanError(start, "expected at most 92233720368.54775807")
    }
    return WireAmount(units: narrow, places: places)
  }
}
