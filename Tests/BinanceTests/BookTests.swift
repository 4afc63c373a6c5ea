import Binance
import Market
import Testing

@Suite struct BookTests {
  @Test func `a spot book ticker has no kind and no time`() throws {
    let batch = decodeFrame(Frames.bookTicker)
    let ticker = try #require(batch.bookTickers.first)
    #expect(
      ticker
        == BookTicker(
          symbol: ticker.symbol, decimals: Decimals(price: 8, quantity: 8),
          updateId: 50_093_239_212, bidPrice: Amount(units: 6_183_763_000_000),
          bidQuantity: Amount(units: 378_826_000), askPrice: Amount(units: 6_183_764_000_000),
          askQuantity: Amount(units: 154_698_000), transactionTimeUs: -1))
    #expect(batch.onlyKind == .bookTicker && batch.entries.first?.eventTimeUs == -1)
    #expect(batch.symbols.name(ticker.symbol) == "BTCUSDT")
  }

  @Test func `a raw book ticker is known by its keys`() {
    let raw = Frames.bookTicker.dropFirst(#"{"stream":"btcusdt@bookTicker","data":"#.count)
      .dropLast()
    #expect(decodeFrame(String(raw)).everything == decodeFrame(Frames.bookTicker).everything)
  }

  @Test func `a USD-M book ticker has both times`() throws {
    let batch = decodeFrame(Frames.usdmBookTicker)
    let ticker = try #require(batch.bookTickers.first)
    #expect(ticker.transactionTimeUs == 1_723_161_256_313_000)
    #expect(batch.entries.first?.eventTimeUs == 1_723_161_256_313_000)
    #expect(ticker.decimals == Decimals(price: 2, quantity: 3))
    #expect(ticker.askQuantity == Amount(units: 251_000_000))
  }

  @Test func `a change of a spot book`() throws {
    let batch = decodeFrame(Frames.depth)
    let depth = try #require(batch.depths.first)
    #expect(batch.onlyKind == .depthUpdate && depth.previousUpdateId == -1)
    #expect(depth.firstUpdateId == 50_093_239_203 && depth.lastUpdateId == 50_093_239_207)
    #expect(depth.bids == 0..<1 && depth.asks == 1..<5 && batch.levels.count == 5)
    #expect(
      batch.levels[0] == PriceLevel(price: Amount(units: 5_565_387_000_000), quantity: .zero))
    #expect(
      batch.levels[4] == PriceLevel(price: Amount(units: 6_186_251_000_000), quantity: .zero))
    #expect(batch.levels[2].quantity == Amount(units: 40_163_000))
  }

  @Test func `a change of a USD-M book names the one before`() throws {
    let batch = decodeFrame(Frames.usdmDepth)
    let depth = try #require(batch.depths.first)
    #expect(depth.previousUpdateId == 600_859_598_737)
    #expect(depth.transactionTimeUs == 1_626_992_740_974_000)
    #expect(depth.bids.isEmpty && depth.asks.count == 1)
    #expect(depth.decimals == Decimals(price: 5, quantity: 0))
    #expect(batch.levels == [PriceLevel(price: Amount("0.01737")!, quantity: Amount("437848")!)])
  }

  @Test func `partial depth of spot has its symbol from the stream`() throws {
    let batch = decodeFrame(Frames.partialDepth)
    let depth = try #require(batch.depths.first)
    #expect(batch.onlyKind == .partialDepth && batch.symbols.name(depth.symbol) == "BTCUSDT")
    #expect(depth.lastUpdateId == 160 && depth.firstUpdateId == -1)
    #expect(depth.bids.count == 1 && depth.asks.count == 2)
  }

  @Test func `raw partial depth has no symbol`() throws {
    let batch = decodeFrame(#"{"lastUpdateId":160,"bids":[["0.0024","10"]],"asks":[]}"#)
    #expect(batch.onlyKind == .partialDepth)
    #expect(batch.depths.first?.symbol == Depth.unnamed)
  }

  @Test func `letters beyond ASCII keep their case in a symbol from a stream`() throws {
    let text = Frames.partialDepth.replacing("btcusdt", with: "币安人生usdt")
    let batch = decodeFrame(text)
    let depth = try #require(batch.depths.first)
    #expect(batch.symbols.name(depth.symbol) == "币安人生USDT")
  }

  @Test func `USD-M partial depth calls itself a change, its stream says`() {
    let partial = Frames.usdmDepth.replacing("@depth@100ms", with: "@depth20@100ms")
    #expect(decodeFrame(partial).onlyKind == .partialDepth)
    let retail = Frames.usdmDepth.replacing("@depth@100ms", with: "@rpiDepth@500ms")
    #expect(decodeFrame(retail).onlyKind == .rpiDepth)
  }

  @Test func `levels of before 2019-03 have a third part`() {
    let text = Frames.partialDepth.replacing(#"["0.0024","10"]"#, with: #"["0.0024","10",[]]"#)
    #expect(decodeFrame(text).everything == decodeFrame(Frames.partialDepth).everything)
  }

  @Test(arguments: [
    #"["0.0024"]"#, #"[]"#, #"["0.0024",10]"#, #"[0.0024,"10"]"#, #"{"p":"1"}"#, #""0.0024""#,
    #"["-0.0024","10"]"#, #"["0.0024","10",]"#, #"null"#,
  ])
  func `a level that is none makes the frame malformed`(_ level: String) {
    let batch = decodeFrame(Frames.partialDepth.replacing(#"["0.0024","10"]"#, with: level))
    #expect(batch.onlyKind == .malformed && batch.levels.isEmpty && batch.depths.isEmpty)
  }
}
