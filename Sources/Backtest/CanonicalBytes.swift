import Hashing

/// Writes numbers in the one form that the run hash is taken over, and digests them in blocks.
///
/// Every number is a zigzag LEB128: 0, −1, 1, −2, … become 0, 1, 2, 3, …, written seven bits at a
/// time, lowest first, the top bit set on all bytes but the last.
///
/// ```
///  300 → zigzag 600 = 100 1011000₂ → d8 04
/// ```
struct CanonicalBytes {
  /// Room for one item: the longest has 20 numbers of at most 19 bytes.
  private static let itemBytesMax = 400
  private static let blockBytes = 16_384

  private var hash = SHA256()
  private var block = [UInt8](repeating: 0, count: blockBytes + itemBytesMax)
  private var used = 0

  /// Writes one item through `body`, which is given the block and the place to write at.
  @inline(__always)
  mutating func item(_ body: (inout MutableSpan<UInt8>, inout Int) -> Void) {
    if used >= Self.blockBytes { flush() }
    var at = used
    var span = block.mutableSpan
    body(&span, &at)
    used = at
  }

  /// Writes the bytes of a text after their count.
  mutating func text(_ text: String) {
    let bytes = Array(text.utf8)
    item { span, at in Self.put(Int64(bytes.count), &span, &at) }
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

  @inline(__always)
  static func put(_ value: Int64, _ span: inout MutableSpan<UInt8>, _ at: inout Int) {
    var rest = UInt64(bitPattern: (value &<< 1) ^ (value &>> 63))
    while rest >= 0x80 {
      span[at] = UInt8(truncatingIfNeeded: rest) | 0x80
      at &+= 1
      rest &>>= 7
    }
    span[at] = UInt8(truncatingIfNeeded: rest)
    at &+= 1
  }

  @inline(__always)
  static func put(_ value: Int128, _ span: inout MutableSpan<UInt8>, _ at: inout Int) {
    if let small = Int64(exactly: value) { return put(small, &span, &at) }
    var rest = UInt128(bitPattern: (value &<< 1) ^ (value &>> 127))
    while rest >= 0x80 {
      span[at] = UInt8(truncatingIfNeeded: rest) | 0x80
      at &+= 1
      rest &>>= 7
    }
    span[at] = UInt8(truncatingIfNeeded: rest)
    at &+= 1
  }
}
