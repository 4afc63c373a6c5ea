import Foundation
import TestSupport
import Testing

/// The commands that write pages besides `backtest --out`.
struct PageCommandTests {
  private static let demo = PackageRoot.path + "/recordings/demo"

  @Test func `compare holds reports side by side`() throws {
    let folder = try TemporaryFolder()
    let (one, two) = (folder.file("one"), folder.file("two"))
    for (out, fills) in [(one, "candles"), (two, "tape")] {
      let run = try ToolRun(
        "backtest", Self.demo, "--set", "quantity=10", "--fills", fills, "--out", out)
      #expect(run.status == 0, "\(run.errors)")
    }
    let run = try ToolRun("compare", one, two, "--html", folder.file("page.html"))
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("assumptions that differ"))
    #expect(run.output.contains(#/\nfills +candles +tape\n/#))
    #expect(run.output.contains("orders of 1 and 2: 0 the same, 4 differ, 0 in one alone"))
    let page = try String(contentsOfFile: folder.file("page.html"), encoding: .utf8)
    #expect(page.contains("Comparison of 2 runs"))
    let json = try ToolRun("compare", one, two, "--json")
    #expect(json.output.contains("\"fills\":[\"candles\",\"tape\"]"))
    let none = try ToolRun("compare", one, folder.file("none"))
    #expect(none.status == 1)
    #expect(none.errors.contains("cannot read \(folder.file("none"))/report.json"))
    #expect(try ToolRun("compare", one).status == 2)
  }

  @Test func `candles and audit draw what they print`() throws {
    let folder = try TemporaryFolder()
    let drawn = try ToolRun(
      "candles", Self.demo, "--interval", "5m", "--format", "html", "--output",
      folder.file("candles.html"))
    #expect(drawn.status == 0, "\(drawn.errors)")
    let page = try String(contentsOfFile: folder.file("candles.html"), encoding: .utf8)
    #expect(page.contains("candles of 5m."))
    #expect(page.contains("incomplete"))
    let audit = try ToolRun("audit", Self.demo, "--html", folder.file("audit.html"))
    #expect(audit.status == 0, "\(audit.errors)")
    let audited = try String(contentsOfFile: folder.file("audit.html"), encoding: .utf8)
    #expect(audited.contains("Klines by verdict"))
    #expect(audited.contains("id=\"differences\""))
  }

  @Test func `A walk forward writes its page`() throws {
    let folder = try TemporaryFolder()
    let run = try ToolRun(
      "backtest", Self.demo, "--sweep", "fast=2,4", "--walk-forward", "train=4h,test=2h", "--out",
      folder.file("walk"))
    #expect(run.status == 0, "\(run.errors)")
    let page = try String(contentsOfFile: folder.file("walk/walk-forward.html"), encoding: .utf8)
    #expect(page.contains("sma-cross, walked forward"))
  }
}
