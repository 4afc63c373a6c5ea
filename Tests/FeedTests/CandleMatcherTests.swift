import Binance
import Market
import Testing

@testable import Feed

struct CandleMatcherTests {
  private static func candle(_ minute: Int64, close: Int64 = 100, symbol: UInt32 = 0) -> Candle {
    let price = Amount(units: close * Amount.unitsPerOne)
    return Candle(
      symbol: SymbolID(rawValue: symbol), interval: .m1,
      decimals: Decimals(price: 8, quantity: 8), isComplete: true, openTimeMs: minute * 60_000,
      closeTimeMs: minute * 60_000 + 59_999, open: price, high: price, low: price, close: price,
      volume: AmountSum(price), quoteVolume: AmountSum(price), takerBuyVolume: .zero,
      takerBuyQuoteVolume: .zero, tradeCount: 3, firstTradeId: minute * 3,
      lastTradeId: minute * 3 + 2)
  }

  private static func kline(
    _ candle: Candle, isClosed: Bool = true, origin: MessageOrigin = .stream, zone: Int16 = 0
  ) -> Kline {
    Kline(
      candle: candle, isClosed: isClosed, origin: origin, eventTimeUs: -1, zoneMinutes: zone)
  }

  @Test func `A candle meets its kline, whichever comes first`() {
    var matcher = CandleMatcher()
    matcher.add(Self.candle(1))
    matcher.add(Self.kline(Self.candle(1)), receivedNs: 0)
    matcher.add(Self.kline(Self.candle(2)), receivedNs: 0)
    matcher.add(Self.candle(2))
    #expect(matcher.equalCount == 2)
    #expect(matcher.differingCount == 0)
    // A second connection brings the kline again.
    matcher.add(Self.kline(Self.candle(2)), receivedNs: 0)
    #expect(matcher.equalCount == 2)
  }

  @Test func `A candle that differs in one field differs`() {
    var matcher = CandleMatcher()
    matcher.add(Self.candle(1, close: 101))
    matcher.add(Self.kline(Self.candle(1)), receivedNs: 0)
    #expect(matcher.equalCount == 0)
    #expect(matcher.differingCount == 1)
  }

  @Test func `Other symbols, intervals, zones and open klines prove nothing`() {
    var matcher = CandleMatcher()
    matcher.add(Self.candle(1))
    matcher.add(Self.kline(Self.candle(1, symbol: 1)), receivedNs: 0)
    var hour = Self.candle(1)
    hour.interval = .h1
    matcher.add(Self.kline(hour), receivedNs: 0)
    matcher.add(Self.kline(Self.candle(1), zone: 480), receivedNs: 0)
    matcher.add(Self.kline(Self.candle(1, close: 99), isClosed: false), receivedNs: 0)
    // A REST row is over once it was received after its end.
    let row = Self.kline(Self.candle(1), isClosed: false, origin: .rest)
    matcher.add(row, receivedNs: 119_999_000_000)
    #expect(matcher.equalCount == 0)
    matcher.add(row, receivedNs: 120_000_000_000)
    #expect(matcher.equalCount == 1)
    #expect(matcher.differingCount == 0)
  }

  @Test func `What waits for long is given up, the oldest first`() {
    var matcher = CandleMatcher()
    for minute in 1...20_000 { matcher.add(Self.candle(Int64(minute))) }
    matcher.add(Self.kline(Self.candle(1)), receivedNs: 0)
    #expect(matcher.equalCount == 0)
    matcher.add(Self.kline(Self.candle(20_000)), receivedNs: 0)
    matcher.add(Self.kline(Self.candle(20_000 - 16_383)), receivedNs: 0)
    matcher.add(Self.kline(Self.candle(20_000 - 16_384)), receivedNs: 0)
    #expect(matcher.equalCount == 2)
  }
}
