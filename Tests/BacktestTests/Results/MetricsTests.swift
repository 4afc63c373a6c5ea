import Market
import Testing

@testable import Backtest

/// The metrics of the case that `GoldenCaseTests` works out by hand, worked out by hand too.
///
/// ```
/// candle  low  worth at low            close  worth at close
///   0      99  1000                     100   1000
///   1     101  694 + 2.997 × 101        104   1005.688   peak, at 2 min
///   2      88  694 + 2.997 × 88          90   963.73     low at 3 min
///   3      94  978.430285               96   978.430285
/// marked       (1005.688 − 963.73) ÷ 1005.688  = 0.041720692779…
/// intracandle  (1005.688 − 957.736) ÷ 1005.688 = 0.047680791…
/// closed       21.569715 ÷ 1000                = 0.021569715
/// excursions   bought at 102 at 1 min, sold at 3 min: low 88, high 105
///              adverse 14 ÷ 102 = 0.137254901…, favourable 3 ÷ 102 = 0.029411764…
/// ```
struct MetricsTests {
  static func metrics(_ result: BacktestResult, _ candles: [Candle]) throws -> Metrics {
    try #require(Metrics(result, MarketHistory(candles, interval: result.settings.interval)))
  }

  @Test func `The metrics of a round trip are those worked out by hand`() throws {
    let metrics = try Self.metrics(GoldenCaseTests.result(), GoldenCaseTests.candles)
    #expect(
      metrics.markedDrawdown
        == Drawdown(
          depth: ratio("0.0417207"), peakTimeUs: 2 * minuteUs, lowTimeUs: 3 * minuteUs,
          recoveredTimeUs: nil, longestUs: 2 * minuteUs))
    #expect(metrics.intracandleDrawdown?.depth == ratio("0.0476808"), "0.047680791… rounded up")
    #expect(metrics.closedDrawdown?.depth == ratio("0.02156972"))
    #expect(
      metrics.excursions
        == [Excursion(adverse: ratio("0.13725491"), favourable: ratio("0.02941176"))])
    #expect(metrics.worstAdverse == ratio("0.13725491"))
    #expect(metrics.profitFactor == .zero)
    #expect(metrics.expectancy == sum("-21.569715"))
    #expect(metrics.bestTrip == sum("-21.569715"))
    #expect(metrics.meanHoldingUs == 2 * minuteUs)
    #expect(metrics.daily.days.map(\.worth) == [sum("978.430285")])
    #expect(metrics.sharpe == nil, "one day has no deviation")
    #expect(metrics.sortino == nil)
    #expect(metrics.growth == nil, "four minutes say nothing about a year")
    #expect(metrics.calmar == nil)
  }

  @Test func `Without a candle, a fill or a loss there is no answer`() throws {
    let none = try run(Scripted(), [])
    let empty = try Self.metrics(none.result, [])
    #expect(empty.markedDrawdown == nil && empty.closedDrawdown == nil)
    #expect(empty.daily.days.isEmpty && empty.sharpe == nil && empty.expectancy == nil)
    let candles = (0..<5).map { flat(Int64($0) * 1440, "100") }
    let idle = try Self.metrics(try run(Scripted(), candles).result, candles)
    #expect(idle.profitFactor == nil && idle.expectancy == nil && idle.worstAdverse == nil)
    #expect(idle.markedDrawdown?.depth == .zero)
    #expect(idle.daily.changes == [0, 0, 0, 0, 0])
    #expect(idle.sharpe == nil, "nothing varies")
    #expect(idle.sortino == nil, "nothing was lost")
  }

  @Test
  func `A fall that was made good is reported with its times, and the longest is another one`()
    throws
  {
    var track = DrawdownTrack(start: 100, startUs: 0)
    for (time, worth) in [(1, 90), (2, 100), (3, 200), (4, 120), (5, 210), (6, 209), (20, 208)] {
      track.add(Int128(worth), low: Int128(worth), timeUs: Int64(time))
    }
    #expect(
      track.finish()
        == Drawdown(
          depth: ratio("0.4"), peakTimeUs: 3, lowTimeUs: 4, recoveredTimeUs: 5, longestUs: 15))
  }

  @Test func `A day without a candle returns nothing, and midnight belongs to the day before`()
    throws
  {
    // Held from the first day on: 100, then 110 at the last minute of the day, 121 three days later.
    let candles = [
      flat(0, "100"), flat(1, "100"), flat(1439, "110"), flat(1440 * 3, "121"),
    ]
    let held = Scripted(script: [0: { $0.buy(coin, quantity: amount("10")) }])
    let metrics = try Self.metrics(try run(held, candles).result, candles)
    #expect(metrics.daily.days.map(\.epochDay) == [0, 1, 2, 3])
    #expect(metrics.daily.days.map { "\($0.worth)" } == ["1100", "1100", "1100", "1210"])
    let changes = metrics.daily.changes
    #expect(changes.count == 4 && changes[1] == 0 && changes[2] == 0)
    #expect(abs(changes[0] - 0.1) < 1e-15 && abs(changes[3] - 0.1) < 1e-15)
  }

  @Test func `What a low makes of a position counts only while it is held`() throws {
    // A stop at 95 sells in the first glide: the low of 80 meets nothing.
    let candles = [
      candle(0, "100 100 100 100"), candle(1, "100 101 99 100"), candle(2, "100 100 80 90"),
    ]
    let guarded = Scripted(script: [
      0: { $0.buy(coin, quantity: amount("10")) },
      1: { $0.place(coin, .quantity(.sell, sum("10")), .stop(amount("95"))) },
    ])
    let metrics = try Self.metrics(try run(guarded, candles).result, candles)
    #expect(metrics.intracandleDrawdown?.depth == ratio("0.05"))
    let open = Scripted(script: [0: { $0.buy(coin, quantity: amount("10")) }])
    let unguarded = try Self.metrics(try run(open, candles).result, candles)
    #expect(unguarded.intracandleDrawdown?.depth == ratio("0.2"))
    #expect(unguarded.markedDrawdown?.depth == ratio("0.1"))
  }
}
