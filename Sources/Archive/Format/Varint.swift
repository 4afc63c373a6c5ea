import Recording

/// Numbers in seven bits a byte, the lowest first; a set top bit says that more follow (LEB128).
enum Varint {
  @inline(__always)
  static func put(_ value: UInt64, in bytes: inout [UInt8]) {
    var left = value
    while left >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: left) | 0x80)
      left &>>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: left))
  }

  static func put(_ value: Int, in bytes: inout [UInt8]) {
    put(UInt64(value), in: &bytes)
  }

  /// The number at `at`, which must lie before `end`.
  @inline(__always)
  static func next(
    in bytes: borrowing Span<UInt8>, at: inout Int, end: Int
  ) throws(PackedError) -> UInt64 {
    guard at < end else { throw .cut }
    let first = bytes[at]
    at &+= 1
    if first < 0x80 { return UInt64(first) }
    return try rest(UInt64(first & 0x7F), in: bytes, at: &at, end: end)
  }

  @inline(__always)
  private static func rest(
    _ begun: UInt64, in bytes: borrowing Span<UInt8>, at: inout Int, end: Int
  ) throws(PackedError) -> UInt64 {
    var value = begun
    var shift: UInt64 = 7
    while at < end {
      let byte = bytes[at]
      at &+= 1
      value |= UInt64(byte & 0x7F) &<< shift
      if byte < 0x80 {
        // The tenth byte holds the highest bit alone.
        guard shift < 63 || byte <= 1 else { throw .number }
        return value
      }
      shift &+= 7
      guard shift <= 63 else { throw .number }
    }
    throw .cut
  }

  /// Signed numbers without a sign bit at the top: 0, -1, 1, -2, … become 0, 1, 2, 3, …
  @inline(__always)
  static func zigzag(_ value: Int64) -> UInt64 {
    UInt64(bitPattern: value &<< 1 ^ value &>> 63)
  }

  @inline(__always)
  static func unzigzag(_ value: UInt64) -> Int64 {
    Int64(bitPattern: value &>> 1) ^ -Int64(bitPattern: value & 1)
  }
}

/// Why a packed body does not give the records that its header promises.
package enum PackedError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The bytes end where more must come.
  case cut
  /// A number beyond 64 bits, or beyond its bounds.
  case number
  /// A part of the directory that is not possible.
  case directory(String)
  /// The records have other bytes than the header says.
  case length
  /// A body of a kind that this program does not know.
  case body(UInt8)
  /// zlib cannot inflate a part.
  case deflate(String)

  package var description: String {
    switch self {
    case .cut: "a column ends too early"
    case .number: "a number is out of bounds"
    case .directory(let what): "the directory's \(what) is out of bounds"
    case .length: "the columns give another length than the header says"
    case .body(let kind): "the body is of kind \(kind), this program knows 0 and 1"
    case .deflate(let what): "the compressed data of \(what) is broken"
    }
  }
}
