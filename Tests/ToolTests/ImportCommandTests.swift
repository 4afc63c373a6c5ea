import Foundation
import TestSupport
import Testing

/// `tool import`, run as a user runs it.
struct ImportCommandTests {
  let folder: TemporaryFolder
  let row0 = "1735689600000,100.00,100.02,98.71,99.05,1000\n"
  let row1 = "1735693200000,99.05,99.06,98.59,98.68,1000\n"

  init() throws { folder = try TemporaryFolder() }

  func run(_ arguments: String...) throws -> ToolRun {
    try ToolRun(arguments: ["import"] + arguments, in: folder.path)
  }

  func importCandles(_ text: String, _ more: String...) throws -> ToolRun {
    try folder.write("candles.csv", Array(text.utf8))
    return try ToolRun(
      arguments: [
        "import", "binance-archive", "candles.csv", "--symbol", "TEST", "--interval", "1h",
        "--output", "out",
      ] + more, in: folder.path)
  }

  func files(in name: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder.file(name)))?.sorted() ?? []
  }

  @Test func `an import prints what it did`() throws {
    let run = try importCandles(row0 + row1)
    #expect(run.errors == "")
    #expect(run.status == 0)
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(lines[1] == "candles.csv  spot TEST klines 1h       2     88")
    #expect(lines[2] == "records  2 (2 a)")
    #expect(lines[3].hasPrefix("bytes    88 read, 296 of frames, "))
    #expect(lines[4] == "time     2025-01-01T01:00:00.000000000Z to 2025-01-01T02:00:00.000000000Z")
    #expect(files(in: "out") == ["20250101T010000Z-import-000001.gz"])
  }

  @Test func `the facts as JSON, and the same recording each time`() throws {
    let run = try importCandles(row0, "--json")
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(object["records"] as? Int == 1)
    #expect(object["firstNs"] as? Int == 1_735_693_200_000_000_000)
    #expect((object["files"] as? [[String: Any]])?.first?["frames"] as? Int == 1)
    let segment = "out/20250101T010000Z-import-000001.gz"
    let first = try Data(contentsOf: URL(fileURLWithPath: folder.file(segment)))
    try FileManager.default.removeItem(atPath: folder.file("out"))
    _ = try importCandles(row0)
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file(segment))) == first)
  }

  @Test func `zcat shows the rows, and the clean end`() throws {
    _ = try importCandles(row0)
    let shown = try ToolRun(shell: "zcat out/*.gz", in: folder.path).output
    #expect(shown.contains("\n" + row0 + "\n"))
    #expect(shown.contains(" 0 z "))
  }

  @Test func `a folder with something in it is left alone`() throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("out"), withIntermediateDirectories: true)
    try folder.write("out/precious", [1])
    let run = try importCandles(row0)
    #expect(run.status == 1)
    #expect(
      run.errors == "error: out: found a folder with 1 files in it, expected none or an empty one; "
        + "choose another --output\n")
    #expect(files(in: "out") == ["precious"])
    try folder.write("file", [1])
    #expect(try self.run("hftbacktest", "x", "--output", "file").errors.contains("Not a directory"))
  }

  @Test func `what can be known before writing leaves no folder behind`() throws {
    let run = try importCandles("1,2,3\n")
    #expect(run.status == 1)
    #expect(run.errors.contains("candles.csv, line 1 (byte 0): found 3 columns: \"1,2,3\""))
    #expect(
      try self.run("hftbacktest", "none.gz", "--output", "out").errors.contains("check the path"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("out")))
  }

  @Test func `an import is whole, or nothing is left of it`() throws {
    let run = try importCandles(row0 + row1 + "1735696800000,broken\n")
    #expect(run.status == 1)
    #expect(run.errors.contains("candles.csv, line 3 (byte 88): found "))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["candles.csv"])
    #expect(try importCandles(row0 + row1).status == 0)
    #expect(files(in: "out") == ["20250101T010000Z-import-000001.gz"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
  }

  @Test func `an empty folder and folders that do not exist are taken`() throws {
    try FileManager.default.createDirectory(
      atPath: folder.file("out"), withIntermediateDirectories: true)
    #expect(try importCandles(row0).status == 0)
    #expect(
      try run(
        "binance-archive", "candles.csv", "--symbol", "TEST", "--interval", "1h",
        "--output", "a/b/"
      ).status == 0)
    #expect(files(in: "a/b").count == 1)
    #expect(files(in: "a") == ["b"])
  }

  @Test func `rows of any order, twice, and in contradiction`() throws {
    let moved = try importCandles(row1 + row0)
    #expect(moved.status == 0)
    #expect(moved.errors == "note: 1 rows stood in no order and were put in order\n")
    let candles = try ToolRun("candles", "out", "--format", "csv", in: folder.path).output
    #expect(
      candles.split(separator: "\n").map { $0.prefix(13) } == ["1735689600000", "1735693200000"])
    try FileManager.default.removeItem(atPath: folder.file("out"))
    let twice = try importCandles(row0 + row0.replacing("1000", with: "1000.0") + row1)
    #expect(twice.status == 0)
    #expect(twice.errors == "note: 1 rows stood there twice and were taken once\n")
    try FileManager.default.removeItem(atPath: folder.file("out"))
    let torn = try importCandles(row0 + row1 + row0.replacing("99.05", with: "99.06"))
    #expect(torn.status == 3)
    #expect(
      torn.errors.contains(
        "warning: candles.csv line 3 contradicts candles.csv line 1; the first is taken\n"))
    #expect(try ToolRun("candles", "out", "--format", "csv", in: folder.path).output == candles)
    let direct = try ToolRun(
      "backtest", "candles.csv", "--symbol", "TEST", "--interval", "1h", in: folder.path)
    #expect(direct.status == 3)
    #expect(direct.errors.contains("candles.csv line 3 contradicts candles.csv line 1"))
  }

  @Test func `wrong usage is status 2 with the way out`() throws {
    try folder.write("candles.csv", Array(row0.utf8))
    let interval = try run(
      "binance-archive", "candles.csv", "--interval", "5h", "--symbol", "A", "--output", "out")
    #expect(interval.status == 2)
    #expect(interval.errors.contains("'5h' is no interval"))
    let venue = try run("binance-archive", "candles.csv", "--venue", "us", "--output", "out")
    #expect(venue.status == 2)
    #expect(venue.errors.contains("'spot', 'usdm' or 'coinm'"))
    #expect(try run("hftbacktest", "--output", "out").status == 2)
    #expect(try run("hftbacktest", "candles.csv").status == 2)
  }

  @Test func `help shows examples`() throws {
    for name in ["hftbacktest", "cryptofeed", "binance-archive"] {
      let run = try run(name, "--help")
      #expect(run.status == 0)
      #expect(run.output.contains("tool import \(name) "))
    }
  }

  @Test(.enabled(if: SharedReal.exists, "\(SharedReal.absent)"))
  func `real days join into one recording`() throws {
    let days = ["08", "09"].map { SharedReal.path("frames/spot_btcusdt_202408\($0).gz") }
    let run = try run("hftbacktest", days[0], days[1], "--output", "btc")
    #expect(run.status == 0)
    #expect(run.output.contains("records  99575 (1 o, 1 r, 99573 t)"))
    #expect(files(in: "btc").count == 2)
  }
}
