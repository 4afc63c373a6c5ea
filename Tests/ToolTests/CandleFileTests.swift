import Foundation
import TestSupport
import Testing

/// `tool backtest candles.csv`: without a recording, and the same as with one.
struct CandleFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Minutes of a price that wanders, as `time,open,high,low,close,volume` with a header.
  private static func csv(_ count: Int) -> String {
    var random = SeededRandom(seed: 5)
    var text = "open_time,open,high,low,close,volume\n"
    var price = 60_000
    for minute in 0..<count {
      let close = price + Int.random(in: -40...40, using: &random)
      let (high, low) = (max(price, close) + 3, min(price, close) - 3)
      text += "\(1_577_836_800_000 + minute * 60_000),\(price).10,\(high).5,\(low).00,\(close).10,"
      text += "\(minute % 7 == 3 ? 0 : 1).25\n"
      price = close
    }
    return text
  }

  private func write(_ name: String, _ text: String) throws -> String {
    try folder.write(name, Array(text.utf8))
  }

  private static func hash(_ run: ToolRun) throws -> Substring {
    #expect(run.status == 0, "\(run.errors)")
    return try #require(run.output.split(separator: "\n").last)
  }

  @Test(arguments: [[], ["--interval", "5m"], ["--interval", "1m,1h", "--warm-up", "30"]])
  func `A CSV gives the run hash of the recording made of it`(_ options: [String]) throws {
    let csv = try write("BTCUSDT-1m-test.csv", Self.csv(3000))
    let recording = folder.file("recording")
    let imported = try ToolRun("import", "binance-archive", csv, "--output", recording)
    #expect(imported.status == 0, "\(imported.errors)")
    let direct = try ToolRun(arguments: ["backtest", csv] + options)
    let recorded = try ToolRun(arguments: ["backtest", recording] + options)
    #expect(try Self.hash(direct) == Self.hash(recorded))
    #expect(direct.output == recorded.output)
  }

  @Test func `Files follow each other, packed or not`() throws {
    let lines = Self.csv(2000).split(separator: "\n")
    let first = lines[...1000].joined(separator: "\n") + "\n"
    // The second one lacks a header and the last line feed.
    let second = lines[1001...].joined(separator: "\r\n")
    let whole = try write("whole.csv", Self.csv(2000))
    let parts = [try write("a.csv", first), try write("b.csv", second)]
    let names = ["--symbol", "BTCUSDT", "--interval", "1m"]
    let expected = try Self.hash(ToolRun(arguments: ["backtest", whole] + names))
    #expect(try Self.hash(ToolRun(arguments: ["backtest"] + parts + names)) == expected)
    let gzip = try ToolRun(shell: "gzip -k a.csv b.csv", in: folder.path)
    #expect(gzip.status == 0)
    let packed = parts.map { $0 + ".gz" }
    #expect(try Self.hash(ToolRun(arguments: ["backtest"] + packed + names)) == expected)
    // A file twice, and in another order.
    let twice = try ToolRun(arguments: ["backtest", parts[1], parts[0]] + parts + names)
    #expect(twice.errors.contains(" rows stood there twice and were taken once"))
    #expect(try Self.hash(twice) == expected)
  }

  @Test func `Klines of 3d are their own, recorded or not`() throws {
    let day: Int64 = 86_400_000
    // 17 August 2017, when BTCUSDT began.
    let rows = (0..<12).map { 17_395 * day + $0 * 3 * day }.map { "\($0),5,7,4,6,1" }
    let csv = try write("BTCUSDT-3d-x.csv", rows.joined(separator: "\n"))
    let recording = folder.file("recording")
    #expect(try ToolRun("import", "binance-archive", csv, "--output", recording).status == 0)
    let direct = try ToolRun("backtest", csv, "--set", "fast=1", "--set", "slow=2")
    #expect(direct.output.contains("12 candles of 3d"), "\(direct.errors)")
    #expect(
      try ToolRun("backtest", recording, "--set", "fast=1", "--set", "slow=2").output
        == direct.output)
  }

  @Test func `A sweep and a range run on files too`() throws {
    let csv = try write("BTCUSDT-1m-x.csv", Self.csv(1500))
    let sweep = try ToolRun("backtest", csv, "--sweep", "fast=2,4,slow=8,16")
    #expect(sweep.status == 0, "\(sweep.errors)")
    #expect(sweep.output.contains("4 trials"))
    let ranged = try ToolRun(
      "backtest", csv, "--from", "2020-01-01T01:00:00Z", "--to", "2020-01-01T10:00:00Z")
    #expect(ranged.output.contains(": 540 candles of 1m, 2020-01-01T01:00:00Z to "))
  }

  @Test func `Rows in any order are the candles in order, directly and through a recording`() throws
  {
    var random = SeededRandom(seed: 8)
    let lines = Self.csv(1500).split(separator: "\n").map(String.init)
    let ordered = try write("BTCUSDT-1m-ordered.csv", lines.joined(separator: "\n"))
    var late = lines
    // Where no one looks beforehand.
    late.swapAt(1400, 1404)
    for (name, rows) in [
      ("newest", [lines[0]] + lines[1...].reversed()),
      ("shuffled", [lines[0]] + lines[1...].shuffled(using: &random)), ("late", late),
    ] {
      let csv = try write("BTCUSDT-1m-\(name).csv", rows.joined(separator: "\n"))
      let recording = folder.file(name)
      #expect(try ToolRun("import", "binance-archive", csv, "--output", recording).status == 0)
      for options in [[], ["--interval", "5m"], ["--interval", "1m,15m"]] {
        let expected = try Self.hash(ToolRun(arguments: ["backtest", ordered] + options))
        let direct = try ToolRun(arguments: ["backtest", csv] + options)
        #expect(try Self.hash(direct) == expected, "\(name) \(options)")
        #expect(direct.errors.contains("rows stood in no order and were put in order"))
        #expect(
          try Self.hash(ToolRun(arguments: ["backtest", recording] + options)) == expected)
      }
    }
  }

  @Test func `What is wrong with a file does not depend on an interval that is asked for`() throws {
    let trades = try write("BTCUSDT-1m-x.csv", "1,1.5,2,3,1723161255000,true\n")
    let sum = try write("candles.csv", Self.csv(50))
    try folder.write(
      "candles.csv.CHECKSUM", Array("\(String(repeating: "0", count: 64))  candles.csv".utf8))
    for (path, expected) in [(trades, "expected klines, as the name says"), (sum, "CHECKSUM")] {
      for options in [[], ["--interval", "5m"], ["--interval", "1m,5m"]] {
        let run = try ToolRun(arguments: ["backtest", path] + options)
        #expect(run.status == 1)
        #expect(run.errors.contains(expected), "\(run.errors)")
        #expect(!run.errors.contains("--interval says"), "\(run.errors)")
      }
    }
    // Several intervals: the finest is the files' own.
    let unnamed = try write("unnamed.csv", Self.csv(600))
    let run = try ToolRun(
      "backtest", unnamed, "--symbol", "BTCUSDT", "--interval", "5m,1m", "--warm-up", "10")
    #expect(run.output.contains("candles of 1m"), "\(run.errors)")
  }

  @Test func `Times beyond what an import takes are refused, not computed with`() throws {
    let far = try write(
      "BTCUSDT-1m-far.csv", "9300000000000,5,7,4,6,1,9300000059999,6,1,1,6,0\n")
    for range in [[], ["--from", "2020-01-01"]] {
      let run = try ToolRun(arguments: ["backtest", far] + range)
      #expect(run.status == 1, "\(run.errors)")
      #expect(run.errors.contains("9300000000000"), "\(run.errors)")
    }
  }

  @Test func `What is wrong with a file is reported as the import says it`() throws {
    var lines = Self.csv(50).split(separator: "\n").map(String.init)
    lines[31] = "1577838600000,60000.10,abc,1,2,3"
    let bad = try write("BTCUSDT-1m-bad.csv", lines.joined(separator: "\n"))
    let run = try ToolRun("backtest", bad)
    #expect(run.status == 1)
    #expect(run.errors.contains("BTCUSDT-1m-bad.csv, line 32 (byte "), "\(run.errors)")
    let imported = try ToolRun(
      "import", "binance-archive", bad, "--output", folder.file("recording"))
    #expect(imported.errors.hasPrefix(run.errors.trimmingCharacters(in: .newlines)))
    let good = try write("candles.csv", Self.csv(50))
    #expect(try ToolRun("backtest", good).errors.contains("add --symbol"))
    let tape = try ToolRun(
      "backtest", good, "--symbol", "X1", "--interval", "1m", "--fills", "tape")
    #expect(tape.errors.contains("holds candles and no trades"))
    let finer = try ToolRun("backtest", bad, "--interval", "1s")
    #expect(finer.errors.contains("no 1s candles can be made from those of 1m"))
  }
}
