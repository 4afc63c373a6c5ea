import Market
import Testing

@testable import Backtest

struct WalkForwardTests {
  private let market = RecordedMarket(SweepTests.walk(1000), interval: .m1, symbols: names)

  private func windows(train: Int64, test: Int64) throws -> [WalkForward.Window] {
    let lengths = try #require(
      WalkForward.Lengths(trainMs: train * minuteMs, testMs: test * minuteMs))
    return WalkForward.windows(market, lengths)
  }

  @Test func `Windows move on by a test, and the last one may be short`() throws {
    let windows = try windows(train: 300, test: 200)
    #expect(windows.map(\.testFromMs) == [300, 500, 700, 900].map { $0 * minuteMs })
    #expect(windows.map(\.trainFromMs) == [0, 200, 400, 600].map { $0 * minuteMs })
    #expect(windows.map(\.train.candleCount) == [300, 300, 300, 300])
    #expect(windows.map(\.test.candleCount) == [200, 200, 200, 100])
    for window in windows {
      #expect(window.train.firstOpenMs == window.trainFromMs)
      #expect(window.test.firstOpenMs == window.testFromMs)
    }
    #expect(try self.windows(train: 1000, test: 1).isEmpty)
    #expect(WalkForward.Lengths(trainMs: 0, testMs: 1) == nil)
    #expect(WalkForward.Lengths(trainMs: .max, testMs: 1) == nil)
  }

  @Test func `Tests make one account, each warmed up on its training`() throws {
    var walk = WalkForward()
    var expected = [sum("1000")]
    for window in try windows(train: 300, test: 200) {
      let next = try #require(walk.settings(settings(), window))
      #expect(AmountSum(next.cash) == expected.last)
      #expect(next.warmUp == 300)
      func start() throws -> any BacktestRun {
        try StrategyRegistry.builtIn.start(
          "sma-cross", set: ["fast=3", "slow=250"], settings: next)
      }
      let alone = try RecordedMarket.play([window.train, window.test], try start())
      // Nothing happens before the test begins, and the slow average is there when it does.
      #expect(alone.fills.allSatisfy { $0.timeUs >= window.testFromMs * 1000 })
      let chosen = SweepTrial(
        label: StrategyLabel(name: "sma-cross"), equity: [], fillCount: 0, roundTripCount: 0,
        rejectedCount: 0, maxDrawdown: nil, runHash: "")
      try walk.add(window, chosen, try start())
      expected.append(alone.finalEquity)
      #expect(walk.steps.last?.test.runHash == alone.runHash)
    }
    #expect(walk.steps.contains { $0.test.fillCount > 0 })
    #expect([walk.equity[0]] + walk.steps.map(\.test.finalEquity) == expected)
    #expect(walk.equity.count == 4 * SlicedMarket.slicesPerBlock + 1)
    #expect(walk.stitched?.finalEquity == expected.last)
  }
}
