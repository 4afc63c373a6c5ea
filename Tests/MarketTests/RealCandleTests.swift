import Market
import TestSupport
import Testing

/// Candles from real trades, byte for byte as an independent implementation made them (which in turn
/// were compared with the exchange's own klines).
@Suite(.enabled(if: SharedReal.exists, Comment(rawValue: SharedReal.absent)))
struct RealCandleTests {
  static let spot8 = "frames/spot_btcusdt_20240808.gz"
  static let spot9 = "frames/spot_btcusdt_20240809.gz"
  static let joined = Result { try RealMarket.trades([spot8, spot9]) }

  @Test(arguments: Interval.allCases)
  func `all sixteen intervals across midnight`(interval: Interval) throws {
    let candles = CandleBuilder.settled(try Self.joined.get(), interval)
    let name = interval == .mo1 ? "1mon" : interval.rawValue
    try expect(candles, "spot_btcusdt_joined.\(name)")
  }

  @Test func `empty seconds are filled flat`() throws {
    var filler = CandleFiller(interval: .s1)
    var candles: [Candle] = []
    for candle in CandleBuilder.settled(try Self.joined.get(), .s1) {
      filler.fill(candle) { candles.append($0) }
    }
    try expect(candles, "spot_btcusdt_joined.1s.fill")
    #expect(filler.unfilledGaps == 0)
  }

  @Test(arguments: ["20240808", "20240809"], [Interval.s1, .m1, .m5])
  func `one day's file alone`(day: String, interval: Interval) throws {
    let trades = try RealMarket.trades(["frames/spot_btcusdt_\(day).gz"])
    try expect(
      CandleBuilder.settled(trades, interval), "spot_btcusdt_\(day)_alone.\(interval.rawValue)")
  }

  @Test(arguments: [Interval.s1, .m1, .m5])
  func `futures, with their own decimals`(interval: Interval) throws {
    let trades = try RealMarket.trades(["frames/usdm_btcusdt_20220811.dat.gz"])
    try expect(
      CandleBuilder.settled(trades, interval), "usdm_btcusdt_20220811_dat.\(interval.rawValue)")
  }

  /// The two complete candles of five minutes are the exchange's own, in all twelve columns.
  @Test func `complete candles are the exchange's own klines`() throws {
    let own = try RealMarket.candles(
      of: ["klines/BTCUSDT-5m-2024-08.csv.gz"], .m5,
      opening: 1_723_161_000_000..<1_723_162_000_000)
    let candles = CandleBuilder.settled(try Self.joined.get(), .m5).filter(\.isComplete)
    #expect(candles.count == 2)
    for candle in candles {
      let kline = try #require(own.first { $0.openTimeMs == candle.openTimeMs })
      #expect(KlineText.line(candle) == KlineText.line(kline))
    }
  }

  private func expect(_ candles: [Candle], _ name: String) throws {
    let klines = try SharedReal.text("expected/\(name).csv")
    let ids = try SharedReal.text("expected/\(name).ids.csv")
    #expect(candles.klineText == klines, "\(name)")
    #expect(candles.idsText == ids, "\(name)")
  }
}
