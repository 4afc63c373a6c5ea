extension JSON {
  /// Reads a member's key, its colon and the blanks around it.
  ///
  /// Keys of one letter, as `"E":`, are read in one step; others are compared by their first sixteen
  /// bytes, escapes resolved.
  @inline(__always)
  static func key(_ bytes: borrowing Span<UInt8>, _ at: inout Int) throws(ScanError) -> Word {
    if at + 4 <= bytes.count {
      let four = UInt32(
        littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt32.self))
      let letter = UInt8(truncatingIfNeeded: four &>> 8)
      // "?": and not an escape or a second quote
      if four & 0xFFFF_00FF == 0x3A22_0022, letter >= 0x30, letter != UInt8(ascii: "\\") {
        at += 4
        skipBlanks(bytes, &at)
        return Word(low: UInt64(letter), high: 0)
      }
    }
    return try longKey(bytes, &at)
  }

  /// Reads any key.
  @inline(never)
  private static func longKey(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> Word {
    guard byte(bytes, at) == UInt8(ascii: "\"") else { throw ScanError(at, "expected a key") }
    let name = try word(bytes, &at)
    skipBlanks(bytes, &at)
    try expect(bytes, &at, UInt8(ascii: ":"), "expected : behind a key")
    skipBlanks(bytes, &at)
    return name
  }

  /// Reads a string that is a name: a key or a kind.
  @inline(__always)
  static func word(_ bytes: borrowing Span<UInt8>, _ at: inout Int) throws(ScanError) -> Word {
    let text = try string(bytes, &at)
    return text.isEscaped ? unescapedWord(bytes, text) : Word(bytes, text.range)
  }

  private static func unescapedWord(_ bytes: borrowing Span<UInt8>, _ text: Text) -> Word {
    var word = Word(low: 0, high: 0)
    var count = 0
    var at = text.range.lowerBound
    while at < text.range.upperBound {
      let byte = asciiByte(bytes, &at)
      guard let byte, count < Word.bytesMax else { return .other }
      word.put(byte, at: count)
      count += 1
    }
    return word
  }
}
