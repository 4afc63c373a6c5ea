extension JSON {
  /// Reads past a value of any form, checking its grammar.
  static func skip(_ bytes: borrowing Span<UInt8>, _ at: inout Int) throws(ScanError) {
    var depth = 0
    var isObject: UInt64 = 0  // bit n: the bracket at depth n + 1 is a brace
    repeat {
      let opened = try opensOrSkips(bytes, &at)
      if let opened {
        guard depth < depthMax else { throw ScanError(at, "expected at most 64 open brackets") }
        let bit: UInt64 = 1 << UInt64(depth)
        isObject = opened == UInt8(ascii: "{") ? isObject | bit : isObject & ~bit
        depth += 1
        if opened == UInt8(ascii: "{") { _ = try key(bytes, &at) }
        continue
      }
      while depth > 0 {
        if isObject & 1 << UInt64(depth - 1) != 0 {
          if try nextMember(bytes, &at) {
            _ = try key(bytes, &at)
            break
          }
        } else if try nextElement(bytes, &at) {
          break
        }
        depth -= 1
      }
    } while depth > 0
  }

  /// Reads past a scalar or an empty bracket pair and gives nil, or past the opening bracket of
  /// something that is not empty, and gives the bracket.
  @inline(__always)
  private static func opensOrSkips(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> UInt8? {
    let first = byte(bytes, at)
    switch first {
    case UInt8(ascii: "\""): _ = try string(bytes, &at)
    case UInt8(ascii: "{"): return try openObject(bytes, &at) ? first : nil
    case UInt8(ascii: "["): return try openArray(bytes, &at) ? first : nil
    case UInt8(ascii: "-"), 0x30...0x39: try skipNumber(bytes, &at)
    case UInt8(ascii: "t"): try literal(bytes, &at, "true")
    case UInt8(ascii: "f"): try literal(bytes, &at, "false")
    case UInt8(ascii: "n"): try literal(bytes, &at, "null")
    default: throw ScanError(at, "expected a value")
    }
    return nil
  }
}
