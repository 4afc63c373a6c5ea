import Foundation
import TestSupport
import Testing

/// Files whose rows contradict each other: what an import says of them is what becomes of them, and every
/// command says so.
struct WildFileContradictionTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ arguments: String...) throws -> ToolRun {
    try ToolRun(arguments: arguments, in: folder.path)
  }

  private func importArchive(_ name: String, _ lines: [String]) throws -> ToolRun {
    try folder.write(name, Array((lines.joined(separator: "\n") + "\n").utf8))
    return try run("import", "binance-archive", name, "--output", "x")
  }

  /// Aggregates of two trades each, four in a minute; one of them with other trades.
  private static func aggregates(_ changed: Int, _ first: Int, _ last: Int) -> [String] {
    (0..<16).map { number in
      let ids = number == changed ? (first, last) : (100 + 2 * number, 101 + 2 * number)
      return "\(500 + number),98.20000000,2.50000000,\(ids.0),\(ids.1),"
        + "\(1_719_964_800_000 + number * 15_000),True,True"
    }
  }

  private static let name = "ABCUSDT-aggTrades-2024-07-03.csv"

  @Test func `a trade from far ahead is reported by import, verify and candles alike`() throws {
    var trades = (0..<120).map { number in
      "\(500 + number),98.20000000,2.00000000,196.40000000,\(1_719_964_800_000 + number * 5_000),True,True"
    }
    trades[60] = trades[60].replacing("1719965100000", with: "\(1_719_965_100_000 + 2_592_000_000)")
    let imported = try importArchive("ABCUSDT-trades-2024-07-03.csv", trades)
    #expect(imported.status == 3)
    #expect(imported.errors.contains("line 62 is of 2024-07-03T00:05:05.000Z, and "))
    let made = try run("candles", "x", "--interval", "1m")
    #expect(made.status == 3)
    #expect(made.errors.contains("59 trades came more than ten minutes too late"))
    let verified = try run("verify", "x")
    #expect(verified.status == 3)
    #expect(
      verified.output.contains(
        "late: ABCUSDT: 59 trades came more than ten minutes too late for their candle, first 561 of "
          + "2024-07-03T00:05:05.000Z, behind 560 of 2024-08-02T00:05:00.000Z"),
      "\(verified.output)")
    #expect(verified.output.contains(" 59 trades too late, 0 frames malformed"))
  }

  @Test func `two klines that a halt left of one minute are one candle everywhere`() throws {
    func row(_ from: Int, _ to: Int, _ prices: String) -> String {
      let ms = 1_719_964_800_000
      return "\(ms + from),\(prices),2.0,\(ms + to),200.0,2,0,0,0"
    }
    let rows = [
      row(0, 59_999, "100.0,103.0,99.0,101.0"), row(60_000, 72_344, "100.0,105.0,99.0,101.0"),
      row(77_000, 119_999, "102.0,103.0,95.0,98.0"), row(120_000, 179_999, "98.0,103.0,98.0,101.0"),
    ]
    #expect(try importArchive("ABCUSDT-1m-2024-07.csv", rows).status == 0)
    #expect(try run("verify", "x").status == 0)
    let made = try run(
      "candles", "x", "--interval", "1m", "--format", "csv", "--columns", "ohlcv")
    let joined = made.output.split(separator: "\n").dropFirst().first ?? ""
    #expect(joined.hasSuffix(",100.0,105.0,95.0,98.0,4.0"), "\(made.output) \(made.errors)")
    #expect(made.output.split(separator: "\n").count == 3)
  }

  /// The fifth claims trades of the next five; the ninth claims those of the sixth.
  @Test(arguments: [(4, 108, 119, 5), (4, 108, 110, 1), (8, 110, 111, 1)])
  func `aggregates that share trades are reported by every command`(
    changed: Int, first: Int, last: Int, pairs: Int
  ) throws {
    let imported = try importArchive(Self.name, Self.aggregates(changed, first, last))
    #expect(imported.status == 3)
    let named = imported.errors.split(separator: "\n").filter {
      $0.contains(" shares trades with ")
    }
    #expect(named.count == pairs)
    #expect(named.allSatisfy { $0.hasSuffix("; both are taken") }, "\(imported.errors)")
    let made = try run("candles", "x", "--interval", "1m", "--format", "jsonl")
    #expect(made.status == 3)
    #expect(made.errors.contains("contradiction: ABCUSDT aggregate 5"))
    let candles = made.output.split(separator: "\n")
    #expect(candles.count == 4)
    #expect(candles.allSatisfy { $0.contains(#""volume":"10.00000000""#) }, "\(made.output)")
    #expect(candles[1].contains(#""complete":false"#))
    let verified = try run("verify", "x")
    #expect(verified.status == 3)
    #expect(
      verified.output.contains(" \(pairs == 1 ? "1 pair shares" : "\(pairs) pairs share") trades"),
      "\(verified.output)")
    #expect(verified.output.contains(" \(pairs) contradictions, "))
    #expect(try run("backtest", "x", "--interval", "1m").status == 3)
    #expect(try run("backtest", "x", "--interval", "1m", "--require-complete").status == 1)
  }

  @Test func `one trade that a capture has with two prices is reported by every command`() throws {
    func frame(_ id: Int, price: String = "100.0") -> String {
      let ms = 1_723_161_600_000 + id * 10_000
      return "\(ms)000000 "
        + #"{"stream":"btcusdt@trade","data":{"e":"trade","E":\#(ms),"s":"BTCUSDT","t":\#(id),"#
        + #""p":"\#(price)","q":"1.0","T":\#(ms),"m":false,"M":true}}"#
    }
    let frames = (0..<9).map { frame($0) } + [frame(8, price: "900.0")] + (9..<18).map { frame($0) }
    try folder.write("a.txt", Array((frames.joined(separator: "\n") + "\n").utf8))
    #expect(try run("import", "hftbacktest", "a.txt", "--output", "x").status == 0)
    let made = try run("candles", "x", "--interval", "1m", "--format", "jsonl")
    #expect(made.status == 3)
    #expect(made.errors.contains("BTCUSDT trade 8 (price 900, quantity 1, "), "\(made.errors)")
    #expect(made.output.contains(#""complete":true"#) == false)
    let verified = try run("verify", "x")
    #expect(verified.status == 3)
    #expect(verified.output.contains("is also 8 (price 100, quantity 1, "))
    #expect(verified.output.contains("18 trades, ids 0 to 17, none missing, 1 contradicted"))
  }
}
