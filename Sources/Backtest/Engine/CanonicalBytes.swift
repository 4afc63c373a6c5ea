import Basics

/// Writes numbers in the one form that the run hash is taken over, and digests them in blocks.
///
/// Every number is a zigzag LEB128: 0, −1, 1, −2, … become 0, 1, 2, 3, …, written seven bits at a
/// time, lowest first, the top bit set on all bytes but the last.
///
/// ```
///  300 → zigzag 600 = 100 1011000₂ → d8 04
/// ```
struct CanonicalBytes {
  /// Room for one item: the longest has 20 numbers of at most 19 bytes, and numbers are written eight
  /// bytes at a time.
  private static let itemBytesMax = 400
  private static let blockBytes = 16_384

  private var hash = SHA256()
  private var block = [UInt8](repeating: 0, count: blockBytes + itemBytesMax)
  private var used = 0

  /// Writes one item through `body`, which is given the block and the offset to write at.
  @inline(__always)
  mutating func item(_ body: (inout MutableRawSpan, inout Int) -> Void) {
    if used >= Self.blockBytes { flush() }
    var at = used
    var span = block.mutableSpan
    var bytes = span.mutableBytes
    body(&bytes, &at)
    used = at
  }

  /// Writes the bytes of a text after their count.
  mutating func text(_ text: String) {
    let bytes = Array(text.utf8)
    item { room, at in Self.put(Int64(bytes.count), &room, &at) }
    flush()
    hash.update(bytes)
  }

  /// The SHA-256 of everything written so far.
  func digest() -> [UInt8] {
    var copy = self
    copy.flush()
    return copy.hash.finish()
  }

  private mutating func flush() {
    let block = block
    hash.update(block.span.extracting(0..<used))
    used = 0
  }

  /// Writes a letter.
  @inline(__always)
  static func put(tag: Unicode.Scalar, _ bytes: inout MutableRawSpan, _ at: inout Int) {
    bytes.storeBytes(of: UInt8(ascii: tag), toByteOffset: at, as: UInt8.self)
    at &+= 1
  }

  @inline(__always)
  static func put(_ value: Int64, _ bytes: inout MutableRawSpan, _ at: inout Int) {
    put(UInt64(bitPattern: (value &<< 1) ^ (value &>> 63)), &bytes, &at)
  }

  static func put(_ value: Int128, _ bytes: inout MutableRawSpan, _ at: inout Int) {
    if let small = Int64(exactly: value) { return put(small, &bytes, &at) }
    var rest = UInt128(bitPattern: (value &<< 1) ^ (value &>> 127))
    while rest >> 56 > 0 {
      put(sevenBytes: UInt64(truncatingIfNeeded: rest), goOn: 8, &bytes, &at)
      rest &>>= 56
    }
    put(UInt64(rest), &bytes, &at)
  }

  @inline(__always)
  private static func put(_ value: UInt64, _ bytes: inout MutableRawSpan, _ at: inout Int) {
    var rest = value
    if rest >> 56 > 0 {
      put(sevenBytes: rest, goOn: 8, &bytes, &at)
      rest &>>= 56
    }
    let bits = 64 &- rest.leadingZeroBitCount
    put(sevenBytes: rest, goOn: max(0, (bits &- 1) / 7), &bytes, &at)
  }

  /// Writes the lowest 56 bits in groups of seven, all at once, as eight bytes. The first `goOn`
  /// bytes say that more follow, and the next one that it is the last. The next number overwrites
  /// what lies behind.
  @inline(__always)
  private static func put(
    sevenBytes bits: UInt64, goOn count: Int, _ bytes: inout MutableRawSpan, _ at: inout Int
  ) {
    var spread = bits
    spread = (spread & 0x0fff_ffff) | (spread & 0x00ff_ffff_f000_0000) &<< 4
    spread = (spread & 0x3fff_0000_3fff) | (spread & 0x0fff_c000_0fff_c000) &<< 2
    spread = (spread & 0x7f_007f_007f_007f) | (spread & 0x3f80_3f80_3f80_3f80) &<< 1
    let tops: UInt64 = 0x8080_8080_8080_8080
    spread |= count == 8 ? tops : tops & (1 &<< (8 &* UInt64(count)) &- 1)
    bytes.storeBytes(of: spread.littleEndian, toByteOffset: at, as: UInt64.self)
    at &+= count == 8 ? 8 : count &+ 1
  }
}
