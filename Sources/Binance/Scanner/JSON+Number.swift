extension JSON {
  /// Reads an integer: `1723161255343`.
  @inline(__always)
  static func integer(_ bytes: borrowing Span<UInt8>, _ at: inout Int) throws(ScanError) -> Int64 {
    let run = Digits.run(bytes, at)
    if run.count == 0 || run.count > 1 && bytes[at] == UInt8(ascii: "0") {
      let (number, end) = try longInteger(bytes, at)
      at = end
      return number
    }
    at &+= run.count
    return Int64(bitPattern: run.number)
  }

  /// Reads an id: from 0, or -1 where it may be absent, to `MessageDecoder.idMax`.
  @inline(__always)
  static func id(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int, orAbsent: Bool = false,
    else problem: ScanProblem = .id
  ) throws(ScanError) -> Int64 {
    let start = at
    let id = try integer(bytes, &at)
    guard id >= (orAbsent ? -1 : 0), id <= MessageDecoder.idMax else {
      throw ScanError(start, problem)
    }
    return id
  }

  /// Reads any integer: negative ones, and those of more than sixteen digits.
  @inline(never)
  private static func longInteger(
    _ bytes: borrowing Span<UInt8>, _ start: Int
  ) throws(ScanError) -> (number: Int64, end: Int) {
    var at = start
    let isNegative = byte(bytes, at) == UInt8(ascii: "-")
    if isNegative { at += 1 }
    let first = at
    var number: Int64 = 0
    while case let digit = byte(bytes, at) &- 0x30, digit <= 9 {
      let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
      let (sum, overflow2) =
        isNegative
        ? tens.subtractingReportingOverflow(Int64(digit))
        : tens.addingReportingOverflow(Int64(digit))
      guard !overflow, !overflow2 else { throw ScanError(start, .integerRange) }
      number = sum
      at += 1
    }
    guard at > first else { throw ScanError(start, .integer) }
    guard at == first + 1 || bytes[first] != UInt8(ascii: "0") else {
      throw ScanError(first, .leadingZero)
    }
    return (number, at)
  }

  /// Reads `true` or `false`.
  @inline(__always)
  static func bool(_ bytes: borrowing Span<UInt8>, _ at: inout Int) throws(ScanError) -> Bool {
    let word = at &+ 4 <= bytes.count ? FourBytes.load(bytes, at) : 0
    if word == FourBytes.true {
      at &+= 4
      return true
    }
    guard word == FourBytes.fals, byte(bytes, at &+ 4) == UInt8(ascii: "e") else {
      throw ScanError(at, .bool)
    }
    at &+= 5
    return false
  }

  /// Reads past a value that is nearly always `true` or `false`.
  @inline(__always)
  static func skipFlag(_ bytes: borrowing Span<UInt8>, _ at: inout Int) throws(ScanError) {
    if at &+ 4 <= bytes.count, FourBytes.load(bytes, at) == FourBytes.true {
      at &+= 4
    } else {
      at = try endOfValue(bytes, at)
    }
  }

  /// Reads past `true`, `false` or `null` and gives the position behind it.
  static func endOfLiteral(
    _ bytes: borrowing Span<UInt8>, _ start: Int
  ) throws(ScanError) -> Int {
    let word = start + 4 <= bytes.count ? FourBytes.load(bytes, start) : 0
    if word == FourBytes.true || word == FourBytes.null { return start + 4 }
    guard word == FourBytes.fals, byte(bytes, start + 4) == UInt8(ascii: "e") else {
      throw ScanError(start, .literal)
    }
    return start + 5
  }

  /// Reads past a number of any form and gives the position behind it.
  static func endOfNumber(
    _ bytes: borrowing Span<UInt8>, _ start: Int
  ) throws(ScanError) -> Int {
    var at = start
    if byte(bytes, at) == UInt8(ascii: "-") { at += 1 }
    at = byte(bytes, at) == UInt8(ascii: "0") ? at + 1 : try endOfDigits(bytes, at)
    if byte(bytes, at) == UInt8(ascii: ".") { at = try endOfDigits(bytes, at + 1) }
    guard byte(bytes, at) | 0x20 == UInt8(ascii: "e") else { return at }
    at += 1
    let sign = byte(bytes, at)
    if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { at += 1 }
    return try endOfDigits(bytes, at)
  }

  private static func endOfDigits(
    _ bytes: borrowing Span<UInt8>, _ start: Int
  ) throws(ScanError) -> Int {
    guard byte(bytes, start) &- 0x30 <= 9 else { throw ScanError(start, .digit) }
    var at = start + 1
    while byte(bytes, at) &- 0x30 <= 9 { at += 1 }
    return at
  }
}
