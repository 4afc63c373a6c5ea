/// A member's key.
struct JSONKey {
  /// The key, if it is one ASCII letter or digit; `end` behind the last member; otherwise 0.
  var letter: UInt8
  /// Where the key begins, at its quote.
  var start: Int

  /// In place of a letter: the object has ended.
  static let end: UInt8 = 1

  /// The key as a name, read again: keys of more than one letter are rare in streams.
  func name(_ bytes: borrowing Span<UInt8>) -> Word {
    var at = start
    return (try? JSON.word(bytes, &at)) ?? .other
  }
}

extension JSON {
  /// Reads `{` and the first key with its colon, or `{}`.
  @inline(__always)
  static func firstKey(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> JSONKey {
    guard byte(bytes, at) == UInt8(ascii: "{") else { throw ScanError(at, .object) }
    return try key(bytes, &at, behind: UInt8(ascii: "{"))
  }

  /// Behind a member: reads `,` and the next key with its colon, or `}`.
  @inline(__always)
  static func nextKey(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(ScanError) -> JSONKey {
    try key(bytes, &at, behind: UInt8(ascii: ","))
  }

  /// Keys of one letter, as in `,"E":1`, are read in one step.
  @inline(__always)
  private static func key(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int, behind mark: UInt8
  ) throws(ScanError) -> JSONKey {
    if at &+ 8 <= bytes.count {
      let word = EightBytes.load(bytes, at)
      let letter = UInt8(truncatingIfNeeded: word &>> 16)
      // The mark, a quote, a letter, a quote, a colon, and no blank behind; the letter is neither a
      // quote nor a backslash.
      if word & 0x0000_00FF_FF00_FFFF == 0x0000_003A_2200_2200 | UInt64(mark), letter >= 0x30,
        letter != UInt8(ascii: "\\"), UInt8(truncatingIfNeeded: word &>> 40) > 0x20
      {
        at &+= 5
        return JSONKey(letter: letter, start: at &- 4)
      }
    }
    if mark == UInt8(ascii: ","), byte(bytes, at) == UInt8(ascii: "}") {
      at &+= 1
      return JSONKey(letter: JSONKey.end, start: at)
    }
    let (key, end) = try longKey(bytes, at, mark)
    at = end
    return key
  }

  /// Reads any key.
  @inline(never)
  private static func longKey(
    _ bytes: borrowing Span<UInt8>, _ from: Int, _ mark: UInt8
  ) throws(ScanError) -> (key: JSONKey, end: Int) {
    var at = from
    skipBlanks(bytes, &at)
    let found = byte(bytes, at)
    guard found == mark || found == UInt8(ascii: "}") else { throw ScanError(at, .memberEnd) }
    at += 1
    if found == mark { skipBlanks(bytes, &at) }
    let isEmpty = found == UInt8(ascii: "{") && byte(bytes, at) == UInt8(ascii: "}")
    if found == UInt8(ascii: "}") || isEmpty {
      return (JSONKey(letter: JSONKey.end, start: at), isEmpty ? at + 1 : at)
    }
    guard byte(bytes, at) == UInt8(ascii: "\"") else { throw ScanError(at, .key) }
    let start = at
    let name = try word(bytes, &at)
    skipBlanks(bytes, &at)
    try expect(bytes, &at, UInt8(ascii: ":"), else: .colon)
    skipBlanks(bytes, &at)
    let letter = name.letter >= 0x30 ? name.letter : 0
    return (JSONKey(letter: letter, start: start), at)
  }

  /// Reads a string that is a name: a key or a kind.
  @inline(__always)
  static func word(_ bytes: borrowing Span<UInt8>, _ at: inout Int) throws(ScanError) -> Word {
    let text = try string(bytes, &at)
    return text.isEscaped ? unescapedWord(bytes, text) : Word(bytes, text.range)
  }

  @inline(never)
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
