/// Reads records from a block's raw bytes, one after another, without copying.
package enum RecordParser {
  /// The record at `position`, which then stands behind it.
  ///
  /// Numbers are canonical decimal: no sign, no leading zero, so that every record has one spelling
  /// and a rewritten recording has the same bytes.
  ///
  /// - Returns: nil at the end of `bytes`.
  /// - Throws: `RecordError`; `position` still stands at the beginning of the record then.
  package static func next(
    in bytes: borrowing Span<UInt8>, at position: inout Int
  ) throws(RecordError) -> RecordHeader? {
    let start = position
    guard start < bytes.count else { return nil }
    var at = start
    let received = try number(
      in: bytes, at: &at, start, .receivedNs, max: UInt64(Int64.max))
    let connection = try number(
      in: bytes, at: &at, start, .connection, max: UInt64(UInt32.max))
    let kind = try kind(in: bytes, at: &at, start)
    let length = try number(
      in: bytes, at: &at, start, .length, max: UInt64(RecordingLimits.payloadBytesMax))
    // No overflow: `at` is an index, `length` at most 64 MiB.
    let end = at + Int(length)
    guard end < bytes.count else {
      throw failure(.payload, .cut, inRecordAt: start, at: bytes.count)
    }
    guard bytes[end] == lineFeed else {
      throw failure(.lineEnd, .byte(bytes[end]), inRecordAt: start, at: end)
    }
    position = end + 1
    return RecordHeader(
      receivedNs: Int64(received), connection: UInt32(connection), kind: kind, payload: at..<end)
  }

  /// A decimal number and the space behind it.
  @inline(__always)
  private static func number(
    in bytes: borrowing Span<UInt8>, at: inout Int, _ start: Int, _ part: RecordError.Part,
    max: UInt64
  ) throws(RecordError) -> UInt64 {
    let first = at
    var value: UInt64 = 0
    // Receive times have nineteen digits: the first sixteen go in two steps.
    while at - first < 16, let eight = eightDigits(in: bytes, at: at) {
      value = value &* 100_000_000 &+ eight
      at += 8
    }
    while at < bytes.count {
      let digit = bytes[at] &- UInt8(ascii: "0")
      guard digit <= 9 else { break }
      // 19 digits cannot overflow 64 bits, so no digit needs an overflow check.
      guard at - first < 19 else { throw failure(part, .tooLarge, inRecordAt: start, at: first) }
      value = value &* 10 &+ UInt64(digit)
      at += 1
    }
    guard at < bytes.count else { throw failure(part, .cut, inRecordAt: start, at: bytes.count) }
    guard at > first, bytes[at] == space else {
      throw failure(part, .byte(bytes[at]), inRecordAt: start, at: at)
    }
    guard bytes[first] != UInt8(ascii: "0") || at == first + 1 else {
      throw failure(part, .byte(bytes[first]), inRecordAt: start, at: first)
    }
    guard value <= max else { throw failure(part, .tooLarge, inRecordAt: start, at: first) }
    at += 1
    return value
  }

  /// The number that the next eight bytes write; nil if they are not all digits.
  ///
  ///     "17231612…" as one word, lowest byte first: 31 37 32 33 31 36 31 32
  ///     pairs → 17 23 16 12, fours → 1723 1612, all → 17231612
  @inline(__always)
  private static func eightDigits(in bytes: borrowing Span<UInt8>, at: Int) -> UInt64? {
    guard at + 8 <= bytes.count else { return nil }
    let word = UInt64(
      littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self))
    let values = word ^ 0x3030_3030_3030_3030
    // Adding 0x76 sets the top bit of a byte above 9, unless it is set already.
    guard ((values &+ 0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080 == 0 else {
      return nil
    }
    let pairs = (values &* 10 &+ (values &>> 8)) & 0x00FF_00FF_00FF_00FF
    let fours = (pairs &* 100 &+ (pairs &>> 16)) & 0x0000_FFFF_0000_FFFF
    return (fours &* 10_000 &+ (fours &>> 32)) & 0xFFFF_FFFF
  }

  @inline(__always)
  private static func kind(
    in bytes: borrowing Span<UInt8>, at: inout Int, _ start: Int
  ) throws(RecordError) -> FrameKind {
    guard at + 1 < bytes.count else {
      throw failure(.kind, .cut, inRecordAt: start, at: bytes.count)
    }
    let letter = bytes[at]
    guard (0x21...0x7E).contains(letter) else {
      throw failure(.kind, .byte(letter), inRecordAt: start, at: at)
    }
    guard bytes[at + 1] == space else {
      throw failure(.kind, .byte(bytes[at + 1]), inRecordAt: start, at: at + 1)
    }
    at += 2
    return FrameKind(rawValue: letter)
  }

  @inline(never)
  private static func failure(
    _ part: RecordError.Part, _ problem: RecordError.Problem, inRecordAt start: Int, at offset: Int
  ) -> RecordError {
    RecordError(part: part, problem: problem, recordOffset: start, offset: offset)
  }

  private static let space = UInt8(ascii: " ")
  private static let lineFeed = UInt8(ascii: "\n")
}
