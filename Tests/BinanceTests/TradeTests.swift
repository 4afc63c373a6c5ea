import Binance
import Market
import Testing

@Suite struct TradeTests {
  @Test func `a spot trade`() throws {
    let batch = decodeFrame(Frames.trade)
    let trade = try #require(batch.trades.first)
    #expect(
      trade
        == Trade(
          symbol: trade.symbol, id: 3_735_683_259, firstTradeId: 3_735_683_259,
          lastTradeId: 3_735_683_259, price: Amount(units: 6_183_763_000_000),
          quantity: Amount(units: 2_000_000), tradeTimeUs: 1_723_161_255_342_000,
          isBuyerMaker: true, decimals: Decimals(price: 8, quantity: 8)))
    #expect(batch.symbols.name(trade.symbol) == "BTCUSDT")
    #expect(
      batch.entries == [
        MessageBatch.Entry(
          kind: .trade, origin: .stream, index: 0,
          frame: FrameReference(
            receivedNs: 1_723_161_254_087_891_268, connection: 3, record: 7),
          eventTimeUs: 1_723_161_255_343_000)
      ])
    #expect(batch.counts[.trade] == 1 && batch.counts.total == 1)
    #expect(batch.unknownKeys.total == 0)
  }

  @Test func `an aggregate keeps its own id and the first and last within`() throws {
    let text = Frames.aggTrade.replacing(#""l":439578"#, with: #""l":439581"#)
    let batch = decodeFrame(text)
    let trade = try #require(batch.trades.first)
    #expect(batch.onlyKind == .aggTrade)
    #expect(trade.id == 425_086 && trade.firstTradeId == 439_578 && trade.lastTradeId == 439_581)
    #expect(trade.price == Amount(units: 1_380_760_000) && !trade.isBuyerMaker)
    #expect(trade.quantity == Amount(units: 10_582_000_000))
  }

  @Test func `a USD-M trade keeps the decimals written`() throws {
    let trade = try #require(decodeFrame(Frames.usdmTrade).trades.first)
    #expect(trade.decimals == Decimals(price: 2, quantity: 3))
    #expect(trade.price == Amount(units: 6_180_030_000_000))
    #expect(trade.quantity == Amount(units: 600_000))
  }

  @Test func `a block trade has ids of its own`() throws {
    let batch = decodeFrame(Frames.blockTrade)
    #expect(batch.onlyKind == .blockTrade)
    #expect(batch.trades.first?.id == 17)
  }

  @Test(arguments: ["INSURANCE_FUND", "ADL", "NA", "LIQUIDATION"])
  func `a USD-M trade off the book is distinguished`(_ reason: String) {
    let text = Frames.usdmTrade.replacing("MARKET", with: reason)
    let batch = decodeFrame(text)
    #expect(batch.onlyKind == .offBookTrade && batch.trades.first?.id == 5_266_583_935)
    #expect(batch.counts[.trade] == 0 && batch.counts[.offBookTrade] == 1)
    // Wanted kinds decide whether it becomes an entry; it is counted as what it is in any case.
    let skipped = decodeFrame(text, wanted: MessageKinds(.trade))
    #expect(skipped.entries.isEmpty && skipped.counts[.offBookTrade] == 1)
  }

  @Test func `a USD-M trade without price or quantity is off the book`() {
    for zero in [
      Frames.usdmTrade.replacing("61800.30", with: "0"),
      Frames.usdmTrade.replacing("0.006", with: "0.000"),
    ] {
      #expect(decodeFrame(zero).onlyKind == .offBookTrade)
    }
  }

  @Test func `an aggregate repaired away has price and quantity 0 and ids -1`() {
    let text = Frames.aggTrade.replacing("13.80760000", with: "0")
      .replacing("105.82000000", with: "0").replacing("439578", with: "-1")
    let batch = decodeFrame(text)
    #expect(batch.onlyKind == .repairedTrade && batch.counts[.aggTrade] == 0)
    #expect(batch.trades.first?.id == 425_086)
  }

  @Test func `order ids of before 2024-06 are known keys`() {
    let text = Frames.trade.replacing(#""T":"#, with: #""b":88,"a":50,"T":"#)
    #expect(decodeFrame(text).trades == decodeFrame(Frames.trade).trades)
    #expect(decodeFrame(text).unknownKeys.total == 0)
  }

  @Test func `keys of USD-M added later are known`() {
    let text = Frames.aggTrade.replacing(#""m":"#, with: #""nq":"1.0","st":1,"ps":"OMGBUSD","m":"#)
    #expect(decodeFrame(text).trades == decodeFrame(Frames.aggTrade).trades)
    #expect(decodeFrame(text).unknownKeys.total == 0)
  }

  @Test func `microseconds are shown by magnitude`() throws {
    let text = Frames.trade.replacing("1723161255342", with: "1723161255342123")
      .replacing("1723161255343", with: "1723161255343001")
    let batch = decodeFrame(text)
    #expect(batch.trades.first?.tradeTimeUs == 1_723_161_255_342_123)
    #expect(batch.entries.first?.eventTimeUs == 1_723_161_255_343_001)
  }

  @Test func `thresholds of time units`() {
    func time(_ text: String) -> Int64? {
      decodeFrame(Frames.trade.replacing("1723161255342", with: text)).trades.first?.tradeTimeUs
    }
    #expect(time("0") == 0)
    #expect(time("99999999999999") == 99_999_999_999_999_000)
    #expect(time("100000000000000") == 100_000_000_000_000)
    #expect(time("99999999999999999") == 99_999_999_999_999_999)
    #expect(time("100000000000000000") == nil)
    #expect(time("-1") == nil)
  }
}
