import Foundation
import TestSupport
import Testing

/// What a command says where there is nothing to show, or only part of it.
struct WayOutTests {
  private static let demo = PackageRoot.path + "/recordings/demo"
  private static let faults = PackageRoot.path + "/recordings/faults"
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `the version is the one that recordings name`() throws {
    let run = try ToolRun("--version")
    #expect(run.status == 0)
    #expect(run.output.wholeMatch(of: #/tapedeck \d+\.\d+\.\d+\n/#) != nil, "\(run.output)")
    let cut = try ToolRun(
      "cut", Self.demo, "--to", "2021-05-22T00:01:00Z", "--output", folder.file("part"))
    #expect(cut.status == 0, "\(cut.errors)")
    let metadata = try ToolRun("cat", folder.file("part"), "--kind", "m", "--payload")
    #expect(
      metadata.output.contains(#""tool":"\#(run.output.dropLast()) cut""#), "\(metadata.output)")
  }

  @Test(arguments: ["candles", "backtest", "replay", "audit"])
  func `a recording cut in its first block: the damage comes first`(command: String) throws {
    let name = "20210522T000000Z-generated_3-000001.gz"
    let bytes = try Data(
      contentsOf: URL(fileURLWithPath: Self.faults + "/flipped-byte/" + name))
    try folder.write(name, Array(bytes.prefix(300)))
    let run = try ToolRun(command, folder.path)
    #expect(run.status == 1)
    let damage = "error: \(name) at byte 0: block 0 is cut off: found 300 bytes, its header says "
    #expect(
      run.errors.split(separator: "\n").contains { $0.hasPrefix(damage) }, "\(run.errors)")
    #expect(run.errors.contains("run 'tool repair'\nof what can be read: "), "\(run.errors)")
  }

  @Test(arguments: [
    ("flipped-byte", "-000001.gz at byte 44496: block 1: the block's bytes have the checksum"),
    ("torn-tail", "-000001.gz at byte 41562: block 1 is cut off"),
    ("gap", "ADABNB: 20 trades missing in 1 gap"),
  ])
  func `an audit of a recording that is not whole says so and ends with 3`(
    fault: String, warning: String
  ) throws {
    let run = try ToolRun("audit", Self.faults + "/" + fault)
    #expect(run.status == 3)
    #expect(run.output.contains(" 0 differ"), "\(run.output)")
    #expect(
      run.errors.split(separator: "\n").contains {
        $0.hasPrefix("warning: ") && $0.contains(warning)
      }, "\(run.errors)")
    #expect(try ToolRun("audit", Self.faults + "/duplicate").status == 0)
    // What the exchange says is no fault of the recording.
    #expect(try ToolRun("audit", Self.faults + "/error-message").status == 0)
  }

  @Test(arguments: ["candles", "backtest", "replay", "audit", "cat"])
  func `a range without records is reported, with what the recording covers`(command: String) throws
  {
    let run = try ToolRun(command, Self.demo, "--from", "2022-01-01", "--to", "2022-01-02")
    let text =
      "nothing was received in --from 2022-01-01T00:00:00.000Z --to 2022-01-02T00:00:00.000Z; "
      + "the recording covers 2021-05-22T00:00:00.000Z to 2021-05-22T09:59:59.999Z\n"
    #expect(run.errors.contains(text), "\(run.errors)")
    // An empty table of what was asked for is no failure.
    let table = try ToolRun("candles", Self.demo, "--source", "trades", "--from", "2022-01-01")
    #expect(table.status == 0)
    #expect(table.errors.hasPrefix("note: nothing was received in --from 2022"), "\(table.errors)")
  }

  @Test func `a source that is not there makes an empty table, and a note`() throws {
    let seed = PackageRoot.path + "/recordings/seed"
    let table = try ToolRun("candles", seed, "--source", "trades")
    #expect(table.status == 0)
    #expect(table.errors.hasPrefix("note: no candle: nothing recorded there serves --source tr"))
  }

  @Test func `replay marks incomplete candles, in text and in JSON`() throws {
    let gap = Self.faults + "/gap"
    let text = try ToolRun("replay", gap, "--show", "candles", "--interval", "5m")
    let lines = text.output.split(separator: "\n").filter { $0.contains(" ADABNB 5m  O ") }
    let marks = lines.map { $0.hasSuffix(" trades  incomplete") }
    #expect(marks == [true, true, true] || marks == [true, true], "\(lines)")
    let json = try ToolRun("replay", gap, "--show", "candles", "--interval", "5m", "--json")
    let candles = try json.output.split(separator: "\n").compactMap { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return object?["candle"] as? [String: Any]
    }
    #expect(candles.map { $0["complete"] as? Bool == false } == marks)
    let whole = try ToolRun("replay", Self.demo, "--show", "candles", "--interval", "1h")
    let hours = whole.output.split(separator: "\n").filter { $0.contains(" ADABNB 1h  O ") }
    #expect(hours.count == 9)
    #expect(hours.map { $0.hasSuffix("incomplete") } == [true] + Array(repeating: false, count: 8))
  }

  @Test func `a failed compact leaves no folder behind`() throws {
    let failed = try ToolRun(
      "compact", Self.faults + "/flipped-byte", "--output", folder.file("a/b"))
    #expect(failed.status == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }
}
