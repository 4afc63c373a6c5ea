import Market
import Testing

@Suite struct KlineTextTests {
  /// A row of the exchange's own (BTCUSDT 5m, 2024-08-08 23:55).
  private static func candle() throws -> Candle {
    Candle(
      symbol: SymbolID(rawValue: 0), interval: .m5, decimals: Decimals(price: 8, quantity: 8),
      isComplete: true, openTimeMs: 1_723_161_300_000, closeTimeMs: 1_723_161_599_999,
      open: try #require(Amount("61828")), high: try #require(Amount("61860.8")),
      low: try #require(Amount("61583.22")), close: try #require(Amount("61685.99")),
      volume: try #require(AmountSum("199.42863")),
      quoteVolume: try #require(AmountSum("12304668.0254055")),
      takerBuyVolume: try #require(AmountSum("90.18301")),
      takerBuyQuoteVolume: try #require(AmountSum("5563967.3332507")), tradeCount: 8863,
      firstTradeId: 3_735_684_134, lastTradeId: 3_735_692_996)
  }

  @Test func `spot writes eight decimals`() throws {
    #expect(
      KlineText.line(try Self.candle())
        == "1723161300000,61828.00000000,61860.80000000,61583.22000000,61685.99000000,"
        + "199.42863000,1723161599999,12304668.02540550,8863,90.18301000,5563967.33325070,0")
  }

  @Test func `fewer decimals, but no digit is lost`() throws {
    var candle = try Self.candle()
    candle.decimals = Decimals(price: 2, quantity: 3)
    #expect(
      KlineText.line(candle)
        == "1723161300000,61828.00,61860.80,61583.22,61685.99,"
        + "199.42863,1723161599999,12304668.0254055,8863,90.18301,5563967.3332507,0")
  }

  @Test func `lines follow each other in a buffer`() throws {
    var buffer = Array("x\n".utf8)
    KlineText.append(try Self.candle(), to: &buffer)
    KlineText.append(try Self.candle(), to: &buffer)
    let line = KlineText.line(try Self.candle())
    #expect(String(decoding: buffer, as: UTF8.self) == "x\n\(line)\n\(line)\n")
  }

  @Test func `the longest line fits`() throws {
    var candle = try Self.candle()
    let least = AmountSum(units: .min)
    candle.decimals = Decimals(price: 255, quantity: 255)
    (candle.openTimeMs, candle.closeTimeMs, candle.tradeCount) = (.min, .min, .min)
    (candle.open, candle.high) = (Amount(units: .min), Amount(units: .min))
    (candle.low, candle.close) = (Amount(units: .min), Amount(units: .min))
    (candle.volume, candle.quoteVolume) = (least, least)
    (candle.takerBuyVolume, candle.takerBuyQuoteVolume) = (least, least)
    let sum = "-1701411834604692317316873037158.84105728"
    let price = "-92233720368.54775808"
    let whole = "-9223372036854775808"
    #expect(
      KlineText.line(candle)
        == [whole, price, price, price, price, sum, whole, sum, whole, sum, sum, "0"]
        .joined(separator: ","))
  }

  @Test func `the header has the twelve columns`() {
    #expect(KlineText.header.split(separator: ",").count == 12)
  }
}
