/// Times as the exchange writes them: ms since the epoch, or µs on connections opened with
/// `timeUnit=MICROSECOND` and in spot archive files from 2025 on. Only the magnitude shows which.
///
///     1723161255343      13 digits: ms
///     1735689600000000   16 digits: µs
package enum ExchangeTime {
  /// Numbers from here on are µs: read as ms this one would lie in the year 5138, as µs it lies in
  /// 1973.
  package static let microsecondsMin: Int64 = 100_000_000_000_000
  /// µs of the year 5138. A larger number is no time; ns of today have 19 digits.
  static let microsecondsEnd: Int64 = 100_000_000_000_000_000

  /// µs since the epoch, from a number in either unit; nil if it is no time.
  @inline(__always)
  package static func microseconds(_ number: Int64) -> Int64? {
    guard number >= 0, number < microsecondsEnd else { return nil }
    return number < microsecondsMin ? number * 1000 : number
  }

  @inline(__always)
  static func microseconds(_ number: Int64, at offset: Int) throws(ScanError) -> Int64 {
    guard let time = microseconds(number) else { throw ScanError(offset, .time) }
    return time
  }
}

extension JSON {
  /// Reads a time in either unit and gives it in µs.
  @inline(__always)
  static func timeUs(_ bytes: borrowing Span<UInt8>, _ at: inout Int) throws(ScanError) -> Int64 {
    let start = at
    return try ExchangeTime.microseconds(try integer(bytes, &at), at: start)
  }
}
