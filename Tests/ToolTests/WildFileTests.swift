import Foundation
import TestSupport
import Testing

/// Files as people have them, with the flaws that were met in public: each ends right, or is refused, or is
/// reported with exit status 3.
struct WildFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ arguments: String...) throws -> ToolRun {
    try ToolRun(arguments: arguments, in: folder.path)
  }

  private func write(_ name: String, _ lines: [String]) throws {
    try folder.write(name, Array((lines.joined(separator: "\n") + "\n").utf8))
  }

  private func importArchive(_ files: String..., options: [String] = []) throws -> ToolRun {
    try ToolRun(
      arguments: ["import", "binance-archive"] + files + ["--output", "x"] + options,
      in: folder.path)
  }

  private static let startMs = 1_621_641_600_000

  private static func hours(_ numbers: some Sequence<Int>, volume: String = "5") -> [String] {
    ["time,open,high,low,close,volume"]
      + numbers.map { "\(startMs + $0 * 3_600_000),37000.1,37074.5,36678.5,36752.1,\(volume)" }
  }

  private static func kline(
    _ openMs: Int, _ closeMs: Int? = nil, prices: String = "100.0,100.4,99.9,100.1",
    volume: String = "1.5", count: Int = 3
  ) -> String {
    "\(openMs),\(prices),\(volume),\(closeMs ?? openMs + 59_999),150.0,\(count),0.5,50.0,0"
  }

  // MARK: - Aggregates

  private static func aggregate(_ id: Int, _ first: Int, _ last: Int, second: Int) -> String {
    let placeholder = first < 0
    let ms = 1_719_964_800_000 + second * 1000
    return "\(id),\(placeholder ? "0.0" : "98.2"),\(placeholder ? "0.0" : "2.5"),\(first),\(last),"
      + "\(ms),True,True"
  }

  private func completeMinutes() throws -> [Bool] {
    try run("candles", "x", "--interval", "1m", "--format", "jsonl").output.split(separator: "\n")
      .map { $0.contains(#""complete":true"#) }
  }

  @Test func `trades that lack within aggregates are missing, whatever the aggregates' ids say`()
    throws
  {
    var trade = 1000
    try write(
      "ABCUSDT-aggTrades-2024-07-03.csv",
      (0..<60).map { number in
        if number == 25 { trade += 2 }
        defer { trade += 1 }
        return Self.aggregate(500 + number, trade, trade, second: number * 4)
      })
    #expect(try importArchive("ABCUSDT-aggTrades-2024-07-03.csv").status == 0)
    let made = try run("candles", "x", "--interval", "1m")
    #expect(made.status == 3)
    #expect(made.errors.contains("ABCUSDT: 2 trades missing among aggTrades in 1 gap"))
    #expect(try completeMinutes() == [false, false, true, false])
    let verified = try run("verify", "x")
    #expect(verified.status == 3)
    #expect(verified.output.contains("trades 1025…1026 missing among aggTrades (2, unexplained)"))
    #expect(verified.output.contains("ABCUSDT: 60 aggTrades of trades 1000 to 1061, 2 missing"))
  }

  @Test func `aggregates without trades are no gap`() throws {
    var trade = 100
    try write(
      "ABCUSDT-aggTrades-2021-05-03.csv",
      (0..<60).map { number in
        if [20, 21, 40].contains(number) {
          return Self.aggregate(number, -1, -1, second: number * 4)
        }
        defer { trade += 1 }
        return Self.aggregate(number, trade, trade, second: number * 4)
      })
    #expect(try importArchive("ABCUSDT-aggTrades-2021-05-03.csv").status == 0)
    #expect(try run("verify", "x").status == 0)
    #expect(try completeMinutes() == [false, true, true, false])
  }

  @Test func `one id of two aggregates is two aggregates`() throws {
    func rows(_ ids: Range<Int>, from trade: Int, second: Int) -> [String] {
      ids.enumerated().map { index, id in
        Self.aggregate(id, trade + 2 * index, trade + 2 * index + 1, second: second + index * 10)
      }
    }
    try write("ZZZBTC-aggTrades-2021-02-28.csv", rows(500..<512, from: 9000, second: 0))
    try write("ZZZBTC-aggTrades-2021-03-01.csv", rows(511..<530, from: 9024, second: 120))
    let imported = try importArchive(
      "ZZZBTC-aggTrades-2021-03-01.csv", "ZZZBTC-aggTrades-2021-02-28.csv")
    #expect(imported.status == 0)
    let candles = try run("candles", "x", "--interval", "1m", "--format", "csv").output
      .split(separator: "\n").map { $0.split(separator: ",")[8] }
    #expect(candles == ["12", "12", "12", "12", "12", "2"])
    #expect(try run("verify", "x").status == 0)
  }

  @Test func `float dust in official aggregates is taken as the nearest number, and listed`() throws
  {
    let ms = 1_662_940_800_000
    try write(
      "ABCUSDT-aggTrades-2023-03-21.csv",
      [
        "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker",
        "700,198.6,0.760,5000,5002,\(ms),true",
        "701,201.1,1.9999999999997797e-05,5003,5003,\(ms + 5000),false",
        "702,199.3,0.20000000000000284,5004,5004,\(ms + 10000),true",
      ])
    let imported = try importArchive("ABCUSDT-aggTrades-2023-03-21.csv")
    #expect(imported.status == 0)
    #expect(imported.errors.contains("2 rows have numbers that went through floating point"))
    #expect(imported.errors.contains("1.9999999999997797e-05"))
    #expect(imported.errors.contains("701,201.1,0.00002,5003,5003,"))
    let candle = try run("candles", "x", "--interval", "1m", "--format", "csv").output
    #expect(candle.split(separator: ",")[5] == "0.96002")
  }

  // MARK: - Candles

  @Test func `missing candles are reported by every command`() throws {
    try write("candles.csv", Self.hours(Array(0..<40) + Array(1480..<1500)))
    let text = "BTCUSDT 1h: 1440 candles missing in 1 gap, 2021-05-23T16:00Z to 2021-07-22T16:00Z"
    let names = ["--symbol", "BTCUSDT", "--interval", "1h"]
    let direct = try ToolRun(
      arguments: ["backtest", "candles.csv", "--out", "report"] + names, in: folder.path)
    #expect(direct.status == 3)
    #expect(direct.errors.contains("warning: \(text)\n"))
    #expect(direct.output.contains(text))
    #expect(
      try String(contentsOfFile: folder.file("report/report.json"), encoding: .utf8).contains(text))
    let strict = try ToolRun(
      arguments: ["backtest", "candles.csv", "--require-complete"] + names, in: folder.path)
    #expect(strict.status == 1)
    #expect(strict.output == "")
    let imported = try importArchive("candles.csv", options: names)
    #expect(imported.status == 3)
    #expect(imported.errors.contains("warning: \(text)\n"))
    for command in ["candles", "verify", "backtest"] {
      let run = try run(command, "x")
      #expect(run.status == 3, "\(command)")
      #expect((run.output + run.errors).contains(text), "\(command)")
    }
    #expect(try run("info", "x").output.contains("1440 candles missing in 1 gap"))
  }

  @Test(arguments: [
    "37000.1,36900.0,36678.5,36752.1,5", "37000.1,37074.5,37000.2,37001.0,5",
    "37000.1,37074.5,0,36752.1,5", "37000.1,37074.5,36678.5,37100.0,5",
  ])
  func `a candle that cannot be is named with its line, by every way in`(prices: String) throws {
    var rows = Self.hours(0..<9)
    rows[5] = "\(Self.startMs + 4 * 3_600_000),\(prices)"
    try write("BTCUSDT-1h.csv", rows)
    let direct = try run("backtest", "BTCUSDT-1h.csv")
    #expect(direct.status == 1)
    #expect(direct.errors.contains("BTCUSDT-1h.csv, line 6 (byte "))
    #expect(direct.errors.contains("expected prices above 0, none above the high or below the low"))
    let imported = try importArchive("BTCUSDT-1h.csv")
    #expect(imported.status == 1)
    #expect(imported.errors == direct.errors)
    #expect(!FileManager.default.fileExists(atPath: folder.file("x")))
    let passing = try importArchive("BTCUSDT-1h.csv", options: ["--skip-bad-rows"])
    #expect(passing.status == 3)
    #expect(passing.errors.contains("warning: passed over: BTCUSDT-1h.csv, line 6 (byte "))
    #expect(passing.errors.contains("1 candle missing in 1 gap"))
    #expect(try run("backtest", "BTCUSDT-1h.csv", "--skip-bad-rows").status == 3)
  }

  @Test func `candles without volume fill nothing, and that is said`() throws {
    try write("BTCUSDT-1h.csv", Self.hours(0..<72, volume: "0"))
    let run = try run("backtest", "BTCUSDT-1h.csv", "--strategy", "buy-and-hold")
    #expect(run.errors.contains("72 of 72 candles have no volume: nothing can fill"))
    #expect(run.status == 0)
  }

  @Test func `candles whose volume nobody knows fill, and that is said`() throws {
    try write(
      "own.csv",
      ["time,open,high,low,close"]
        + (0..<3).map {
          "\(1_704_067_200_000 + $0 * 3_600_000),1,2,1,2"
        })
    let order = [
      "own.csv", "--symbol", "ADABNB", "--interval", "1h", "--strategy", "buy-and-hold", "--json",
    ]
    let direct = try run(
      "backtest", order[0], order[1], order[2], order[3], order[4], order[5], order[6], order[7])
    #expect(direct.errors.contains("3 of 3 candles do not say their volume"))
    #expect(direct.output.contains("\"fills\":1"))
    #expect(direct.output.contains("\"oversizedFills\":0"))
    #expect(direct.status == 0)
  }

  @Test func `klines that opened past the minute after a halt come in as they are`() throws {
    let minute = 1_518_048_000_000
    var rows = (0..<5).map { Self.kline(minute + $0 * 60_000) }
    rows.append(Self.kline(minute + 300_000, minute + 314_837))
    rows += (0..<4).map { Self.kline(minute + 374_800 + $0 * 60_000) }
    rows += (11..<15).map { Self.kline(minute + $0 * 60_000) }
    try write("ABCUSDT-1m-2018-02.csv", rows)
    let imported = try importArchive("ABCUSDT-1m-2018-02.csv")
    #expect(imported.errors.contains("4 candles open past the border of their interval"))
    #expect(imported.errors.contains("1 candle missing in 1 gap"))
    let candles = try run("candles", "x", "--format", "csv").output
    #expect(candles.split(separator: "\n").count == rows.count)
    #expect(candles.contains("\n\(minute + 360_000),"))
    let direct = try run("backtest", "ABCUSDT-1m-2018-02.csv", "--interval", "1m")
    let recorded = try run("backtest", "x", "--interval", "1m")
    #expect(
      direct.output.split(separator: "\n").last == recorded.output.split(separator: "\n").last)
    #expect(direct.output.contains("\(rows.count) candles of 1m"))
    #expect(recorded.output.contains("\(rows.count) candles of 1m"))
    let longer = try run("candles", "x", "--interval", "5m", "--format", "csv").output
    #expect(
      longer.split(separator: "\n").map { $0.split(separator: ",")[8] } == ["15", "15", "12"])
    // Rows of another interval are not taken for it.
    try FileManager.default.moveItem(
      atPath: folder.file("ABCUSDT-1m-2018-02.csv"), toPath: folder.file("ABCUSDT-5m-2018-02.csv"))
    #expect(try run("backtest", "ABCUSDT-5m-2018-02.csv").errors.contains("real interval"))
  }

  @Test func `audit misses the candles that verify misses`() throws {
    let minute = 1_609_459_200_000
    try write(
      "ABCUSDT-1m-2021-01.csv",
      (0..<10).filter { $0 != 7 }.map {
        Self.kline(minute + $0 * 60_000, prices: "100.0,100.0,100.0,100.0")
      })
    try write(
      "ABCUSDT-trades-2021-01.csv",
      (0..<9).map {
        "\(500 + $0),100.0,0.5,50.0,\(minute + $0 * 20_000),\($0 % 3 == 0 ? "False" : "True"),True"
      })
    let imported = try importArchive(
      "ABCUSDT-1m-2021-01.csv", "ABCUSDT-trades-2021-01.csv", options: ["--venue", "spot"])
    #expect(imported.status == 3)
    let missing = "1 candle missing in 1 gap, 2021-01-01T00:07Z to 2021-01-01T00:08Z"
    let verified = try run("verify", "x")
    #expect(verified.status == 3 && verified.output.contains(missing), "\(verified.output)")
    let audit = try run("audit", "x")
    #expect(audit.output.contains("0 differ"), "\(audit.output)")
    #expect(audit.status == 3 && audit.errors.contains(missing), "\(audit.errors)")
  }
}
