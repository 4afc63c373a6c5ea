import Market
import Testing

@testable import Backtest

/// The lists of a report, worked out by hand.
struct ReportListTests {
  private static func metrics(_ strategy: Scripted, _ candles: [Candle]) throws -> Metrics {
    var settings = settings()
    settings.fee = .zero
    let result = try run(strategy, candles, settings).result
    return try #require(Metrics(result, MarketHistory(candles, interval: .m1)))
  }

  @Test func `Of two symbols each is bought with half the cash, at its own first open`() throws {
    // 500 buy 5 at 100, which are worth 600 at the end; 500 wait until 25, and buy 20, worth 400.
    let candles = [
      candle(0, "100 100 100 100"), candle(1, "100 110 100 110"),
      candle(1, "25 25 25 25", symbol: other), candle(2, "110 120 110 120"),
      candle(2, "25 25 20 20", symbol: other),
    ]
    let metrics = try Self.metrics(Scripted(), candles)
    #expect(metrics.benchmark?.name == "buy and hold, 2 symbols in equal parts")
    #expect(metrics.benchmarkEquity == sum("1000"))
    #expect(metrics.benchmarkReturn == .zero)
    var held = try #require(metrics.benchmark)
    var worths: [Int128] = []
    metrics.curve.forEachInstant { _, bars in worths.append(held.mark(bars) ?? -1) }
    #expect(worths.map { $0 / Exact.one / Exact.one } == [1000, 1050, 1000])
  }

  @Test func `A single symbol's benchmark is the result's own buyer`() throws {
    let candles = [flat(0, "100"), flat(1, "150")]
    let metrics = try Self.metrics(Scripted(), candles)
    #expect(metrics.benchmark?.name == "buy and hold")
    #expect(metrics.benchmarkEquity == sum("1500"))
    #expect(metrics.benchmarkReturn == ratio("0.5"))
  }

  @Test func `The ten deepest falls stand with their times, the deepest first`() {
    var track = DrawdownTrack(start: 1000, startUs: 0)
    for number in Int64(1)...12 {
      // From 1000 down by 10, 20, … 120, and up again.
      track.add(Int128(1000 - 10 * number), low: Int128(1000 - 10 * number), timeUs: number * 10)
      track.add(1000, low: 1000, timeUs: number * 10 + 5)
    }
    _ = track.finish()
    #expect(track.deepest.count == 10)
    #expect(track.deepest.map(\.depth).first == ratio("0.12"))
    #expect(track.deepest.map(\.depth).last == ratio("0.03"))
    #expect(
      track.deepest[0]
        == Drawdown(
          depth: ratio("0.12"), peakTimeUs: 115, lowTimeUs: 120, recoveredTimeUs: 125,
          longestUs: 10))
  }

  @Test func `Months and years begin with the worth before them`() {
    let days = [(58, "110"), (59, "99"), (365, "198")].map { day, worth in
      DailyReturns.Day(epochDay: day, worth: sum(worth), change: nil)
    }
    let periods = PeriodReturns(days, start: sum("100"))
    #expect(periods.months.map(\.name) == ["1970-02", "1970-03", "1971-01"])
    #expect(periods.months.map { ($0.change ?? 0) * 100 }.map { $0.rounded() } == [10, -10, 100])
    #expect(periods.years.map(\.name) == ["1970", "1971"])
    #expect(periods.years.map(\.worth) == [sum("99"), sum("198")])
  }

  @Test func `Round trips are grouped by weekday, hour and reason`() throws {
    // Bought at 00:01 on a Thursday and sold with a gain, bought at 01:01 and stopped out.
    let candles = (0..<63).map { flat(Int64($0), $0 < 2 ? "100" : $0 < 62 ? "110" : "90") }
    let metrics = try Self.metrics(
      Scripted(script: [
        0: { $0.buy(coin, quantity: amount("1")) }, 1: { $0.sell(coin, quantity: amount("1")) },
        60: { $0.buy(coin, quantity: amount("1")) },
        61: { $0.place(coin, .quantity(.sell, sum("1")), .stop(amount("95"))) },
      ]), candles)
    #expect(metrics.groups.kinds.map(\.key) == ["reason", "hour"], "one symbol, one weekday")
    let reasons = metrics.groups.kinds[0].groups
    #expect(reasons.map(\.name) == ["signal", "stop"])
    #expect(reasons.map(\.profit) == [sum("10"), sum("-20")])
    #expect(reasons.map(\.winRate) == [.one, .zero])
    #expect(metrics.groups.kinds[1].groups.map(\.name) == ["00", "01"])
    #expect(metrics.trips.map(\.entryFill) == [1, 3])
    #expect(metrics.trips.map(\.exitFill) == [2, 4])
    #expect(metrics.trips.map(\.netReturn) == [ratio("0.1"), ratio("-0.18181819")])
  }

  @Test func `Thirty days are needed for a rolling figure`() {
    let days = (0..<31).map {
      DailyReturns.Day(epochDay: $0, worth: .zero, change: $0 % 2 == 0 ? 0.01 : -0.01)
    }
    let values = RollingReturns.values(days)
    #expect(values.prefix(29).allSatisfy { $0 == nil })
    #expect(values[29]?.sharpe == 0)
    #expect(values[30] != nil)
  }

  @Test func `The sparkline has the last worth of each stretch`() {
    #expect(EquitySparkline.text([0, 1, 2, 3, 4, 5, 6, 7], width: 8) == "▁▂▃▄▅▆▇█")
    #expect(EquitySparkline.text([0, 9, 0, 7, 0, 8], width: 3) == "█▁▅")
    #expect(EquitySparkline.text([5, 5], width: 60) == nil)
    #expect(EquitySparkline.text([0, 3], width: 60) == "▁█")
  }
}
