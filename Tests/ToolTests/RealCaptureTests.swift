import Foundation
import Market
import TestSupport
import Testing

/// The main job on real captures, through the executable, as a user runs it.
@Suite(.enabled(if: SharedReal.exists, Comment(rawValue: SharedReal.absent)))
struct RealCaptureTests {
  private func succeed(_ run: ToolRun) throws -> String {
    try #require(run.status == 0, "\(run.errors)")
    return run.output
  }

  @Test func `hftbacktest captures give the expected candles of all sixteen intervals`() throws {
    let folder = try TemporaryFolder()
    let recording = folder.file("X")
    _ = try succeed(
      ToolRun(
        "import", "hftbacktest", SharedReal.path("frames/spot_btcusdt_20240808.gz"),
        SharedReal.path("frames/spot_btcusdt_20240809.gz"), "--output", recording))
    for interval in Interval.allCases {
      let name = interval == .mo1 ? "1mon" : interval.rawValue
      let candles = try succeed(
        ToolRun(
          "candles", recording, "--interval", interval.rawValue, "--format", "csv", "--columns",
          "all", "--anchor", "2017-08-17"))
      let expected = try SharedReal.text("expected/spot_btcusdt_joined.\(name).csv")
      #expect(candles == expected, "\(name)")
    }
    let filled = try succeed(
      ToolRun("candles", recording, "--interval", "1s", "--fill", "--format", "csv"))
    #expect(filled == (try SharedReal.text("expected/spot_btcusdt_joined.1s.fill.csv")))
    // Binance's own dump of the month holds the two candles that the captures hold from edge to edge.
    let complete = try succeed(
      ToolRun("candles", recording, "--interval", "5m", "--format", "csv", "--complete-only"))
    let dump = try ToolRun(
      shell: "gzip -dc \(SharedReal.path("klines/BTCUSDT-5m-2024-08.csv.gz"))", in: folder.path
    ).output
    let rows = complete.split(separator: "\n")
    #expect(rows.count == 2)
    #expect(rows.allSatisfy { dump.contains($0) })
    let verified = try succeed(ToolRun("verify", recording))
    #expect(
      verified.contains("BTCUSDT depth: 6495 updates, none missing, joined 99.9 % of the time"))
    // Every quote that an update of the book ends at.
    let audited = try succeed(ToolRun("audit", recording))
    #expect(audited.hasSuffix("\nbooks: 1072 compared, 0 differ\n"))
  }

  @Test(arguments: [
    ("spot_btcusdt_20240808", "spot_btcusdt_20240808_alone", ["1s", "1m", "5m"]),
    ("spot_btcusdt_20240809", "spot_btcusdt_20240809_alone", ["1s", "1m", "5m"]),
    ("usdm_btcusdt_20220811.dat", "usdm_btcusdt_20220811_dat", ["1s", "1m", "5m"]),
  ])
  func `a single capture gives its expected candles`(
    file: String, expected: String, intervals: [String]
  ) throws {
    let folder = try TemporaryFolder()
    _ = try succeed(
      ToolRun(
        "import", "hftbacktest", SharedReal.path("frames/\(file).gz"), "--output",
        folder.file("X")))
    for interval in intervals {
      let candles = try succeed(
        ToolRun("candles", folder.file("X"), "--interval", interval, "--format", "csv"))
      #expect(candles == (try SharedReal.text("expected/\(expected).\(interval).csv")))
    }
  }

  @Test
  func `a strategy runs on a capture's candles and on its tape, and fills that differ are listed`()
    throws
  {
    let folder = try TemporaryFolder()
    let recording = folder.file("X")
    _ = try succeed(
      ToolRun(
        "import", "hftbacktest", SharedReal.path("frames/spot_btcusdt_20240809.gz"), "--output",
        recording))
    let strategy = ["--interval", "1s", "--set", "fast=5", "--set", "slow=20", "--optimism", "off"]
    func run(_ options: String...) throws -> String {
      try succeed(ToolRun(arguments: ["backtest", recording] + strategy + options))
    }
    let comparison = try #require(
      JSONSerialization.jsonObject(with: Data(try run("--compare-fills", "--json").utf8))
        as? [String: Any])
    let orders = try #require(comparison["orders"] as? [[String: Any]])
    let counts = ["same", "different", "inOneAlone"].compactMap { comparison[$0] as? Int }
    #expect(orders.count > 10)
    #expect(counts.reduce(0, +) == orders.count)
    for (fills, key) in [("candles", "candlesRunHash"), ("tape", "tapeRunHash")] {
      let hash = try #require(comparison[key] as? String)
      #expect(try run("--fills", fills).hasSuffix("\(hash)\n"))
      // An order is on a side where it has traded there, and its parts are the fills.
      let parts = orders.compactMap { ($0[fills] as? [String: Any])?["parts"] as? Int }
      let lines = try run("--fills", fills, "--json").matches(of: #/"isMaker":/#).count
      #expect(parts.reduce(0, +) == lines)
    }
  }

  @Test func `archive klines roll up to the expected candles`() throws {
    let folder = try TemporaryFolder()
    let zips = (1...3).map { SharedReal.path("klines/BTCUSDT-1m-2020-01-0\($0).zip") }
    _ = try succeed(
      ToolRun(arguments: ["import", "binance-archive"] + zips + ["--output", folder.file("K")]))
    for name in [
      "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d", "3d", "1w", "1mon",
    ] {
      let candles = try succeed(
        ToolRun(
          "candles", folder.file("K"), "--interval", name, "--format", "csv", "--anchor",
          "2017-08-17"))
      #expect(
        candles == (try SharedReal.text("expected/resampled_btcusdt_1m_20200101_03.\(name).csv")))
    }
  }

  @Test(arguments: [
    ("BINANCE", 2), ("BINANCE_FUTURES", 67), ("BINANCE_TR", 8), ("BINANCE_US", 5),
  ])
  func `every kline of the cryptofeed captures is explained`(venue: String, klines: Int) throws {
    let folder = try TemporaryFolder()
    _ = try succeed(
      ToolRun(
        "import", "cryptofeed", SharedReal.path("frames/cryptofeed_\(venue).ws.1.0.gz"), "--output",
        folder.file("C")))
    let audit = try ToolRun("audit", folder.file("C"))
    #expect(audit.status == 0)
    // Those that the capture cut are said to be not compared.
    #expect(audit.output.contains("\n\(klines) klines, 0 differ"), "\(audit.output)")
  }
}
