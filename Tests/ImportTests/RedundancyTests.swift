import Market
import TestSupport
import Testing

@testable import Import

/// What rows and their neighbours say twice: where they do not agree, it is said.
struct RedundancyTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let startMs = 1_577_836_800_000

  private func findings(
    _ lines: [String], _ name: String, end: String = "\n"
  ) throws -> RowFindings {
    let path = try folder.write(name, Array((lines.joined(separator: "\n") + end).utf8))
    var sink = ListSink()
    return try ImportJob.binanceArchive([path]).runAll(into: &sink).findings
  }

  /// Two hours of klines as spot files write them.
  private static let klines = (0..<120).map { number in
    let open = startMs + number * 60_000
    return "\(open),100.10000000,100.30000000,100.00000000,100.20000000,10.00000000,"
      + "\(open + 59_999),1001.00000000,7,4.00000000,400.80000000,0"
  }
  private static let klineName = "BTCUSDT-1m.csv"

  private static func klines(_ number: Int, _ column: Int, _ value: String) -> [String] {
    var lines = klines
    var columns = lines[number].split(separator: ",").map(String.init)
    columns[column] = value
    lines[number] = columns.joined(separator: ",")
    return lines
  }

  private static let trades = (0..<150).map { number in
    "\(500 + number),100.10000000,2.00000000,200.20000000,\(startMs + number * 700),True,True"
  }

  @Test(
    arguments: [
      (2, "100.300000000", "9 decimals in column 3, the first row has 8"),
      (1, "100.1000000", "7 decimals in column 2"),
      (4, "0100.20000000", "a zero ahead of the digits in column 5"),
      (2, "100.30000007", "has 8 decimals that count, no other of 120 rows more than 1"),
      (10, "400.80001000", "in column 11 has 5 decimals that count"),
      (10, "380.80000000", "what takers paid is not between"),
      (9, "3.00000000", "what takers paid is not between"),
      (10, "401.19000000", "what takers got is not between"), (8, "0", "a volume without trades"),
    ]) func `a kline that differs from the others is reported`(
      _ column: Int, _ value: String, _ flaw: String
    ) throws
  {
    let found = try findings(Self.klines(60, column, value), Self.klineName)
    #expect(found.inconsistent.count == 1, "\(found.inconsistent)")
    #expect(found.inconsistent.texts.first?.contains(flaw) == true, "\(found.inconsistent)")
    #expect(found.inconsistent.texts.first?.contains("BTCUSDT-1m.csv line 61: ") == true)
    #expect(!found.isWhole)
  }

  @Test func `klines that agree are whole, and so are two with fine prices`() throws {
    #expect(try findings(Self.klines, Self.klineName) == RowFindings())
    var lines = Self.klines(60, 2, "100.30000007")
    lines[61] = Self.klines(61, 2, "100.30000007")[61]
    #expect(try findings(lines, Self.klineName) == RowFindings())
    #expect(try findings(Array(lines[..<61]), Self.klineName) == RowFindings())
  }

  @Test func `a candle that ends early is noted`() throws {
    let early = "\(Self.startMs + 60 * 60_000 + 19_999)"
    let found = try findings(Self.klines(60, 6, early), Self.klineName)
    #expect(found.cutShort.count == 1)
    #expect(found.cutShort.texts.first?.contains("line 61: ") == true)
    #expect(found.isWhole)
  }

  /// The next trade comes 700 ms later, and a second of it may be a clock's.
  @Test(arguments: [
    (60, 1_700, false), (60, 1_701, true), (60, 86_400_000, true), (60, -1_700, false),
    (60, -1_701, true), (149, 86_400_000, false),
  ]) func `a trade's time lies between those of its neighbours`(
    _ number: Int, _ byMs: Int, _ isReported: Bool
  ) throws {
    var lines = Self.trades
    let ms = Self.startMs + number * 700
    lines[number] = lines[number].replacing("\(ms)", with: "\(ms + byMs)")
    let found = try findings(lines, "BTCUSDT-trades.csv")
    #expect(found.conflicts.count == (isReported ? 1 : 0), "\(found.conflicts)")
  }

  @Test(arguments: [
    ("BTCUSDT-1m-2020-01-01.csv", 0..<120, true), ("BTCUSDT-1m-2020-01.csv", 0..<120, true),
    ("BTCUSDT-1m.csv", 0..<120, false), ("BTCUSDT-1m-2020-01-02.csv", 0..<120, false),
  ]) func `a file that ends before its period does is noted`(
    _ name: String, _ rows: Range<Int>, _ isNoted: Bool
  ) throws {
    let found = try findings(Array(Self.klines[rows]), name)
    #expect(found.openEnds.count == (isNoted ? 1 : 0), "\(found.openEnds)")
    #expect(found.isWhole)
    let text = found.openEnds.texts.first ?? "2020-01-01T00:00:00Z to 2020-01-01T02:00:00Z"
    #expect(text.contains("2020-01-01T00:00:00Z to 2020-01-01T02:00:00Z"))
  }

  @Test func `a whole day is whole, and a trade's pause is not an end`() throws {
    let day = (0..<24).map { hour in
      let open = Self.startMs + hour * 3_600_000
      return "\(open),100.1,100.3,100,100.2,10,\(open + 3_599_999),1001,7,4,400.8,0"
    }
    #expect(try findings(day, "BTCUSDT-1h-2020-01-01.csv") == RowFindings())
    for (hours, isNoted) in [([0, 8, 16], false), ([0, 1, 2, 20], false), ([0, 1, 2], true)] {
      let rows = hours.enumerated().map { index, hour in
        "\(500 + index),100.1,2,200.2,\(Self.startMs + hour * 3_600_000),True,True"
      }
      let found = try findings(rows, "BTCUSDT-trades-2020-01-01.csv")
      #expect(found.openEnds.count == (isNoted ? 1 : 0), "\(hours)")
    }
  }

  @Test func `a last line without an end is noted, reported where its number is short`() throws {
    let found = try findings(Self.klines, Self.klineName, end: "")
    #expect(found.openEnds.texts.first?.contains("no line end") == true)
    func table(_ last: String, _ end: String) throws -> RowFindings {
      let lines = (0..<30).map { "\(Self.startMs + $0 * 60_000),3,5,2,4,7.25" }
      return try findings(
        ["time,open,high,low,close,volume"] + lines.dropLast()
          + [lines[29].replacing("7.25", with: last)], Self.klineName, end: end)
    }
    #expect(try table("7.25", "") == RowFindings())
    #expect(try table("7.2", "\n") == RowFindings())
    #expect(try table("7.2", "").inconsistent.count == 1)
    #expect(try table("7", "").inconsistent.texts.first?.contains("cut off") == true)
  }
}
