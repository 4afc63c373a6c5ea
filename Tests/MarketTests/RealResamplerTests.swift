import Market
import TestSupport
import Testing

/// Coarser candles from the exchange's own klines, against its own coarser ones.
@Suite(.enabled(if: SharedReal.exists, Comment(rawValue: SharedReal.absent)))
struct RealResamplerTests {
  static let btc12h = Result { try RealMarket.candles(of: ["klines/BTCUSDT-12h.csv.gz"], .h12) }
  static let minutes = Result {
    try RealMarket.candles(of: (1...3).map { "klines/BTCUSDT-1m-2020-01-0\($0).zip" }, .m1)
  }

  /// Eight and a half years, with four halves of days that a halt cut short and one that is missing.
  /// What the exchange's files do not have is the candle that was not over when they were made.
  @Test(arguments: [(Interval.d1, 0), (.d3, 1), (.w1, 1), (.mo1, 1)])
  func `twelve hours into days, weeks and months`(interval: Interval, unfinished: Int) throws {
    let name = interval == .mo1 ? "1mon" : interval.rawValue
    let own = try RealMarket.candles(of: ["klines/BTCUSDT-\(name).csv.gz"], interval)
    let made = CandleResampler.settled(try Self.btc12h.get(), interval)
    #expect(made.count == own.count + unfinished)
    expectEqual(made.dropLast(unfinished), own)
    // 2018-02-08 halted at 00:28: the second half of its day is missing.
    let incomplete = made.dropLast(unfinished).filter { !$0.isComplete }.map(\.openTimeMs)
    #expect(
      incomplete.contains(
        interval.openTimeMs(
          atMs: 1_518_048_000_000, anchorDay: RealMarket.firstDayOfBTC)))
    // The first week and month began before the symbol did.
    #expect(incomplete.count == (interval == .d1 || interval == .d3 ? 1 : 2))
  }

  @Test func `three days are counted from the first trading day`() throws {
    let own = try RealMarket.candles(of: ["klines/SOLUSDT-3d.csv.gz"], .d3)
    let made = CandleResampler.settled(
      try RealMarket.candles(of: ["klines/SOLUSDT-1d.csv.gz"], .d1), .d3,
      anchorDay: RealMarket.firstDayOfSOL)
    expectEqual(made[...], own)
  }

  @Test(arguments: Interval.allCases.filter { $0 != .s1 && $0 != .m1 })
  func `minutes into all intervals`(interval: Interval) throws {
    let name = interval == .mo1 ? "1mon" : interval.rawValue
    let expected = try SharedReal.text("expected/resampled_btcusdt_1m_20200101_03.\(name).csv")
    #expect(CandleResampler.settled(try Self.minutes.get(), interval).klineText == expected)
  }

  /// The nine days of futures in which seven minutes went without a trade.
  @Test(arguments: [
    Int64(1_684_540_800_000)..<1_685_232_000_000, 1_687_219_200_000..<1_687_305_600_000,
  ])
  func `empty minutes feed no price`(days: Range<Int64>) throws {
    let minutes = try RealMarket.candles(
      of: (5...6).map { "klines/FILUSDT-1m-2023-0\($0).usdm.csv.gz" }, .m1, opening: days)
    #expect(minutes.count == (days.upperBound - days.lowerBound) / 60_000)
    #expect(minutes.count { $0.tradeCount == 0 } == (minutes.count == 1440 ? 1 : 6))
    for (name, interval) in [("1h", Interval.h1), ("1d", .d1)] {
      let expected = try SharedReal.text(
        "expected/resampled_filusdt_usdm_1m_202304_06.\(name).csv")
      let rows = expected.split(separator: "\n").filter {
        days.contains($0.split(separator: ",").first.flatMap { Int64($0) } ?? 0)
      }
      let made = CandleResampler.settled(minutes, interval)
      #expect(made.klineText == rows.map { $0 + "\n" }.joined())
      #expect(made.count { !$0.isComplete } == 0)
    }
  }

  private func expectEqual(_ made: ArraySlice<Candle>, _ own: [Candle]) {
    #expect(made.count == own.count)
    for (candle, own) in zip(made, own) { #expect(KlineText.line(candle) == KlineText.line(own)) }
  }
}

extension CandleResampler {
  /// What settles of some candles.
  static func settled(
    _ candles: [Candle], _ interval: Interval, anchorDay: Int64? = RealMarket.firstDayOfBTC
  ) -> [Candle] {
    var resampler = CandleResampler(interval: interval, anchorDay: anchorDay)
    for candle in candles { _ = resampler.add(candle) }
    resampler.finish()
    return resampler.events.settled
  }
}
