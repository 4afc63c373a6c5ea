import Basics
import TestSupport
import Testing

@testable import Backtest

/// Runs side by side.
struct ComparisonTests {
  private static func run(_ everyCount: Int, name: String = "a") throws -> ComparedRun {
    let made = try ReportPageTests.run(
      candleCount: 400, everyCount: everyCount, name: "</script><b>COIN")
    var points: [ComparedRun.Point] = []
    made.metrics.curve.forEachMark {
      points.append(.init(timeUs: $0.timeUs, worth: Double($0.worth) / 1e16))
    }
    let report = try #require(JSONValue(text: made.files.reportJSON()))
    return try #require(ComparedRun(name: name, report: report, equity: points))
  }

  @Test func `A run and itself differ in nothing`() throws {
    let run = try Self.run(40)
    let comparison = RunComparison([run, run])
    #expect(comparison.assumptions.isEmpty)
    #expect(comparison.figures.allSatisfy { !$0.row.differs })
    #expect(comparison.fills.map(\.sameCount) == [9])
    #expect(comparison.fills.map(\.aloneCount) == [0])
    #expect(comparison.lines { "\($0)" }.contains("no assumption differs"))
  }

  @Test func `Figures are those of the reports, and fills stand beside each other`() throws {
    let (one, two) = (try Self.run(40), try Self.run(80))
    let json = try #require(JSONValue(text: RunComparison([one, two]).json()))
    guard case .array(let profits)? = json["figures"]?["netProfit"] else {
      Issue.record("no netProfit")
      return
    }
    #expect(profits.map(\.text) == [one, two].map { $0.figure("netProfit") ?? "-" })
    guard case .array(let fills)? = json["fills"] else { return }
    // 9 orders at 40, 80, …; 4 at 80, 160, …: those at 160 and 320 are sales of both.
    #expect(fills[0].integer("differ") == 2)
    #expect(fills[0].integer("alone") == 9)
  }

  @Test func `Fills of a symbol and a side are paired in order, not farther than a candle`() throws
  {
    func run(_ fills: [(Int64, String, String)]) throws -> ComparedRun {
      let list = fills.enumerated().map { index, fill in
        "{\"number\":\(index + 1),\"timeUs\":\(fill.0),\"symbol\":\"A\",\"side\":\"\(fill.1)\","
          + "\"price\":\(fill.2),\"quantity\":1,\"value\":\(fill.2)}"
      }
      let text =
        "{\"strategy\":{\"name\":\"s\"},\"finalEquity\":1,\"fillList\":[\(list.joined(separator: ","))]}"
      let report = try #require(JSONValue(text: text))
      return try #require(ComparedRun(name: "r", report: report, equity: []))
    }
    let pairs = FillPairs(
      try run([(10, "buy", "5"), (20, "sell", "6"), (90, "buy", "7")]),
      try run([(12, "buy", "5"), (20, "sell", "6"), (50, "buy", "8")]), withinUs: 10)
    #expect(pairs.sameCount == 1)
    #expect(pairs.differsCount == 1, "2 µs apart")
    #expect(pairs.pairs.map(\.timeUs) == [10, 20, 50, 90])
  }

  @Test func `The fills of an order are one, at their mean price`() throws {
    let fills = [(1, "5", "1", "5"), (1, "6", "3", "18"), (2, "7", "1", "7")].enumerated().map {
      "{\"number\":\($0 + 1),\"order\":\($1.0),\"timeUs\":\($0),\"symbol\":\"A\",\"side\":\"buy\","
        + "\"price\":\($1.1),\"quantity\":\($1.2),\"value\":\($1.3)}"
    }
    let text =
      "{\"strategy\":{\"name\":\"s\"},\"finalEquity\":1,\"fillList\":[\(fills.joined(separator: ","))]}"
    let report = try #require(JSONValue(text: text))
    let run = try #require(ComparedRun(name: "r", report: report, equity: []))
    #expect(run.fills.map(\.price) == ["5.75", "7"])
    #expect(run.fills.map(\.quantity) == ["4", "1"])
  }

  @Test func `The page draws all runs, and hostile names stay text`() throws {
    let runs = [
      try Self.run(40, name: "<b>one"), try Self.run(80, name: "two"), try Self.run(20),
    ]
    let html = ReportPage(RunComparison(runs)) { "\($0)" }.html()
    #expect(!html.contains("<b>"))
    #expect(html.contains("&lt;b&gt;one"))
    guard let browser = Browser() else { return }
    let folder = try TemporaryFolder()
    let visit = try browser.open(folder.write("compare.html", Array(html.utf8)))
    #expect(visit.console == [])
    #expect(visit.value("data-error") == nil)
    #expect(visit.value("data-ready") == "1")
    #expect(visit.value("data-drawn") == "3")
  }
}
