/// What a stream's name says about its messages: `btcusdt@depth@100ms`, `!miniTicker@arr`.
struct StreamTag {
  /// The kind of message, or `unknown`.
  var kind: MessageKind
  /// Where the name lies in the frame; empty if the frame has none.
  var name: Range<Int>
  /// End of the symbol's part, which begins where the name does; equal to its begin if there is none.
  var symbolEnd: Int
  /// The name holds escapes.
  var isEscaped = false

  /// A frame without a name: it came over `/ws/…`.
  static let none = StreamTag(kind: .unknown, name: 0..<0, symbolEnd: 0)

  /// Reads what the bytes of a name say.
  @inline(__always)
  init(_ bytes: borrowing Span<UInt8>, _ name: Range<Int>) {
    self.init(kind: .unknown, name: name, symbolEnd: name.lowerBound)
    let sign = Self.firstSign(bytes, name)
    let isOfAll = sign == name.upperBound || JSON.byte(bytes, name.lowerBound) == UInt8(ascii: "!")
    if isOfAll {
      kind = Self.kindOfAll(Word(prefixOf: bytes, name))
    } else {
      symbolEnd = sign
      kind = Self.kind(Word(prefixOf: bytes, (sign + 1)..<name.upperBound))
    }
  }

  init(kind: MessageKind, name: Range<Int>, symbolEnd: Int) {
    self.kind = kind
    self.name = name
    self.symbolEnd = symbolEnd
  }

  /// Where the first `@` is, or the name's end.
  @inline(__always)
  private static func firstSign(_ bytes: borrowing Span<UInt8>, _ name: Range<Int>) -> Int {
    var at = name.lowerBound
    while at + 8 <= bytes.count, at < name.upperBound {
      let ones: UInt64 = 0x0101_0101_0101_0101
      let signs = EightBytes.load(bytes, at) ^ (ones &* 0x40)
      let found = (signs &- ones) & ~signs & (ones &* 0x80)
      if found != 0 { return min(at + found.trailingZeroBitCount >> 3, name.upperBound) }
      at += 8
    }
    while at < name.upperBound, bytes[at] != UInt8(ascii: "@") { at += 1 }
    return min(at, name.upperBound)
  }

  /// The kind that the part behind `symbol@` names, the most frequent first.
  @inline(__always)
  private static func kind(_ word: Word) -> MessageKind {
    if word == Word("bookTicker") { return .bookTicker }
    if word == Word("trade") { return .trade }
    let five = word.low & EightBytes.mask(5)
    if five == Word("depth").low { return depthKind(UInt8(truncatingIfNeeded: word.low >> 40)) }
    if word == Word("aggTrade") { return .aggTrade }
    if five == Word("kline").low { return .kline }
    return rareKind(word)
  }

  /// `depth`, `depth@100ms`: changes; `depth20`: the best levels.
  private static func depthKind(_ next: UInt8) -> MessageKind {
    switch next {
    case 0, UInt8(ascii: "@"): .depthUpdate
    case UInt8(ascii: "0")...UInt8(ascii: "9"): .partialDepth
    default: .unknown
    }
  }

  @inline(never)
  private static func rareKind(_ word: Word) -> MessageKind {
    switch word.low {
    case Word("ticker").low: .ticker
    case Word("avgPrice").low: .avgPrice
    case Word("rpiDepth").low: .rpiDepth
    case Word("miniTick").low: .miniTicker
    case Word("blockTra").low: .blockTrade
    case Word("continuo").low: .continuousKline
    case Word("referenc").low: .referencePrice
    case Word("markPric").low: .markPrice
    case Word("forceOrd").low: .forceOrder
    case Word("composit").low: .compositeIndex
    case Word("assetInd").low: .assetIndex
    case Word("ticker_1").low, Word("ticker_4").low: .rollingTicker
    default: .unknown
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
}
