import Foundation
import TestSupport
import Testing

/// `tool backtest --sweep`, as a user runs it.
struct SweepCommandTests {
  private static let demo = PackageRoot.path + "/recordings/demo"
  private static let sweep = ["backtest", demo, "--sweep", "fast=2...6:2,slow=5,10,20"]

  private func run(_ more: String...) throws -> ToolRun {
    try ToolRun(arguments: Self.sweep + more)
  }

  @Test func `The table shows the best and what to think of it`() throws {
    let run = try run()
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("sma-cross: 8 trials, 1 combinations skipped"))
    for word in ["best ", "deflated Sharpe", "overfitting", "bootstrap", "run hash"] {
      #expect(run.output.contains(word), "\(word)")
    }
    #expect(try self.run().output == run.output)
  }

  @Test func `The best trial's hash is that of its own backtest`() throws {
    let swept = try run("--json")
    let object = try JSONSerialization.jsonObject(with: Data(swept.output.utf8)) as? [String: Any]
    let best = try #require((object?["trials"] as? [[String: Any]])?.first)
    let parameters = try #require(best["parameters"] as? [String: String])
    let alone = try ToolRun(
      arguments: ["backtest", Self.demo]
        + parameters.sorted { $0.key < $1.key }.flatMap { ["--set", "\($0.key)=\($0.value)"] })
    #expect(alone.output.hasSuffix("run hash          \(best["runHash"] as? String ?? "-")\n"))
  }

  @Test func `A ledger goes on where a killed sweep left it`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("out/trials.ndjson")
    let whole = try run("--json", "--out", folder.file("out"))
    #expect(whole.status == 0, "\(whole.errors)")
    let ledger = try String(contentsOfFile: path, encoding: .utf8)
    let lines = ledger.split(separator: "\n")
    #expect(lines.count == 9)
    #expect(FileManager.default.fileExists(atPath: folder.file("out/heatmap.svg")))
    // The report is that of the best trial, with the heat map in it.
    let page = try String(contentsOfFile: folder.file("out/report.html"), encoding: .utf8)
    #expect(page.contains("This page shows the best of 8 trials: sma-cross fast="))
    #expect(page.ranges(of: "fill-opacity").count == 8)
    let best = try #require(whole.output.firstMatch(of: #/"runHash":"([0-9a-f]{64})"/#))
    let facts = try String(contentsOfFile: folder.file("out/report.json"), encoding: .utf8)
    #expect(facts.contains(best.1))
    // Killed in the middle of the fifth trial's line.
    let torn = lines[0..<5].joined(separator: "\n") + "\n" + lines[5].prefix(99)
    try torn.write(toFile: path, atomically: false, encoding: .utf8)
    let again = try run("--json", "--ledger", path)
    #expect(again.errors.contains("4 trials were in the ledger, 4 are new"))
    #expect(again.output == whole.output)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == ledger)
    // Every trial in the ledger counts, those of other values too.
    let more = try run("--json", "--ledger", path, "--set", "share=0.5")
    #expect(more.output.hasPrefix("{\"trialCount\":16,"))
  }

  @Test func `A sweep ended by SIGKILL goes on from its ledger`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("trials.ndjson")
    let arguments = [
      "backtest", Self.demo, "--interval", "1m", "--sweep", "fast=2...40,slow=41...60",
      "--ledger", path, "--json",
    ]
    let child = try RunningChild(ToolRun.toolPath, arguments)
    // In the middle: as soon as the first trials are in the ledger.
    while (try? String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count) ?? 0 < 9
    {
      try #require(child.isRunning, "the sweep ended before it was killed")
      usleep(2000)
    }
    child.signal(SIGKILL)
    _ = child.wait()
    let kept = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count - 1
    #expect(kept < 780)
    let again = try ToolRun(arguments: arguments)
    #expect(again.status == 0, "\(again.errors)")
    #expect(again.errors.contains(" trials were in the ledger, "))
    let fresh = try ToolRun(arguments: arguments.filter { $0 != "--ledger" && $0 != path })
    #expect(again.output == fresh.output)
  }

  @Test func `Walking forward trades the best of each stretch on the next`() throws {
    let walk = ["--walk-forward", "train=3h,test=1h"]
    let text = try run(walk[0], walk[1])
    #expect(text.status == 0, "\(text.errors)")
    let json = try run(walk[0], walk[1], "--json")
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    let steps = try #require(object?["steps"] as? [[String: Any]])
    #expect(steps.count == 7)
    for (before, after) in zip(steps, steps.dropFirst()) {
      let (from, next) = (before["testFromMs"] as? Int, after["testFromMs"] as? Int)
      #expect(try #require(next) - #require(from) == 3_600_000)
    }
    let none = try run("--walk-forward", "train=3d,test=1h")
    #expect(none.status == 1)
    #expect(none.errors.contains("too short to walk forward"))
    #expect(try run("--walk-forward", "train=3h").status == 2)
  }

  @Test func `A ledger of other assumptions, or none at all, is refused`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("trials.ndjson")
    #expect(try run("--ledger", path).status == 0)
    let before = try String(contentsOfFile: path, encoding: .utf8)
    let cash = try run("--ledger", path, "--cash", "500")
    #expect(cash.status == 1)
    #expect(cash.errors.contains("it says 'cash 10000', this one is 'cash 500'"))
    let interval = try run("--ledger", path, "--interval", "3m")
    #expect(interval.errors.contains("'interval 5m', this one is 'interval 3m'"))
    let range = try run("--ledger", path, "--to", "2021-05-22T05:00:00Z")
    #expect(range.errors.contains("it says 'input "))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == before)

    try "hello\n".write(toFile: path, atomically: false, encoding: .utf8)
    #expect(try run("--ledger", path).errors.contains("is no ledger of a sweep"))
    try (before.split(separator: "\n")[0] + "\n{\"a\":1}\n").write(
      toFile: path, atomically: false, encoding: .utf8)
    let damaged = try run("--ledger", path)
    #expect(damaged.status == 1)
    #expect(damaged.errors.contains("trials.ndjson, line 2, is no trial of sma-cross"))
    #expect(try run("--ledger", folder.file("no/where")).errors.contains("cannot open the ledger"))
  }

  @Test func `Wrong usage is reported before anything is read`() throws {
    func errors(_ arguments: String...) throws -> String {
      let run = try ToolRun(arguments: ["backtest", "nowhere"] + arguments)
      #expect(run.status == 2, "\(arguments): \(run.errors)")
      return run.errors
    }
    #expect(try errors("--sweep", "fst=1...3").contains("Did you mean 'fast'?"))
    #expect(try errors("--sweep", "fast=3...1").contains("a range FIRST...LAST:STEP"))
    #expect(try errors("--sweep", "fast=1,2", "--set", "fast=3").contains("set it once"))
    #expect(
      try errors("--sweep", "fast=1", "--strategy", "sma-crss").contains("Did you mean 'sma-cross'")
    )
    #expect(try errors("--ledger", "x").contains("--ledger belongs to --sweep"))
    #expect(try errors("--sweep", "fast=1", "--expect", "ab").contains("single backtest"))
    let none = try ToolRun("backtest", Self.demo, "--sweep", "fast=20,30,slow=5")
    #expect(none.status == 1)
    #expect(none.errors.contains("no combination of the sweep goes together: fast=20 must be"))
  }
}
