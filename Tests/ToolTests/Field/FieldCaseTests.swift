import Foundation
import TestSupport
import Testing

/// When and against what an order is judged, from the command line on.
@Suite(
  .enabled(
    if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"), "python3 is not here"))
struct FieldCaseTests {
  private let field: FieldCase

  init() throws { field = try FieldCase() }

  private func tape(
    _ recording: String, _ plan: String, _ options: String...
  ) throws -> [String: Any] {
    let command = try field.plan(plan)
    let run = try ToolRun(
      arguments: [
        "backtest", recording, "--interval", "1m", "--fills", "tape", "--exec", command,
        "--json",
      ] + options, in: field.folder.path)
    #expect(run.status == 0, "\(run.errors)")
    let json = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    return try #require(json as? [String: Any])
  }

  @Test func `In a quiet market an order meets the first trade after the close`() throws {
    let recording = try field.recording([
      (0, "100", "1", false), (30, "100", "1", true), (59, "100", "1", false),
      (301, "101", "4", false), (360.1, "101", "1", true),
    ])
    let result = try tape(recording, #"{"0":[{"buy":3}]}"#, "--fee", "0")
    #expect(FieldCase.fills(result) == ["3 at 101 of 1003"])
    // Minutes 1 to 4 without a trade are candles too, flat as the exchange has them.
    let candles = try field.heard().compactMap { $0["candle"] as? [String: Any] }
    #expect(candles.map { $0["tradeCount"] as? Int } == [3, 0, 0, 0, 0, 1])
    #expect(candles.map { $0["close"] as? Int } == [100, 100, 100, 100, 100, 101])
    let skipped = try tape(recording, #"{"0":[{"buy":3}]}"#, "--fee", "0", "--silent", "skip")
    #expect(FieldCase.fills(skipped) == ["3 at 101 of 1003"])
    #expect(try field.heard().count { $0["candle"] != nil } == 2)
  }

  @Test func `A limit-maker below the last trade rests`() throws {
    let recording = try field.recording([
      (0, "100", "1", false), (30, "100", "1", true), (59, "100", "1", false),
      (61, "100", "1", false), (62, "99", "4", true), (63, "98.9", "6", true),
      (120.1, "99", "1", true),
    ])
    let result = try tape(recording, #"{"0":[{"buy":3,"limitMaker":99}]}"#, "--fee", "0")
    #expect(FieldCase.fills(result) == ["3 at 99 of 1005 maker"])
    #expect(result["rejections"] as? Int == 0)
  }

  @Test func `A resting limit order gives at its own price, as maker`() throws {
    let recording = try field.recording([
      (0, "100", "1", false), (30, "100", "1", true), (59, "100", "1", false),
      (61, "100", "1", false), (62, "98.5", "4", true), (63, "98.5", "6", true),
      (120.1, "99", "1", true),
    ])
    let result = try tape(
      recording, #"{"0":[{"buy":3,"limit":99}]}"#, "--fee", "0.1%", "--maker-fee", "0%")
    #expect(FieldCase.fills(result) == ["3 at 99 of 1004 maker"])
    #expect(result["fees"] as? Int == 0)
  }

  @Test func `--from is the first candle, and the warm-up comes before it`() throws {
    let csv = try field.hours(
      "candles.csv",
      [
        "100,100,100,100,9", "100,100,100,100,9", "100,100,100,100,9", "100,110,100,110,9",
        "110,121,110,121,9", "121,121,121,121,9",
      ])
    let command = try field.plan(#"{"0":[{"target":1}],"3":[{"target":1}]}"#)
    let result = try field.backtest(
      csv, "--symbol", "ADABNB", "--interval", "1h", "--exec", command, "--fee", "0", "--from",
      "2024-01-01T03:00:00Z", "--warm-up", "2", "--to", "2024-01-01T06:00:00Z")
    let heard = try field.heard()
    let opens = heard.compactMap { ($0["candle"] as? [String: Any])?["openTimeMs"] as? Int64 }
    #expect(opens.map { ($0 - FieldCase.startMs) / 3_600_000 } == [1, 2, 3, 4, 5])
    let warms = heard.filter { $0["candle"] != nil }.map { $0["isWarmingUp"] as? Bool }
    #expect(warms == [true, true, false, false, false])
    #expect(FieldCase.fills(result) == ["82.64462809 at 121"])
  }

  @Test func `Symbols of two quote assets are refused, by what the names say`() throws {
    let files = [
      try field.hours(
        "BTCUSDT-1h-2024-01.csv", ["40000,40000,40000,40000,9", "40000,40000,40000,40000,9"]),
      try field.hours("ETHBTC-1h-2024-01.csv", ["0.05,0.05,0.05,0.05,9", "0.05,0.05,0.05,0.05,9"]),
    ]
    let recording = try field.imported(files)
    let run = try ToolRun("backtest", recording, "--symbol", "all", "--strategy", "buy-and-hold")
    #expect(run.status == 1)
    #expect(run.errors.contains("BTCUSDT is quoted in USDT, ETHBTC in BTC"), "\(run.errors)")
  }
}

/// One figure has one value everywhere.
struct FigureTests {
  private let field: FieldCase

  init() throws { field = try FieldCase() }

  @Test func `The largest drawdown on the page is the one of the terminal`() throws {
    // Bought at 100; a close of 90 with a low of 80.
    let csv = try field.hours(
      "BTCUSDT-1h-2024-01.csv",
      [
        "100,100,100,100,9", "100,100,100,100,9", "100,100,80,90,9", "90,100,90,100,9",
        "100,100,100,100,9",
      ])
    let run = try ToolRun(
      "backtest", csv, "--strategy", "buy-and-hold", "--fee", "0", "--out", field.folder.file("o"))
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("max drawdown      10%\n"), "\(run.output)")
    #expect(run.output.contains("within candles  20%"), "\(run.output)")
    let page = try String(contentsOfFile: field.folder.file("o/report.html"), encoding: .utf8)
    #expect(page.contains("<dt>Max drawdown<dd><data value=\"0.1\" "))
    #expect(page.contains("within candles <data value=\"0.2\" "))
  }

  @Test func `The demo's second round trip begins with its own purchase`() throws {
    let demo = PackageRoot.path + "/recordings/demo"
    let result = try field.backtest(demo)
    let trips = try #require(result["roundTripList"] as? [[String: Any]])
    let fills = try #require(result["fillList"] as? [[String: Any]])
    let bought = fills.filter { $0["side"] as? String == "buy" }.compactMap {
      $0["timeUs"] as? Int64
    }
    #expect(trips.compactMap { $0["entryTimeUs"] as? Int64 } == Array(bought.prefix(trips.count)))
  }
}
