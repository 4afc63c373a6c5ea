/// What a stream's name says about its messages: `btcusdt@depth@100ms`, `!miniTicker@arr`.
struct StreamTag {
  /// The kind of message, or `unknown`.
  var kind: MessageKind
  /// Where the name lies in the frame, without its quotes.
  var name: Range<Int>
  /// Where the symbol's part of the name lies; empty for names of the whole market.
  var symbol: Range<Int>

  /// A frame without a name: it came over `/ws/…`.
  static let none = StreamTag(kind: .unknown, name: 0..<0, symbol: 0..<0)

  @inline(__always)
  init(kind: MessageKind, name: Range<Int>, symbol: Range<Int>) {
    self.kind = kind
    self.name = name
    self.symbol = symbol
  }

  /// Reads a name that holds no escapes, a quote or nothing behind it.
  init(_ bytes: borrowing Span<UInt8>, _ name: Range<Int>) {
    let start = name.lowerBound
    var sign = start
    while sign < name.upperBound, bytes[sign] != UInt8(ascii: "@") { sign += 1 }
    if sign == name.upperBound || bytes[start] == UInt8(ascii: "!") {
      let word = Word(prefixOf: bytes, name)
      self.init(kind: Self.kindOfAll(word), name: name, symbol: start..<start)
    } else {
      let suffix = (sign + 1)..<name.upperBound
      var word = Word(prefixOf: bytes, suffix)
      word.put(UInt8(ascii: "\""), at: suffix.count)
      self.init(kind: Self.kind(word), name: name, symbol: start..<sign)
    }
  }

  /// Minutes by which kline boundaries are shifted: 480 if the name ends with `@+08:00`.
  func zoneMinutes(_ bytes: borrowing Span<UInt8>) -> Int16 {
    guard name.count > 8 else { return 0 }
    let tail = Word(bytes, (name.upperBound - 7)..<name.upperBound)
    return tail == Word("@+08:00") ? 480 : 0
  }
}

extension StreamTag {
  /// Where the name begins in a combined frame: behind `{"stream":"`.
  static let nameStart = 11

  /// The kind of a frame that begins with `{"stream":"SYMBOL@…`, and where its first `@` lies; 0 for
  /// other frames.
  @inline(__always)
  static func head(
    _ bytes: borrowing Span<UInt8>
  ) -> (kind: MessageKind, sign: Int) {
    let none = (kind: MessageKind.unknown, sign: 0)
    guard isCombined(bytes), bytes[nameStart] != UInt8(ascii: "!") else { return none }
    var at = nameStart
    while at &+ 25 <= bytes.count {
      let word = EightBytes.load(bytes, at)
      let stops = EightBytes.nameStops(word)
      if stops != 0 {
        at &+= stops.trailingZeroBitCount &>> 3
        guard bytes[at] == UInt8(ascii: "@") else { return none }
        let suffix = Word(
          low: EightBytes.load(bytes, at &+ 1), high: EightBytes.load(bytes, at &+ 9))
        return (kind(suffix), at)
      }
      at &+= 8
    }
    return none
  }

  /// Whether a frame begins with exactly `{"stream":"`.
  @inline(__always)
  private static func isCombined(_ bytes: borrowing Span<UInt8>) -> Bool {
    bytes.count >= 40 && EightBytes.load(bytes, 0) == Word("{\"stream").low
      && EightBytes.load(bytes, 8) & EightBytes.mask(3) == Word("\":\"").low
  }

  /// Reads on from a frame's head to its data: `…@trade","data":`. Nil if the frame is not combined or
  /// goes on otherwise.
  @inline(__always)
  static func tagAndData(
    _ bytes: borrowing Span<UInt8>, _ kind: MessageKind, _ sign: Int
  ) -> (tag: StreamTag, data: Int)? {
    guard sign > 0 else { return isCombined(bytes) ? rareTagAndData(bytes) : nil }
    var quote = sign &+ 1
    while quote &+ 8 <= bytes.count {
      let stops = EightBytes.stops(EightBytes.load(bytes, quote))
      quote &+= stops.trailingZeroBitCount &>> 3
      if stops != 0 { break }
    }
    guard quote &+ 9 <= bytes.count, bytes[quote] == UInt8(ascii: "\""),
      EightBytes.load(bytes, quote &+ 1) == Word(",\"data\":").low
    else { return nil }
    let tag = StreamTag(
      kind: kind, name: Range(uncheckedBounds: (nameStart, quote)),
      symbol: Range(uncheckedBounds: (nameStart, sign)))
    return (tag, quote &+ 9)
  }

  /// As `tagAndData` for any name without escapes: of the whole market, or beyond ASCII.
  @inline(never)
  private static func rareTagAndData(
    _ bytes: borrowing Span<UInt8>
  ) -> (tag: StreamTag, data: Int)? {
    var at = nameStart - 1
    guard let name = try? JSON.string(bytes, &at), !name.isEscaped, at + 8 <= bytes.count,
      EightBytes.load(bytes, at) == Word(",\"data\":").low
    else { return nil }
    return (StreamTag(bytes, name.range), at + 8)
  }
}
