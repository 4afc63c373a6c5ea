import Binance
import Market
import Testing

@Suite struct KindTests {
  /// Values of `e` and what they mean.
  static let events: [(String, MessageKind)] = [
    ("24hrMiniTicker", .miniTicker), ("24hrTicker", .ticker), ("1hTicker", .rollingTicker),
    ("4hTicker", .rollingTicker), ("1dTicker", .rollingTicker), ("avgPrice", .avgPrice),
    ("referencePrice", .referencePrice), ("markPriceUpdate", .markPrice),
    ("forceOrder", .forceOrder), ("compositeIndex", .compositeIndex),
    ("indexPriceUpdate", .indexPrice), ("indexPrice_kline", .priceKline),
    ("markPrice_kline", .priceKline),
    ("contractInfo", .contractInfo), ("assetIndexUpdate", .assetIndex),
    ("EquityUpdate", .tradingSession),
  ]

  /// Names of streams and what they send.
  static let streams: [(String, MessageKind)] = [
    ("btcusdt@trade", .trade), ("btcusdt@aggTrade", .aggTrade), ("btcusdt@blockTrade", .blockTrade),
    ("btcusdt@kline_1m", .kline), ("btcusdt@kline_1d@+08:00", .kline),
    ("btcusdt_perpetual@continuousKline_1m", .continuousKline),
    ("btcusdt@miniTicker", .miniTicker), ("!miniTicker@arr", .miniTicker),
    ("!miniTicker@arr@1000ms", .miniTicker), ("btcusdt@ticker", .ticker), ("!ticker@arr", .ticker),
    ("btcusdt@ticker_1h", .rollingTicker), ("btcusdt@ticker_4h", .rollingTicker),
    ("btcusdt@ticker_1d", .rollingTicker), ("!ticker_1h@arr", .rollingTicker),
    ("btcusdt@bookTicker", .bookTicker), ("!bookTicker", .bookTicker),
    ("btcusdt@avgPrice", .avgPrice), ("btcusdt@depth", .depthUpdate),
    ("btcusdt@depth@100ms", .depthUpdate), ("btcusdt@depth@0ms", .depthUpdate),
    ("btcusdt@depth5", .partialDepth), ("btcusdt@depth10@100ms", .partialDepth),
    ("btcusdt@depth20@250ms", .partialDepth), ("btcusdt@rpiDepth@500ms", .rpiDepth),
    ("btcusdt@referencePrice", .referencePrice), ("btcusdt@markPrice", .markPrice),
    ("btcusdt@markPrice@1s", .markPrice), ("!markPrice@arr", .markPrice),
    ("!markPrice@arr@1s", .markPrice), ("btcusd@indexPrice", .indexPrice),
    ("btcusd@indexPrice@1s", .indexPrice), ("btcusd@indexPriceKline_1m", .priceKline),
    ("btcusd_perp@markPriceKline_1h", .priceKline), ("btcusdt@forceOrder", .forceOrder),
    ("!forceOrder@arr", .forceOrder), ("btcusdt@compositeIndex", .compositeIndex),
    ("!contractInfo", .contractInfo), ("btcusd@assetIndex", .assetIndex),
    ("!assetIndex@arr", .assetIndex), ("tradingSession", .tradingSession),
    ("!serverShutdown", .serverShutdown), ("币安人生usdt@trade", .trade),
    ("btcusdt@Trade", .unknown), ("btcusdt@trades", .unknown), ("btcusdt@aggTrade2", .unknown),
    ("btcusdt@depthX", .unknown), ("btcusdt@bookTickers", .unknown), ("btcusdt@", .unknown),
    ("", .unknown), ("@", .unknown), ("btcusdt", .unknown), ("!", .unknown),
  ]

  @Test(arguments: Frames.decoded)
  func `every decoded kind`(_ expected: MessageKind, _ text: String) {
    let batch = decodeFrame(text)
    #expect(batch.onlyKind == expected, "\(batch.notices)")
    #expect(batch.counts[expected] == 1 && batch.counts.total == 1)
    #expect(batch.unknownKeys.total == 0 && batch.unknownKinds.total == 0)
  }

  @Test(arguments: events)
  func `kinds that are only recognised are counted`(_ name: String, _ kind: MessageKind) {
    let raw = #"{"e":"\#(name)","E":1723161255343,"s":"BTCUSDT","p":"1.0"}"#
    let last = #"{"s":"BTCUSDT","p":"1.0","e":"\#(name)"}"#
    for text in [raw, last, #"{"stream":"x@y","data":\#(raw)}"#, "[\(raw),\(raw)]"] {
      let batch = decodeFrame(text)
      #expect(batch.entries.isEmpty && batch.counts[kind] == 1 && batch.counts.total == 1)
    }
  }

  @Test(arguments: streams)
  func `stream names tell the kind`(_ name: String, _ kind: MessageKind) {
    #expect(StreamName(name).kind == kind)
    // Frames of kinds that are not wanted are counted by the name, whatever they hold.
    let batch = decodeFrame(#"{"stream":"\#(name)","data":{"p":"1.00000000"}}"#, wanted: [])
    if kind != .unknown, kind != .serverShutdown { #expect(batch.counts[kind] == 1) }
    #expect(batch.counts.total == 1)
  }

  @Test func `arrays of the whole market are recognised`() {
    let mini = #"{"e":"24hrMiniTicker","E":1,"s":"A"}"#
    for data in ["[\(mini),\(mini)]", "[]"] {
      let batch = decodeFrame(#"{"stream":"!miniTicker@arr","data":\#(data)}"#)
      #expect(batch.counts[.miniTicker] == 1 && batch.counts.total == 1)
    }
    #expect(decodeFrame("[]").counts[.unknown] == 1)
    // Where the first bytes tell a kind that is not wanted, the rest is not looked at.
    for head in [
      #"{"stream":"!miniTicker@arr","data":["#, #"[{"e":"24hrMiniTicker","#,
      #"{"stream":"btcusdt@new","data":[{"e":"24hrMiniTicker","#, #"{"e":"24hrMiniTicker","#,
      #"{"stream":"btcusdt@miniTicker","data":{"x"#,
    ] {
      let batch = decodeFrame(head + String(repeating: "\u{0}", count: 40))
      #expect(batch.counts[.miniTicker] == 1 && batch.counts.total == 1, "\(head)")
    }
    let wanted = #"[{"e":"trade"}]"#
    #expect(decodeFrame(wanted).counts[.trade] == 1)
    #expect(decodeFrame(wanted + "x").onlyKind == .malformed)
  }

  @Test func `unknown kinds are counted by name`() {
    var batch = MessageBatch()
    let decoder = MessageDecoder()
    for text in [
      #"{"e":"newThing","x":1}"#, #"{"x":[1,{"y":null}],"e":"newThing"}"#, #"{"a":1}"#, #"{}"#,
      #"{"stream":"btcusdt@new","data":{"e":"other"}}"#,
      #"{"stream":"btcusdt@trade","data":{"e":"trade2"}}"#,
    ] {
      let bytes = Array(text.utf8)
      decoder.decodeText(bytes.span, testFrame, into: &batch)
    }
    #expect(batch.entries.isEmpty && batch.counts[.unknown] == 6 && batch.counts.total == 6)
    #expect(batch.unknownKinds["newThing"] == 2 && batch.unknownKinds[""] == 2)
    #expect(batch.unknownKinds.list.map(\.name) == ["newThing", "", "other", "trade2"])
  }

  @Test func `what a stream's name says holds for unknown events of counted kinds`() {
    let text = #"{"stream":"tradingSession","data":{"e":"CommodityUpdate","E":1,"S":"x"}}"#
    #expect(decodeFrame(text).counts[.tradingSession] == 1)
  }

  @Test func `unknown names are bounded`() {
    var batch = MessageBatch()
    let decoder = MessageDecoder()
    for number in 0..<1000 {
      let bytes = Array(#"{"e":"thing\#(number)"}"#.utf8)
      decoder.decodeText(bytes.span, testFrame, into: &batch)
    }
    #expect(batch.unknownKinds.list.count == NameCounts.namesMax)
    #expect(batch.unknownKinds.total == 1000)
    #expect(batch.unknownKinds.others == 1000 - NameCounts.namesMax)
  }

  @Test func `a batch keeps its symbols and forgets the rest`() {
    var batch = decodeFrame(Frames.trade)
    batch.removeAll()
    #expect(batch.entries.isEmpty && batch.trades.isEmpty && batch.counts.total == 0)
    #expect(batch.symbols.count == 1)
    let bytes = Array(Frames.trade.utf8)
    MessageDecoder().decodeText(bytes.span, testFrame, into: &batch)
    #expect(batch.symbols.count == 1 && batch.trades.count == 1)
  }
}
