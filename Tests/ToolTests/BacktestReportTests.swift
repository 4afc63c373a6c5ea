import Foundation
import TestSupport
import Testing

/// `tool backtest --out`.
struct BacktestReportTests {
  private static let demo = PackageRoot.path + "/recordings/demo"

  @Test func `The files of a report say what the command prints`() throws {
    let folder = try TemporaryFolder()
    let out = folder.file("a/report")
    let run = try ToolRun("backtest", Self.demo, "--json", "--out", out)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try String(contentsOfFile: out + "/report.json", encoding: .utf8) == run.output)
    let fills = try String(contentsOfFile: out + "/fills.ndjson", encoding: .utf8)
      .split(separator: "\n")
    #expect(run.output.contains("\"fillList\":[\(fills.joined(separator: ","))]"))
    let equity = try String(contentsOfFile: out + "/equity.csv", encoding: .utf8)
      .split(separator: "\n")
    #expect(equity.count == 120)
    #expect(equity[0] == "timeUs,equity,equityAtLow,isHolding")
    #expect(equity[1] == "1621641900000000,10000,10000,false")
    let last = try #require(equity.last?.split(separator: ","))
    #expect(last[0] == "1621677300000000")
    #expect(run.output.contains("\"finalEquity\":\(last[1]),"))
  }

  @Test func `A folder that cannot be made is reported`() throws {
    let folder = try TemporaryFolder()
    try folder.write("file", [])
    let run = try ToolRun("backtest", Self.demo, "--out", folder.file("file/report"))
    #expect(run.status == 1)
    #expect(run.errors.contains("cannot make the folder \(folder.file("file/report"))"))
    #expect(run.output.isEmpty, "it is reported before the run, which may take long")
  }
}
