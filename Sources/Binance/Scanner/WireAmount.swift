import Market

/// A decimal number as written: its exact value and how many decimals were written.
struct WireAmount: Equatable {
  /// Units of 10⁻⁸.
  var units: Int64
  /// Decimals written, at most eight: further ones can only be zeros.
  var decimals: UInt8

  /// Reads the usual form, one to seven digits, a point, one to eight decimals, up to the first byte
  /// that does not belong to it. The end is 0 for any other form.
  @inline(__always)
  static func readQuickly(
    _ bytes: borrowing Span<UInt8>, _ at: Int
  ) -> (amount: WireAmount, end: Int) {
    let none = (amount: WireAmount(units: 0, decimals: 0), end: 0)
    guard at &+ 8 <= bytes.count else { return none }
    let whole = EightBytes.load(bytes, at)
    let wholeCount = EightBytes.digitCount(whole)
    let point = at &+ wholeCount
    guard wholeCount > 0, wholeCount < 8, bytes[point] == UInt8(ascii: "."),
      point &+ 9 <= bytes.count
    else { return none }
    let fraction = EightBytes.load(bytes, point &+ 1)
    let decimals = EightBytes.digitCount(fraction)
    let end = point &+ 1 &+ decimals
    guard decimals > 0, JSON.byte(bytes, end) &- 0x30 > 9 else { return none }
    let units =
      EightBytes.number(whole, count: wholeCount) &* 100_000_000
      &+ EightBytes.paddedNumber(fraction, count: decimals)
    let amount = WireAmount(
      units: Int64(bitPattern: units), decimals: UInt8(truncatingIfNeeded: decimals))
    return (amount, end)
  }
}

/// A decimal number of 128 bits: sums, and whatever `WireAmount` does not read at once.
struct WideAmount: Equatable {
  /// Units of 10⁻⁸.
  var units: Int128
  var decimals: UInt8

  /// Bytes of one number; the exchange's largest has 20.
  static let bytesMax = 64

  /// Reads a decimal number that is not negative, byte by byte, up to the first byte that does not
  /// belong to it.
  @inline(never)
  static func read(
    _ bytes: borrowing Span<UInt8>, _ start: Int
  ) throws(ScanError) -> (amount: WideAmount, end: Int) {
    var units: Int128 = 0
    var at = try digits(bytes, start, from: start, onto: &units)
    guard at > start else { throw ScanError(start, .amount) }
    var decimals = 0
    if JSON.byte(bytes, at) == UInt8(ascii: ".") {
      let first = at + 1
      at = try digits(bytes, first, from: start, onto: &units, max: Amount.decimalsMax)
      decimals = at - first
      guard decimals > 0 else { throw ScanError(at, .digit) }
      while JSON.byte(bytes, at) == UInt8(ascii: "0") { at += 1 }
      guard JSON.byte(bytes, at) &- 0x30 > 9 else { throw ScanError(at, .decimals) }
    }
    guard at - start <= bytesMax else { throw ScanError(start, .amountLength) }
    for _ in decimals..<Amount.decimalsMax { try appendDigit(0, start, onto: &units) }
    return (WideAmount(units: units, decimals: UInt8(decimals)), at)
  }

  /// Reads digits from a position on and gives the position behind them.
  private static func digits(
    _ bytes: borrowing Span<UInt8>, _ first: Int, from start: Int, onto units: inout Int128,
    max: Int = .max
  ) throws(ScanError) -> Int {
    var at = first
    while at - first < max, case let digit = JSON.byte(bytes, at) &- 0x30, digit <= 9 {
      try appendDigit(digit, start, onto: &units)
      at += 1
    }
    return at
  }

  private static func appendDigit(
    _ digit: UInt8, _ start: Int, onto units: inout Int128
  ) throws(ScanError) {
    let (tens, overflow) = units.multipliedReportingOverflow(by: 10)
    let (sum, overflow2) = tens.addingReportingOverflow(Int128(digit))
    guard !overflow, !overflow2 else { throw ScanError(start, .amountLength) }
    units = sum
  }

  func narrowed(at start: Int) throws(ScanError) -> WireAmount {
    guard let narrow = Int64(exactly: units) else { throw ScanError(start, .amountRange) }
    return WireAmount(units: narrow, decimals: decimals)
  }
}
