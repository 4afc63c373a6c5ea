import Binance
import Market
import TestSupport
import Testing

@testable import Import

/// Klines that a halt of the exchange cut within one interval.
struct HaltTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let startMs: Int64 = 1_577_836_800_000

  private static func row(
    _ fromMs: Int64, _ toMs: Int64, prices: String = "100,103,99,101", volume: Int = 2
  ) -> String {
    "\(startMs + fromMs),\(prices),\(volume),\(startMs + toMs),\(volume * 100),\(volume),0,0,0"
  }

  /// A minute before, and one after.
  private static func file(_ rows: [String]) -> String {
    ([row(0, 59_999)] + rows + [row(120_000, 179_999)]).joined(separator: "\n") + "\n"
  }

  private func candles(_ path: String) throws -> [Candle] {
    var candles: [Candle] = []
    func read(sorting: Bool) throws {
      candles = []
      _ = try CandleFiles([path], ArchiveOptions()).read(
        as: SymbolID(rawValue: 0), sorting: sorting
      ) { more, _ in candles += more }
    }
    do { try read(sorting: false) } catch is RowDisorder { try read(sorting: true) }
    return candles
  }

  private func imported(_ path: String) throws -> (rows: String, findings: RowFindings) {
    var sink = ListSink()
    let summary = try ImportJob.binanceArchive([path]).runAll(into: &sink)
    return (sink.records.map(\.body).joined(), summary.findings)
  }

  @Test(
    arguments: [
      [row(60_000, 72_344)], [row(77_000, 119_999)], [row(105_000, 119_999)],
      [row(77_000, 136_999)], [row(77_000, 99_000)],
      [row(60_000, 72_344), row(77_000, 119_999)], [row(60_000, 72_344), row(105_000, 119_999)],
      [row(60_000, 65_000), row(72_000, 80_000), row(90_500, 119_999)],
    ]) func `what a halt leaves of a minute is data`(_ rows: [String]) throws
  {
    for order in [rows, rows.reversed()] {
      let path = try folder.write("BTCUSDT-1m.csv", Array(Self.file(order).utf8))
      let found = try imported(path)
      // Where the shifted candle ends past the minute, the next one stands as it does.
      #expect(found.rows == Self.file(rows))
      #expect(found.findings.isWhole, "\(found.findings)")
      let made = try candles(path)
      #expect(made.map(\.openTimeMs) == [0, 60_000, 120_000].map { Self.startMs + $0 })
      #expect(made[1].volume == AmountSum(units: Int128(rows.count) * 200_000_000))
      #expect(made[1].tradeCount == Int64(rows.count * 2))
    }
  }

  @Test func `two parts are one candle with the prices of both`() throws {
    let rows = [
      Self.row(60_000, 72_344, prices: "100,105,99,101"),
      Self.row(77_000, 119_999, prices: "102,103,95,98"),
    ]
    let path = try folder.write("BTCUSDT-1m.csv", Array(Self.file(rows).utf8))
    let made = try candles(path)[1]
    #expect(
      [made.open, made.high, made.low, made.close].map(\.description) == ["100", "105", "95", "98"])
    #expect(made.closeTimeMs == Self.startMs + 119_999)
  }

  @Test(
    arguments: [
      // Parts that share time, and candles of shorter intervals.
      [row(60_000, 80_000), row(77_000, 119_999)], [row(61_000, 61_999)],
      [row(60_000, 60_999), row(61_000, 61_999), row(62_000, 62_999)],
    ]) func `what no halt leaves is refused`(_ rows: [String]) throws
  {
    let path = try folder.write("BTCUSDT-1m.csv", Array(Self.file(rows).utf8))
    #expect(importError { _ = try imported(path) } != nil)
    #expect(importError { _ = try candles(path) } != nil)
  }

  @Test(arguments: [(60_000, "1h"), (900_000, "1h"), (1_800_000, "1h"), (60_000, "5m")])
  func `a file of a shorter interval is refused`(_ lengthMs: Int64, _ interval: String) throws {
    let rows = (Int64(0)..<60).map { Self.row($0 * lengthMs, ($0 + 1) * lengthMs - 1) }
    let path = try folder.write(
      "BTCUSDT-\(interval).csv", Array(rows.joined(separator: "\n").utf8))
    #expect(importError { _ = try imported(path) }?.advice.contains("--interval") == true)
  }
}
