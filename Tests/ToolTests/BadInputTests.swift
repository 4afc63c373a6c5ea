import Foundation
import TestSupport
import Testing

/// Bad input gets an error that names the file and the way out, and the right exit status.
struct BadInputTests {
  static let demo = PackageRoot.path + "/recordings/demo"

  @Test func `an audit that could check nothing does not pass`() throws {
    let audit = try ToolRun("audit", PackageRoot.path + "/recordings/seed")
    #expect(audit.status == 1)
    #expect(audit.errors.contains("none of the klines could be checked"))
  }

  @Test(arguments: ["candles", "replay", "backtest", "audit"])
  func `what is no recording is refused, with its name`(command: String) throws {
    let folder = try TemporaryFolder()
    let empty = try folder.write("empty.gz", [])
    let binary = try folder.write("binary.gz", (0...255).map { UInt8($0) })
    try FileManager.default.createDirectory(
      atPath: folder.file("hollow"), withIntermediateDirectories: true)
    for path in [folder.file("missing"), empty, binary, folder.file("hollow")] {
      let run = try ToolRun(command, path)
      #expect(run.status == 1)
      #expect(run.errors.contains(path), "\(run.errors)")
      #expect(run.output == "")
    }
  }

  @Test func `a wrong name is answered with the nearest right one and the list`() throws {
    let interval = try ToolRun("candles", Self.demo, "--interval", "5min")
    #expect(interval.status == 2)
    #expect(interval.errors.contains("Did you mean '5m'?"), "\(interval.errors)")
    let strategy = try ToolRun("backtest", Self.demo, "--strategy", "smacross")
    #expect(strategy.status == 2)
    #expect(strategy.errors.contains("Did you mean 'sma-cross'?"), "\(strategy.errors)")
    let parameter = try ToolRun("backtest", Self.demo, "--set", "fst=3")
    #expect(parameter.status == 2)
    #expect(parameter.errors.contains("Did you mean 'fast'?"), "\(parameter.errors)")
    let symbol = try ToolRun("candles", Self.demo, "--symbol", "ADABNN")
    #expect(symbol.status == 1)
    #expect(symbol.errors.contains("Did you mean 'ADABNB'?"), "\(symbol.errors)")
    let zone = try ToolRun("candles", Self.demo, "--time-zone", "America/Sao_Paolo")
    #expect(zone.status == 2)
    #expect(zone.errors.contains("Did you mean 'America/Sao_Paulo'?"), "\(zone.errors)")
  }

  @Test
  func `3d candles without a known first trading day are refused, and --anchor is the way out`()
    throws
  {
    let refused = try ToolRun("candles", Self.demo, "--interval", "3d")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("--anchor"))
    let made = try ToolRun("candles", Self.demo, "--interval", "3d", "--anchor", "2018-04-17")
    #expect(made.status == 0)
  }

  @Test(arguments: [
    "", "tap", "tape,", "tape,candles", "tape,tape", "touch,through", "tape,touch,x",
  ])
  func `fills that contradict each other are refused`(fills: String) throws {
    let run = try ToolRun("backtest", Self.demo, "--fills", fills)
    #expect(run.status == 2)
    #expect(run.errors.contains("is invalid for '--fills"), "\(run.errors)")
  }

  @Test func `a warm-up longer than the recording is reported`() throws {
    let run = try ToolRun("backtest", Self.demo, "--warm-up", "119")
    #expect(run.status == 0)
    #expect(run.errors.contains("the warm-up of 119 candles took all there are"), "\(run.errors)")
    #expect(try ToolRun("backtest", Self.demo, "--warm-up", "118").errors.isEmpty)
  }

  @Test func `another run hash than expected is exit status 3`() throws {
    let run = try ToolRun("backtest", Self.demo, "--expect", "00")
    #expect(run.status == 3)
    #expect(run.errors.contains("expected 00"))
  }

  @Test func `a file appears only when it is whole`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("candles.csv")
    let refused = try ToolRun(
      "candles", Self.demo, "--source", "klines", "--interval", "1m", "--output", path)
    #expect(refused.status == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    let made = try ToolRun(
      "candles", Self.demo, "--interval", "1h", "--format", "csv", "--output", path)
    #expect(made.status == 0)
    let expected = try String(
      contentsOfFile: Self.demo + "/expected/candles-1h.csv", encoding: .utf8)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == expected)
  }

  @Test func `damage is reported on stderr and the rest is used`() throws {
    let run = try ToolRun(
      "candles", PackageRoot.path + "/recordings/faults/flipped-byte", "--format", "csv")
    #expect(run.status == 3)
    #expect(run.errors.contains("records are lost"), "\(run.errors)")
    #expect(run.errors.contains("trades missing in 1 gap;"), "\(run.errors)")
    #expect(run.output.split(separator: "\n").count == 10)
  }
}
