extension StreamTag {
  /// The kind that the part behind `symbol@` names, with its closing quote. What the word holds
  /// behind the quote does not matter.
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
    case Word("markPric").low, Word("indexPri").low: return priceKind(word)
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

  /// `markPrice@1s`, `indexPrice`, and the klines of both.
  private static func priceKind(_ word: Word) -> MessageKind {
    // Behind the first eight letters: `e"`, `eKline_` or `ce@1s`.
    let isMark = word.low == Word("markPric").low
    let rest = isMark ? word.high &>> 8 : word.high &>> 16
    if rest & EightBytes.mask(6) == Word("Kline_").low { return .priceKline }
    return isMark ? .markPrice : .indexPrice
  }

  /// The kind of a name that stands for the whole market.
  @inline(never)
  static func kindOfAll(_ word: Word) -> MessageKind {
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

  /// The kind of a message by its `e` and, where that is not enough, its stream: USD-M partial depth
  /// calls itself `depthUpdate` too.
  @inline(__always)
  func refined(_ event: MessageKind) -> MessageKind {
    if event == .depthUpdate, kind == .partialDepth || kind == .rpiDepth { return kind }
    return event
  }
}
