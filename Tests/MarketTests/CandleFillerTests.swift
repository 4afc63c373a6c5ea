import Market
import Testing

@Suite struct CandleFillerTests {
  private static func candles(_ trades: [Trade], _ interval: Interval) -> [Candle] {
    CandleBuilder.settled(trades, interval)
  }

  private static func filled(_ candles: [Candle], _ interval: Interval) -> ([Candle], CandleFiller)
  {
    var filler = CandleFiller(interval: interval, anchorDay: RealMarket.firstDayOfBTC)
    var filled: [Candle] = []
    for candle in candles { filler.fill(candle) { filled.append($0) } }
    return (filled, filler)
  }

  @Test func `flat candles stand at the close before`() {
    let candles = Self.candles(
      [.mock(1, atMs: 0, price: 5), .mock(2, atMs: 59_999, price: 7), .mock(3, atMs: 180_000)], .m1)
    let (filled, filler) = Self.filled(candles, .m1)
    #expect(filler.unfilledGaps == 0)
    #expect(
      filled.klineText == """
        0,5.00,7.00,5.00,7.00,2.000,59999,12.00000,2,2.000,12.00000,0
        60000,7.00,7.00,7.00,7.00,0.000,119999,0.00000,0,0.000,0.00000,0
        120000,7.00,7.00,7.00,7.00,0.000,179999,0.00000,0,0.000,0.00000,0
        180000,100.00,100.00,100.00,100.00,1.000,239999,100.00000,1,1.000,100.00000,0

        """)
    #expect(
      filled.idsText == "0,1,2,0\n60000,-1,-1,1\n120000,-1,-1,1\n180000,3,3,0\n")
  }

  @Test func `where ids are missing a flat candle is not complete`() {
    let (filled, _) = Self.filled(
      Self.candles([.mock(1, atMs: 0), .mock(3, atMs: 120_000)], .m1), .m1)
    #expect(filled.map(\.isComplete) == [false, false, false])
  }

  @Test(arguments: [Interval.w1, .d3, .mo1])
  func `long intervals touch`(interval: Interval) {
    let year: Int64 = 366 * 86_400_000
    let (filled, filler) = Self.filled(
      Self.candles([.mock(1, atMs: year), .mock(2, atMs: 3 * year)], interval), interval)
    #expect(filler.unfilledGaps == 0)
    for (candle, next) in zip(filled, filled.dropFirst()) {
      #expect(candle.closeTimeMs + 1 == next.openTimeMs)
      #expect(interval.nextOpenTimeMs(candle.openTimeMs) == next.openTimeMs)
    }
    #expect(filled.count >= 25)
  }

  @Test func `a gap beyond the limit stays, and is counted`() {
    let most = Int64(CandleFiller.gapCandlesMax)
    let (filled, filler) = Self.filled(
      Self.candles([.mock(1, atMs: 0), .mock(2, atMs: (most + 2) * 1000)], .s1), .s1)
    #expect(filled.count == 2)
    #expect(filler.unfilledGaps == 1)
  }

  @Test func `a candle off the borders is handed on, not filled to`() {
    var candles = Self.candles([.mock(1, atMs: 0), .mock(2, atMs: 180_000)], .m1)
    candles[1].openTimeMs += 1
    let (filled, filler) = Self.filled(candles, .m1)
    #expect(filled == candles)
    #expect(filler.unfilledGaps == 1)
    candles[1].openTimeMs = .min
    #expect(Self.filled(candles, .m1).0 == candles)
    candles[1].openTimeMs = .max
    #expect(Self.filled(candles, .m1).0 == candles)
  }
}
