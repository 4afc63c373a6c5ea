import Binance
import Market
import Testing

@Suite struct KlineTests {
  @Test func `a closed kline`() throws {
    let batch = decodeFrame(Frames.kline)
    let kline = try #require(batch.klines.first)
    let symbol = kline.candle.symbol
    #expect(
      kline.candle
        == Candle(
          symbol: symbol, interval: .m1, decimals: Decimals(price: 8, quantity: 8),
          isComplete: true, openTimeMs: 1_681_153_980_000, closeTimeMs: 1_681_154_039_999,
          open: Amount("0.0411")!, high: Amount("0.0412")!, low: Amount("0.041")!,
          close: Amount("0.0411")!, volume: AmountSum(units: 24_300_000_000),
          quoteVolume: AmountSum(units: 998_730_000),
          takerBuyVolume: AmountSum(units: 24_200_000_000),
          takerBuyQuoteVolume: AmountSum(units: 994_620_000), tradeCount: 1,
          firstTradeId: 35_012_468, lastTradeId: 35_012_468))
    #expect(kline.isClosed && kline.origin == .stream && kline.zoneMinutes == 0)
    #expect(kline.eventTimeUs == 1_681_154_040_004_000)
    #expect(batch.symbols.name(symbol) == "XEMUSDT")
  }

  @Test func `an empty kline has ids -1`() throws {
    let kline = try #require(decodeFrame(Frames.emptyKline).klines.first)
    #expect(kline.candle.firstTradeId == -1 && kline.candle.lastTradeId == -1)
    #expect(kline.candle.tradeCount == 0 && kline.isClosed && kline.candle.interval == .s1)
  }

  @Test func `an open kline is not complete`() throws {
    let text = Frames.kline.replacing(#""x":true"#, with: #""x":false"#)
    let kline = try #require(decodeFrame(text).klines.first)
    #expect(!kline.isClosed && !kline.candle.isComplete)
  }

  @Test func `a continuous kline is of a pair and a contract`() throws {
    let batch = decodeFrame(Frames.continuousKline)
    let candle = try #require(batch.klines.first).candle
    #expect(batch.onlyKind == .continuousKline)
    #expect(batch.symbols.name(candle.symbol) == "BTCUSDT_PERPETUAL")
    #expect(candle.decimals == Decimals(price: 2, quantity: 3))
    #expect(candle.quoteVolume == AmountSum(units: 371_525_319_494_000))
  }

  @Test func `klines on boundaries of UTC+8 say so`() throws {
    let text = Frames.kline.replacing("@kline_1m", with: "@kline_1d@+08:00")
    #expect(decodeFrame(text).klines.first?.zoneMinutes == 480)
  }

  @Test func `volumes beyond 64 bits are exact`() throws {
    let text = Frames.kline.replacing(
      "243.00000000", with: "170141183460469231731687303715.88410572")
    #expect(
      decodeFrame(text).klines.first?.candle.volume
        == AmountSum(units: Int128("17014118346046923173168730371588410572")!))
  }

  @Test func `times in microseconds become milliseconds`() throws {
    let text = Frames.kline.replacing("1681153980000", with: "1681153980000000")
      .replacing("1681154039999", with: "1681154039999999")
    let candle = try #require(decodeFrame(text).klines.first).candle
    #expect(candle.openTimeMs == 1_681_153_980_000 && candle.closeTimeMs == 1_681_154_039_999)
  }

  @Test(arguments: Interval.allCases)
  func `every interval`(_ interval: Interval) {
    let text = Frames.kline.replacing(#""i":"1m""#, with: #""i":"\#(interval.rawValue)""#)
    #expect(decodeFrame(text).klines.first?.candle.interval == interval)
  }

  @Test(arguments: ["2m", "1mo", "1H", "", "1minute", "m1"])
  func `other intervals are malformed`(_ name: String) {
    let text = Frames.kline.replacing(#""i":"1m""#, with: #""i":"\#(name)""#)
    #expect(decodeFrame(text).onlyKind == .malformed)
  }

  @Test func `each key of a kline is needed, ids apart`() {
    for key in "tTiochlvnxqVQ" {
      let batch = decodeFrame(Frames.kline.replacing(#","\#(key)":"#, with: #","_":"#))
      let expected: MessageKind = key == "t" ? .kline : .malformed
      #expect(batch.onlyKind == expected, "\(key)")
    }
    #expect(decodeFrame(Frames.kline.replacing(#"{"t":"#, with: #"{"_":"#)).onlyKind == .malformed)
  }

  @Test func `a close before the open is malformed`() {
    let text = Frames.kline.replacing("1681154039999", with: "1681153979999")
    #expect(decodeFrame(text).onlyKind == .malformed)
  }
}
