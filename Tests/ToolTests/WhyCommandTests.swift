import Foundation
import TestSupport
import Testing

/// `tool why`, and what a backtest says of where its candles come from.
struct WhyCommandTests {
  private static let demo = PackageRoot.path + "/recordings/demo"

  private static func report(_ options: String..., in folder: TemporaryFolder) throws -> String {
    let out = folder.file("report")
    let run = try ToolRun(arguments: ["backtest", demo, "--out", out] + options)
    #expect(run.status == 0, "\(run.errors)")
    return out
  }

  private static func fills(_ report: String) throws -> [[String: Any]] {
    try String(contentsOfFile: report + "/fills.ndjson", encoding: .utf8).split(separator: "\n")
      .map { try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
  }

  @Test func `On the tape each fill's frame holds its trade`() throws {
    let folder = try TemporaryFolder()
    let report = try Self.report("--fills", "tape", in: folder)
    let fills = try Self.fills(report)
    #expect(fills.count > 5)
    for (number, fill) in fills.prefix(8).enumerated() {
      let run = try ToolRun("why", "\(number + 1)", report, "--payload")
      #expect(run.status == 0, "\(run.errors)")
      let id = try #require(fill["tradeId"] as? Int)
      #expect(run.output.contains("\"t\":\(id),"))
    }
  }

  @Test func `In a candle each fill's frame is the first at or past the candle's end`() throws {
    let folder = try TemporaryFolder()
    let report = try Self.report(in: folder)
    let fills = try Self.fills(report)
    #expect(fills.count == 5)
    for (number, fill) in fills.enumerated() {
      let openMs = try #require(fill["candleOpenTimeMs"] as? Int)
      let run = try ToolRun("why", "\(number + 1)", report)
      let time = try #require(run.output.firstMatch(of: #/"E":(\d+)/#).flatMap { Int($0.1) })
      #expect(time >= openMs + 300_000)
      #expect(time < openMs + 330_000, "the demo trades several times a minute")
      // The line is that which `cat` prints for the record.
      let record = try #require(fill["record"] as? Int)
      let cat = try ToolRun("cat", Self.demo, "--sequence", "\(record)")
      #expect(run.output.hasSuffix("\n\n" + cat.output))
    }
  }

  @Test func `A fill is found in a compacted copy`() throws {
    let folder = try TemporaryFolder()
    let report = try Self.report(in: folder)
    let copy = folder.file("copy")
    let compact = try ToolRun("compact", Self.demo, "--output", copy)
    #expect(compact.status == 0, "\(compact.errors)")
    let there = try ToolRun("why", "5", report, "--payload")
    let here = try ToolRun("why", "5", report, "--payload", "--recording", copy)
    #expect(here.status == 0, "\(here.errors)")
    #expect(here.output == there.output)
  }

  @Test func `A wrong number, a moved recording and another one are distinguished`() throws {
    let folder = try TemporaryFolder()
    let report = try Self.report(in: folder)
    for number in ["0", "6", "9223372036854775807"] {
      let run = try ToolRun("why", number, report)
      #expect(run.status == 1)
      #expect(
        run.errors.contains("found no fill \(number): the fills are numbered 1 to 5"))
    }
    #expect(try ToolRun("why", "x", report).status == 2)

    let json = try String(contentsOfFile: report + "/report.json", encoding: .utf8)
    try Data(json.replacingOccurrences(of: Self.demo, with: "/gone").utf8)
      .write(to: URL(fileURLWithPath: report + "/report.json"))
    let moved = try ToolRun("why", "1", report)
    #expect(moved.status == 1)
    #expect(moved.errors.contains("was made from /gone"))
    #expect(moved.errors.contains("--recording"))
    #expect(try ToolRun("why", "1", report, "--recording", Self.demo).status == 0)

    let other = folder.file("other")
    let generated = try ToolRun(
      "generate", "--symbol", "ADABNB", "--seed", "2", "--duration", "10m", "--output", other)
    #expect(generated.status == 0, "\(generated.errors)")
    let wrong = try ToolRun("why", "1", report, "--recording", other)
    #expect(wrong.status == 1)
    #expect(wrong.errors.contains("this is another recording than the report was made from"))
  }

  @Test func `Of a backtest on CSVs the row is shown that closed the candle`() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<40).map { "\(1_577_836_800_000 + $0 * 60_000),5,7,4,\(5 + $0 / 7 % 2),1" }
    let first = try folder.write(
      "BTCUSDT-1m-a.csv",
      Array(
        ("open_time,open,high,low,close,volume\n\n"
          + rows[..<20].joined(separator: "\n")).utf8))
    let second = try folder.write(
      "BTCUSDT-1m-b.csv", Array(rows[20...].joined(separator: "\r\n").utf8))
    let gzip = try ToolRun(shell: "gzip BTCUSDT-1m-b.csv", in: folder.path)
    #expect(gzip.status == 0)
    for interval in ["1m", "5m"] {
      let out = folder.file("report-" + interval)
      let run = try ToolRun(
        "backtest", first, second + ".gz", "--interval", interval, "--set", "fast=1", "--set",
        "slow=2", "--out", out)
      #expect(run.status == 0, "\(run.errors)")
      let fills = try Self.fills(out)
      #expect(fills.count > 1)
      for (index, fill) in fills.enumerated() {
        let openMs = try #require(fill["candleOpenTimeMs"] as? Int)
        let number = (openMs - 1_577_836_800_000) / 60_000 + (interval == "5m" ? 4 : 0)
        let why = try ToolRun("why", "\(index + 1)", out)
        #expect(why.status == 0, "\(why.errors)")
        #expect(why.output.hasSuffix("\n\n\(rows[number])\n"), "\(why.output)")
        let location =
          number < 20 ? "a.csv, line \(number + 3) (byte " : "b.csv.gz, line \(number - 19) (byte "
        #expect(why.output.contains("row       ") && why.output.contains(location), "\(why.output)")
        #expect(why.output.contains(": this row closed it"))
        #expect(try ToolRun("why", "\(index + 1)", out, "--payload").output == rows[number] + "\n")
      }
      let json = try ToolRun("why", "1", out, "--json")
      let facts = try #require(
        JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      #expect((facts["file"] as? String)?.contains("BTCUSDT-1m-") == true)
      #expect(facts["line"] is Int && facts["byte"] is Int && facts["text"] is String)
    }
    let out = folder.file("report-1m")
    try folder.write("BTCUSDT-1m-a.csv", Array((rows[0] + "\n").utf8))
    let other = try ToolRun("why", "1", out, "--recording", first)
    #expect(other.status == 1 && other.errors.contains("other files than the report was made from"))
    #expect(try ToolRun("why", "1", out, "--recording", folder.file("gone.csv")).status == 1)
  }

  @Test func `Where rows are missing at a candle's end, the row is shown that came next`() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<60).map { "\(1_577_836_800_000 + $0 * 60_000),5,7,4,\(5 + $0 / 7 % 2),1" }
    let path = try folder.write(
      "BTCUSDT-1m.csv",
      Array(rows.indices.filter { $0 % 5 != 4 }.map { rows[$0] + "\n" }.joined().utf8))
    let out = folder.file("report")
    let run = try ToolRun(
      "backtest", path, "--interval", "5m", "--set", "fast=1", "--set", "slow=2", "--out", out)
    #expect(run.status == 3, "\(run.errors)")
    let fills = try Self.fills(out)
    #expect(fills.count > 1)
    for (index, fill) in fills.enumerated() {
      let openMs = try #require(fill["candleOpenTimeMs"] as? Int)
      let next = rows[(openMs - 1_577_836_800_000) / 60_000 + 5]
      let why = try ToolRun("why", "\(index + 1)", out)
      #expect(why.output.contains(": this row closed it"))
      #expect(why.output.hasSuffix("\n\n\(next)\n"), "\(why.output)")
    }
  }

  @Test(arguments: ["", "{", "{\"number\":1}", "[1]", "\u{0}\u{FF}"])
  func `A fill that is none is reported`(line: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("fills.ndjson", Array((line + "\n").utf8))
    let run = try ToolRun("why", "1", folder.path)
    #expect(run.status == 1)
    #expect(run.errors.contains("fills.ndjson"))
    #expect(run.errors.contains("write the report again") || run.errors.contains("filled no order"))
  }

  @Test func `A run says how many of its candles equal Binance's`() throws {
    let trades = try ToolRun("backtest", Self.demo, "--json")
    #expect(
      trades.output.contains(
        #""candleEvidence":{"used":119,"incomplete":1,"proven":119,"differing":0,"missing":[]}"#))
    let klines = try ToolRun("backtest", Self.demo, "--json", "--source", "klines")
    #expect(klines.output.contains(#","proven":null,"differing":null,"missing":[]}"#))
  }
}
