/// A scanner for JSON in place: no tree, no strings, only a position that moves on.
///
/// Every function takes the bytes and the position of the next one, and leaves the position behind
/// what it read. It accepts what RFC 8259 allows, blanks included, and is quickest on what the
/// exchange writes, which has none.
///
/// Functions that are inlined move the position in place; those that are not take it by value and
/// give the new one back, so that it stays in a register.
enum JSON {
  /// Open brackets within a value; real messages have at most 6.
  static let depthMax = 64

  /// The byte at a position, or 0 behind the end: 0 is never valid outside a string.
  @inline(__always)
  static func byte(_ bytes: borrowing Span<UInt8>, _ at: Int) -> UInt8 {
    at < bytes.count ? bytes[at] : 0
  }

  @inline(__always)
  static func skipBlanks(_ bytes: borrowing Span<UInt8>, _ at: inout Int) {
    if byte(bytes, at) <= 0x20 { at = endOfBlanks(bytes, at) }
  }

  @inline(never)
  private static func endOfBlanks(_ bytes: borrowing Span<UInt8>, _ start: Int) -> Int {
    var at = start
    while at < bytes.count {
      switch bytes[at] {
      case 0x20, 0x0A, 0x0D, 0x09: at += 1
      default: return at
      }
    }
    return at
  }

  /// Reads one structural byte.
  @inline(__always)
  static func expect(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int, _ wanted: UInt8, else problem: ScanProblem
  ) throws(ScanError) {
    guard byte(bytes, at) == wanted else { throw ScanError(at, problem) }
    at += 1
  }

  /// Reads `[` and returns whether an element follows; if none does, `]` is read too.
  @inline(__always)
  static func openArray(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> Bool {
    try expect(bytes, &at, UInt8(ascii: "["), else: .array)
    skipBlanks(bytes, &at)
    guard byte(bytes, at) == UInt8(ascii: "]") else { return true }
    at += 1
    return false
  }

  /// Behind an element: reads `,` and says true, or `]` and says false.
  @inline(__always)
  static func nextElement(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> Bool {
    skipBlanks(bytes, &at)
    let found = byte(bytes, at)
    guard found == UInt8(ascii: ",") || found == UInt8(ascii: "]") else {
      throw ScanError(at, .elementEnd)
    }
    at += 1
    guard found == UInt8(ascii: ",") else { return false }
    skipBlanks(bytes, &at)
    return true
  }

  /// Refuses anything but blanks up to the end.
  @inline(__always)
  static func expectEnd(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) {
    skipBlanks(bytes, &at)
    guard at == bytes.count else { throw ScanError(at, .end) }
  }
}
