import Basics
import Market
import TestSupport
import Testing

@testable import Backtest

/// The pages of a walk forward, of a sweep's trials and of candles alone.
struct WalkPageTests {
  private static func walk() throws -> WalkForward {
    let market = RecordedMarket(SweepTests.walk(1000), interval: .m1, symbols: names)
    let lengths = try #require(
      WalkForward.Lengths(trainMs: 300 * minuteMs, testMs: 200 * minuteMs))
    var walk = WalkForward()
    for window in WalkForward.windows(market, lengths) {
      let next = try #require(walk.settings(settings(), window))
      let run = try StrategyRegistry.builtIn.start(
        "sma-cross", set: ["fast=3", "slow=9"], settings: next)
      let chosen = SweepTrial(
        label: StrategyLabel(name: "<b>sma"), equity: [sum("1"), sum("2")], fillCount: 0,
        roundTripCount: 0, rejectedCount: 0, maxDrawdown: nil, runHash: "")
      try walk.add(window, chosen, run)
    }
    return walk
  }

  @Test func `A walk forward's page has its windows in one equity`() throws {
    let walk = try Self.walk()
    let html = ReportPage(walk, strategy: "<b>sma") { "\($0)" }.html()
    #expect(!html.contains("<b>"))
    let json = try #require(JSONValue(text: walk.json()))
    for key in ["finalEquity", "netReturn", "maxDrawdown"] {
      #expect(html.contains("<data value=\"\(json[key]?.text ?? "-")\" data-key=\"\(key)\""))
    }
    guard case .array(let edges)? = try ReportFigureTests.data("equity", of: html)["edges"] else {
      Issue.record("no edges")
      return
    }
    #expect(edges.map(\.text) == walk.steps.map { "\($0.testFromMs)" })
    #expect(walk.steps.last?.testEndMs == 1000 * minuteMs)
    guard let browser = Browser() else { return }
    let folder = try TemporaryFolder()
    let visit = try browser.open(folder.write("walk.html", Array(html.utf8)))
    #expect(visit.console == [])
    #expect(visit.value("data-error") == nil)
    #expect(visit.value("data-ready") == "2")
    #expect(visit.value("data-drawn") == "\(walk.equity.count)")
  }

  @Test func `Gaps and incomplete candles are marked, one mark where they go on`() throws {
    var chart = CandleChart(interval: .m1)
    for number in [Int64(0), 1, 2, 5, 6] {
      var candle = flat(number, "100")
      candle.isComplete = number == 0 || number > 2
      chart.add(candle, symbol: "<b>COIN")
    }
    #expect(chart.marks.map(\.kind) == [.incomplete, .gap])
    #expect(chart.marks.map(\.fromMs) == [minuteMs, 3 * minuteMs])
    #expect(chart.marks.map(\.toMs) == [3 * minuteMs, 5 * minuteMs])
    let html = ReportPage(chart, title: "<b>") { "\($0)" }.html()
    #expect(!html.contains("<b>"))
    guard let browser = Browser() else { return }
    let folder = try TemporaryFolder()
    let visit = try browser.open(folder.write("candles.html", Array(html.utf8)))
    #expect(visit.console == [])
    #expect(visit.value("data-error") == nil)
    #expect(visit.value("data-drawn") == "5")
  }

  @Test func `All trials of a sweep stand in the bars, and the best is in one of them`() throws {
    let space = try SweepSpace("fast=2...4:1,slow=20...21:1", SMACross.description)
    let trials = (0..<space.count).map { number in
      SweepTrial(
        label: StrategyLabel(
          name: "sma-cross",
          settings: space.assignments(number).map {
            let halves = $0.split(separator: "=")
            return StrategyLabel.Setting(name: String(halves[0]), value: String(halves[1]))
          }), equity: [sum("100"), sum("\(90 + 4 * number)")], fillCount: 1, roundTripCount: 1,
        rejectedCount: 0, maxDrawdown: nil, runHash: "")
    }
    let report = SweepReport(space, trials, skippedCount: 0)
    let spread = try #require(TrialSpread(report))
    #expect(spread.bins.map(\.count).reduce(0, +) == 6)
    #expect(spread.bins.map(\.hasBest) == [false, false, false, false, false, true])
    let best = try #require(report.best)
    #expect(report.slice(space.axes[0], through: best).map(\.value) == ["2", "3", "4"])
    #expect(
      report.slice(space.axes[0], through: best).map { "\($0.trial.finalEquity)" }
        == ["94", "102", "110"])
  }
}
