import Foundation
import TestSupport
import Testing

/// `--check`, `--compare-fills` and `--optimism`, as a user runs them.
struct ValidationCommandTests {
  private static let demo = PackageRoot.path + "/recordings/demo"

  @Test func `A check names what it has tried`() throws {
    let run = try ToolRun("backtest", Self.demo, "--check")
    #expect(run.status == 0, "\(run.output)")
    for test in ["run again", "future cut off at 7/8", "started at 4/8"] {
      #expect(run.output.contains("\n\(test): the same\n"), "\(run.output)")
    }
    let json = try ToolRun("backtest", Self.demo, "--check", "--json")
    #expect(
      json.output.hasPrefix(#"{"isClean":true,"findings":[{"test":"run again","isSame":true"#))
  }

  /// Buy and hold buys at its first candle, so that a later start is another strategy.
  @Test func `A check names the first difference`() throws {
    let run = try ToolRun("backtest", Self.demo, "--check", "--strategy", "grid")
    let json = try ToolRun("backtest", Self.demo, "--check", "--strategy", "grid", "--json")
    #expect(run.status == json.status)
    #expect((run.status == 3) == run.output.contains(": DIFFERENT, first at the candle"))
    #expect((run.status == 3) == json.output.hasPrefix(#"{"isClean":false"#))
  }

  @Test func `Candles and the tape are compared fill by fill`() throws {
    let run = try ToolRun("backtest", Self.demo, "--compare-fills")
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n")
    #expect(lines[0].hasPrefix("differs  candles  buy "))
    #expect(lines[1].hasPrefix("         tape     buy "))
    #expect(run.output.contains("\nfinal equity  candles 9947.48996631  tape "))
    // Each side is the backtest of its own.
    for (fills, key) in [("candles", "candlesRunHash"), ("tape", "tapeRunHash")] {
      let alone = try ToolRun("backtest", Self.demo, "--fills", fills, "--optimism", "off")
      let hash = try #require(alone.output.split(separator: "\n").last?.split(separator: " ").last)
      let json = try ToolRun("backtest", Self.demo, "--compare-fills", "--json")
      #expect(json.output.contains("\"\(key)\":\"\(hash)\""))
    }
    let klines = PackageRoot.path + "/recordings/seed"
    let none = try ToolRun("backtest", klines, "--source", "klines", "--compare-fills")
    #expect(none.status == 1)
    #expect(none.errors.contains("there is no tape to compare with"))
    #expect(try ToolRun("backtest", Self.demo, "--compare-fills", "--check").status == 2)
  }

  @Test(arguments: [("--check", "check.json"), ("--compare-fills", "fill-comparison.json")])
  func `What was found is written to the folder of --out`(_ option: String, _ file: String) throws {
    let folder = try TemporaryFolder()
    let out = folder.file("a/report")
    let run = try ToolRun("backtest", Self.demo, option, "--json", "--out", out)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try String(contentsOfFile: out + "/" + file, encoding: .utf8) == run.output)
    try folder.write("file", [])
    let refused = try ToolRun("backtest", Self.demo, option, "--out", folder.file("file/x"))
    #expect(refused.status == 1 && refused.output.isEmpty)
    #expect(refused.errors.contains("cannot make the folder"))
  }

  @Test func `The full optimism meter has the tape too`() throws {
    let run = try ToolRun("backtest", Self.demo, "--optimism", "full", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let quick = try ToolRun("backtest", Self.demo, "--json")
    #expect(run.output.contains(#""variant":"fills from tape""#))
    #expect(!quick.output.contains("fills from tape"))
    #expect(try !ToolRun("backtest", Self.demo, "--optimism", "off").output.contains("optimism"))
  }
}
