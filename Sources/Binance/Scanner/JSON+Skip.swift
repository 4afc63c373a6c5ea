extension JSON {
  /// Reads past a value of any form, checking its grammar.
  @inline(__always)
  static func skip(_ bytes: borrowing Span<UInt8>, _ at: inout Int) throws(ScanError) {
    at = try endOfValue(bytes, at)
  }

  /// The position behind a value of any form, whose grammar is checked.
  @inline(never)
  static func endOfValue(
    _ bytes: borrowing Span<UInt8>, _ start: Int
  ) throws(ScanError) -> Int {
    var at = start
    var depth = 0
    var objects: UInt64 = 0  // bit n: the bracket at depth n + 1 is a brace
    repeat {
      switch try open(bytes, &at) {
      case 0: break
      case let bracket:
        guard depth < depthMax else { throw ScanError(at, .depth) }
        let bit: UInt64 = 1 << UInt64(depth)
        objects = bracket == UInt8(ascii: "{") ? objects | bit : objects & ~bit
        depth += 1
        continue
      }
      while depth > 0 {
        let isObject = objects & 1 << UInt64(depth - 1) != 0
        let hasMore =
          isObject ? try nextKey(bytes, &at).letter != JSONKey.end : try nextElement(bytes, &at)
        if hasMore { break }
        depth -= 1
      }
    } while depth > 0
    return at
  }

  /// Reads past a scalar or an empty pair of brackets and gives 0. Of other brackets it reads up to
  /// the first value within, and gives the opening bracket.
  @inline(__always)
  private static func open(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> UInt8 {
    let first = byte(bytes, at)
    switch first {
    case UInt8(ascii: "\""): _ = try string(bytes, &at)
    case UInt8(ascii: "{"): return try firstKey(bytes, &at).letter == JSONKey.end ? 0 : first
    case UInt8(ascii: "["): return try openArray(bytes, &at) ? first : 0
    case UInt8(ascii: "-"), 0x30...0x39: at = try endOfNumber(bytes, at)
    case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
      at = try endOfLiteral(bytes, at)
    default: throw ScanError(at, .value)
    }
    return 0
  }
}
