extension JSON {
  /// Reads an integer: `1723161255343`.
  @inline(__always)
  static func integer(_ bytes: borrowing Span<UInt8>, _ at: inout Int) throws(ScanError) -> Int64 {
    let start = at
    let run = Digits.run(bytes, &at)
    if run.count == 0 || run.count > 1 && bytes[start] == UInt8(ascii: "0") {
      at = start
      return try longInteger(bytes, &at)
    }
    return Int64(bitPattern: run.number)
  }

  /// Reads any integer: negative ones, and those of more than sixteen digits.
  @inline(never)
  private static func longInteger(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> Int64 {
    let start = at
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
      guard !overflow, !overflow2 else { throw ScanError(start, "expected at most 64 bits") }
      number = sum
      at += 1
    }
    guard at > first else { throw ScanError(start, "expected an integer") }
    guard at == first + 1 || bytes[first] != UInt8(ascii: "0") else {
      throw ScanError(first, "expected no leading zero")
    }
    return number
  }

  /// Reads `true` or `false`.
  @inline(__always)
  static func bool(_ bytes: borrowing Span<UInt8>, _ at: inout Int) throws(ScanError) -> Bool {
    switch byte(bytes, at) {
    case UInt8(ascii: "t"):
      try literal(bytes, &at, "true")
      return true
    case UInt8(ascii: "f"):
      try literal(bytes, &at, "false")
      return false
    default: throw ScanError(at, "expected true or false")
    }
  }

  @inline(__always)
  static func literal(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int, _ word: StaticString
  ) throws(ScanError) {
    let count = word.utf8CodeUnitCount
    let end = min(at + count, bytes.count)
    guard Word(bytes, at..<end) == Word(word) else {
      throw ScanError(at, "expected true, false or null")
    }
    at += count
  }

  /// Reads past a number of any form.
  static func skipNumber(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) {
    if byte(bytes, at) == UInt8(ascii: "-") { at += 1 }
    if byte(bytes, at) == UInt8(ascii: "0") {
      at += 1
    } else {
      try skipDigits(bytes, &at)
    }
    if byte(bytes, at) == UInt8(ascii: ".") {
      at += 1
      try skipDigits(bytes, &at)
    }
    guard byte(bytes, at) | 0x20 == UInt8(ascii: "e") else { return }
    at += 1
    if [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(byte(bytes, at)) { at += 1 }
    try skipDigits(bytes, &at)
  }

  private static func skipDigits(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) {
    guard byte(bytes, at) &- 0x30 <= 9 else { throw ScanError(at, "expected a digit") }
    while byte(bytes, at) &- 0x30 <= 9 { at += 1 }
  }
}
