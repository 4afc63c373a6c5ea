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
    guard bytes.count >= 40, EightBytes.load(bytes, 0) == Word("{\"stream").low,
      EightBytes.load(bytes, 8) & EightBytes.mask(3) == Word("\":\"").low,
      bytes[nameStart] != UInt8(ascii: "!")
    else { return none }
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

  /// Reads on from a frame's head to its data: `…@trade","data":`. Nil if the frame goes on
  /// otherwise.
  @inline(__always)
  static func tagAndData(
    _ bytes: borrowing Span<UInt8>, _ kind: MessageKind, _ sign: Int
  ) -> (tag: StreamTag, data: Int)? {
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

  /// The kind that the part behind `symbol@` names, up to and with the closing quote; whatever the
  /// word holds behind that is not looked at.
  @inline(__always)
  static func kind(_ word: Word) -> MessageKind {
    let six = word.low & EightBytes.mask(6)
    if word.low == Word("bookTick").low {
      return word.high & EightBytes.mask(3) == Word("er\"").low ? .bookTicker : .unknown
    }
    if six == Word("trade\"").low { return .trade }
    if word.low & EightBytes.mask(5) == Word("depth").low {
      return depthKind(UInt8(truncatingIfNeeded: word.low &>> 40))
    }
    if word.low == Word("aggTrade").low, word.high & 0xFF == 0x22 { return .aggTrade }
    if six == Word("kline_").low { return .kline }
    return rareKind(word)
  }

  /// `depth`, `depth@100ms`: changes; `depth20`: the best levels.
  @inline(__always)
  private static func depthKind(_ next: UInt8) -> MessageKind {
    if next == UInt8(ascii: "\"") || next == UInt8(ascii: "@") { return .depthUpdate }
    return next &- 0x30 <= 9 ? .partialDepth : .unknown
  }

  @inline(never)
  private static func rareKind(_ word: Word) -> MessageKind {
    switch word.low {
    case Word("avgPrice").low: return .avgPrice
    case Word("rpiDepth").low: return .rpiDepth
    case Word("miniTick").low: return .miniTicker
    case Word("blockTra").low: return .blockTrade
    case Word("continuo").low: return .continuousKline
    case Word("referenc").low: return .referencePrice
    case Word("markPric").low: return .markPrice
    case Word("forceOrd").low: return .forceOrder
    case Word("composit").low: return .compositeIndex
    case Word("assetInd").low: return .assetIndex
    default: break
    }
    switch word.low & EightBytes.mask(7) {
    case Word("ticker\"").low, Word("ticker@").low: return .ticker
    case Word("ticker_").low: return .rollingTicker
    default: return .unknown
    }
  }

  /// The kind of a name that stands for the whole market.
  @inline(never)
  private static func kindOfAll(_ word: Word) -> MessageKind {
    switch word.low {
    case Word("!miniTic").low: .miniTicker
    case Word("!ticker@").low: .ticker
    case Word("!ticker_").low: .rollingTicker
    case Word("!bookTic").low: .bookTicker
    case Word("!markPri").low: .markPrice
    case Word("!forceOr").low: .forceOrder
    case Word("!contrac").low: .contractInfo
    case Word("!assetIn").low: .assetIndex
    case Word("!serverS").low: .serverShutdown
    case Word("tradingS").low: .tradingSession
    default: .unknown
    }
  }

  /// The kind of a message by its `e`, told apart further by its stream: USD-M partial depth calls
  /// itself `depthUpdate` too.
  @inline(__always)
  func refined(_ event: MessageKind) -> MessageKind {
    if event == .depthUpdate, kind == .partialDepth || kind == .rpiDepth { return kind }
    return event
  }
}
