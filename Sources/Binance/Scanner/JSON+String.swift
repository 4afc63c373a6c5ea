extension JSON {
  /// Where a string's content lies, without its quotes.
  struct Text {
    var range: Range<Int>
    /// It holds a backslash: its bytes are not its content.
    var isEscaped: Bool
    /// It holds a byte from 0x80 on, which may or may not be UTF-8.
    var isForeign: Bool
  }

  /// Reads a string: `"BTCUSDT"`.
  @inline(__always)
  static func string(_ bytes: borrowing Span<UInt8>, _ at: inout Int) throws(ScanError) -> Text {
    guard byte(bytes, at) == UInt8(ascii: "\"") else { throw ScanError(at, .string) }
    let start = at &+ 1
    var end = start
    while end &+ 8 <= bytes.count {
      let stops = EightBytes.stops(EightBytes.load(bytes, end))
      if stops != 0 {
        end &+= stops.trailingZeroBitCount &>> 3
        guard bytes[end] == UInt8(ascii: "\"") else { break }
        at = end &+ 1
        return Text(range: Range(uncheckedBounds: (start, end)), isEscaped: false, isForeign: false)
      }
      end &+= 8
    }
    let text = try restOfString(bytes, end, from: start)
    at = text.range.upperBound + 1
    return text
  }

  /// Reads on byte by byte to the closing quote.
  @inline(never)
  private static func restOfString(
    _ bytes: borrowing Span<UInt8>, _ from: Int, from start: Int
  ) throws(ScanError) -> Text {
    var text = Text(range: start..<start, isEscaped: false, isForeign: false)
    var at = from
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "\""):
        text.range = start..<at
        return text
      case UInt8(ascii: "\\"):
        text.isEscaped = true
        at = try endOfEscape(bytes, at)
      case 0..<0x20: throw ScanError(at, .control)
      case 0x80...:
        text.isForeign = true
        at += 1
      default: at += 1
      }
    }
    throw ScanError(at, .stringEnd)
  }

  /// Checks one escape, `\n` or `\u4e01`, and gives the position behind it.
  private static func endOfEscape(
    _ bytes: borrowing Span<UInt8>, _ start: Int
  ) throws(ScanError) -> Int {
    let letter = byte(bytes, start + 1)
    guard letter == UInt8(ascii: "u") else {
      guard simpleEscape(letter) != nil else { throw ScanError(start, .escape) }
      return start + 2
    }
    guard hexUnit(bytes, start + 2) != nil else { throw ScanError(start, .hexDigits) }
    return start + 6
  }

  /// The byte that `\n` and its like stand for.
  private static func simpleEscape(_ letter: UInt8) -> UInt8? {
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: nil
    }
  }

  /// The UTF-16 unit that four hex digits write.
  private static func hexUnit(_ bytes: borrowing Span<UInt8>, _ at: Int) -> UInt16? {
    var unit: UInt16 = 0
    for index in 0..<4 {
      let digit: UInt8
      switch byte(bytes, at + index) {
      case let byte where byte >= 0x30 && byte <= 0x39: digit = byte - 0x30
      case let byte where byte >= 0x41 && byte <= 0x46: digit = byte - 0x37
      case let byte where byte >= 0x61 && byte <= 0x66: digit = byte - 0x57
      default: return nil
      }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }

  /// Reads one character within a checked string, escapes resolved; nil if it is not ASCII.
  static func asciiByte(_ bytes: borrowing Span<UInt8>, _ at: inout Int) -> UInt8? {
    let scalar = character(bytes, &at)
    guard let scalar, scalar < 0x80 else { return nil }
    return UInt8(scalar)
  }

  /// Reads an escape, or one byte that stands for itself, within a string that was checked. Nil for
  /// half of a surrogate pair. Bytes from 0x80 on come out one by one, with bit 31 set.
  private static func character(_ bytes: borrowing Span<UInt8>, _ at: inout Int) -> UInt32? {
    let first = byte(bytes, at)
    guard first == UInt8(ascii: "\\") else {
      at += 1
      return first < 0x80 ? UInt32(first) : UInt32(first) | 1 << 31
    }
    guard byte(bytes, at + 1) == UInt8(ascii: "u") else {
      let escaped = simpleEscape(byte(bytes, at + 1))
      at += 2
      return escaped.map(UInt32.init)
    }
    let unit = hexUnit(bytes, at + 2)
    at += 6
    guard let unit, unit & 0xF800 == 0xD800 else { return unit.map(UInt32.init) }
    guard unit < 0xDC00, byte(bytes, at) == UInt8(ascii: "\\"),
      byte(bytes, at + 1) == UInt8(ascii: "u"), let low = hexUnit(bytes, at + 2),
      low & 0xFC00 == 0xDC00
    else { return nil }
    at += 6
    return 0x10000 + UInt32(unit & 0x3FF) << 10 + UInt32(low & 0x3FF)
  }

  /// Writes a checked string's content, escapes resolved, behind `content`.
  static func unescape(
    _ bytes: borrowing Span<UInt8>, _ text: Text, onto content: inout [UInt8]
  ) throws(ScanError) {
    var at = text.range.lowerBound
    while at < text.range.upperBound {
      let start = at
      guard let character = character(bytes, &at) else {
        throw ScanError(start, .surrogates)
      }
      if character >> 31 == 1 {
        content.append(UInt8(character & 0xFF))
      } else if let scalar = Unicode.Scalar(character) {
        content.append(contentsOf: UTF8.encode(scalar).unsafelyUnwrapped)
      }
    }
  }
}
