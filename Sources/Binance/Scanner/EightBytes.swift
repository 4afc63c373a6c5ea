/// Eight bytes of text at a time, in one register; the first byte is the lowest.
///
///     "1723161255343,"  at 0:  31 37 32 33 31 36 31 32   eight digits
///                       at 8:  35 35 33 34 33 2C …       five digits, then a comma
enum EightBytes {
  @inline(__always)
  static func load(_ bytes: borrowing Span<UInt8>, _ at: Int) -> UInt64 {
    UInt64(littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self))
  }

  /// How many of the bytes, from the first on, are digits.
  @inline(__always)
  static func digitCount(_ word: UInt64) -> Int {
    // '0'…'9' become 0…9. Adding 0x76 carries into the top bit from 10 on; a carry into the next
    // byte can only disturb bytes behind the first that is no digit.
    let values = word ^ 0x3030_3030_3030_3030
    let others = ((values &+ 0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080
    return others.trailingZeroBitCount >> 3
  }

  /// The number that the first `count` bytes write, 1…8 digits.
  @inline(__always)
  static func number(_ word: UInt64, count: Int) -> UInt64 {
    folded((word ^ 0x3030_3030_3030_3030) &<< UInt64(64 &- 8 &* count))
  }

  /// The number that the first `count` bytes write, followed by zeros up to eight digits.
  @inline(__always)
  static func paddedNumber(_ word: UInt64, count: Int) -> UInt64 {
    folded((word ^ 0x3030_3030_3030_3030) & mask(count))
  }

  /// Ones in the first `count` bytes, 1…8.
  @inline(__always)
  static func mask(_ count: Int) -> UInt64 { UInt64.max &>> UInt64(64 &- 8 &* count) }

  /// Eight digit values to one number: pairs, then fours, then all.
  @inline(__always)
  private static func folded(_ digits: UInt64) -> UInt64 {
    let pairs = (digits &* 10 &+ (digits &>> 8)) & 0x00FF_00FF_00FF_00FF
    let fours = (pairs &* 100 &+ (pairs &>> 16)) & 0x0000_FFFF_0000_FFFF
    return (fours &* 10_000 &+ (fours &>> 32)) & 0xFFFF_FFFF
  }

  /// The top bit of each byte that ends plain text in a JSON string (a quote, a backslash, a control
  /// byte) or is not ASCII. Only the lowest bit set is exact: subtraction borrows upwards.
  @inline(__always)
  static func stops(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quotes = word ^ (ones &* 0x22)
    let backslashes = word ^ (ones &* 0x5C)
    let found =
      ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
      | ((word &- ones &* 0x20) & ~word) | word
    return found & (ones &* 0x80)
  }
}

extension EightBytes {
  /// The top bit of each byte that is a `@`, a quote, a backslash or a control byte; only the lowest
  /// is exact.
  @inline(__always)
  static func nameStops(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let signs = word ^ (ones &* 0x40)
    let quotes = word ^ (ones &* 0x22)
    let backslashes = word ^ (ones &* 0x5C)
    let found =
      ((signs &- ones) & ~signs) | ((quotes &- ones) & ~quotes)
      | ((backslashes &- ones) & ~backslashes) | ((word &- ones &* 0x20) & ~word)
    return found & (ones &* 0x80)
  }
}

/// Four bytes of text in one register; the first byte is the lowest.
enum FourBytes {
  static let `true`: UInt32 = 0x6575_7274
  static let fals: UInt32 = 0x736C_6166
  static let null: UInt32 = 0x6C6C_756E

  @inline(__always)
  static func load(_ bytes: borrowing Span<UInt8>, _ at: Int) -> UInt32 {
    UInt32(littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt32.self))
  }
}
