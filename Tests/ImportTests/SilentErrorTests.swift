import Market
import TestSupport
import Testing

@testable import Import

/// What came in wrong without a word: it is refused, or said.
struct SilentErrorTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let startMs = 1_621_641_600_000

  private func imported(
    _ text: String, name: String = "candles.csv", symbol: String? = "BTCUSDT",
    skipsBadRows: Bool = false
  ) throws -> (rows: String, notes: [String], findings: RowFindings) {
    let path = try folder.write(name, Array(text.utf8))
    let options = ArchiveOptions(
      symbol: symbol, intervalElse: .h1, skipsBadRows: skipsBadRows)
    let job = try ImportJob.binanceArchive([path], options)
    var sink = ListSink()
    let summary = try job.runAll(into: &sink)
    return (sink.records.map(\.body).joined(), job.notes, summary.findings)
  }

  private func refusal(_ text: String, name: String = "candles.csv") throws -> String {
    try #require(importError { _ = try imported(text, name: name) }).description
  }

  private static func table(_ header: String, _ time: (Int) -> String, more: String = "") -> String
  {
    header + "\n"
      + (0..<30).map { "\(time(startMs + $0 * 3_600_000)),3,5,2,4,7\(more)\n" }.joined()
  }

  // MARK: - Columns

  @Test(arguments: ["close_time", "Close Time", "end", "end_time", "closeTimestamp"])
  func `a first column of closes is refused`(_ name: String) throws {
    let text = Self.table("\(name),open,high,low,close,volume") { "\($0 + 3_600_000)" }
    #expect(try refusal(text).contains("times of closes alone, in \"\(name)\""))
  }

  @Test(
    arguments: [
      ("open_time,open,high,low,close,volume", "7", nil),
      ("time,open,high,low,close,Volume USDT", "", "no volume"),
      ("time,open,high,low,close,volume_quote", "", "no volume"),
      ("time,open,high,low,close,Volume BTC", "7", "volume=Volume BTC"),
    ] as [(String, String, String?)])
  func `a volume of something else is none`(_ header: String, _ volume: String, _ note: String?)
    throws
  {
    let found = try imported(Self.table(header) { "\($0)" })
    #expect(found.rows.hasPrefix("\(Self.startMs),3,5,2,4,\(volume)\n"))
    #expect(found.notes.first?.hasSuffix(note ?? "") ?? (note == nil), "\(found.notes)")
  }

  @Test func `the volume that names the base asset counts more than one without a name`() throws {
    let found = try imported(
      Self.table("time,open,high,low,close,Volume,Volume BTC", { "\($0)" }, more: ",9"))
    #expect(found.rows.hasPrefix("\(Self.startMs),3,5,2,4,9\n"))
    #expect(found.notes.first?.hasSuffix("volume=Volume BTC") == true)
  }

  @Test(arguments: [
    "BTCUSDT", "btc/usdt", "BTC-USDT", "BTC", "BTC-USD", "BINANCE:BTCUSDT", "BTC/USDT:USDT",
  ]) func `a column of the market may write it otherwise`(_ value: String) throws {
    let text = Self.table("time,open,high,low,close,volume,symbol", { "\($0)" }, more: ",\(value)")
    #expect(try imported(text).rows.hasPrefix("\(Self.startMs),3,5,2,4,7\n"))
  }

  @Test(arguments: ["symbol", "Ticker", "pair"])
  func `rows of another market are refused`(_ name: String) throws {
    let header = "time,open,high,low,close,volume,\(name)"
    for other in ["ETHUSDT", "WBTCUSDT", "BTCUSDC", "BINANCE:ETHUSDT"] {
      let message = try refusal(Self.table(header, { "\($0)" }, more: ",\(other)"))
      #expect(message.contains("line 2 (byte "), "\(message)")
      #expect(message.contains("found \"\(other)\" in column 7 of "), "\(message)")
      #expect(message.contains("expected BTCUSDT, as was asked for"), "\(message)")
      #expect(message.contains("--symbol"), "\(message)")
    }
    var lines = Self.table(header, { "\($0)" }, more: ",BTCUSDT").split(separator: "\n")
    lines[20] = "\(lines[20].dropLast(7))ETHUSDT"[...]
    let message = try refusal(lines.joined(separator: "\n"))
    #expect(
      message.contains("line 21 (byte ") && message.contains("as in the first row"), "\(message)")
  }

  // MARK: - Times

  @Test func `two times that disagree are refused, and named`() throws {
    let header = "unix,open,high,low,close,volume,open_time"
    func text(_ aheadMs: Int) -> String {
      header + "\n"
        + (0..<20).map {
          let ms = Self.startMs + $0 * 3_600_000
          return "\(ms / 1000),3,5,2,4,7,\(ms + aheadMs)\n"
        }.joined()
    }
    #expect(try imported(text(0)).rows.hasPrefix("\(Self.startMs),3,"))
    let message = try refusal(text(3_600_000))
    #expect(
      message.contains("two times that disagree, \"1621641600\" in \"unix\" and \"1621645200000\""),
      "\(message)")
    #expect(message.contains("leave the column out"))
  }

  @Test(arguments: [
    ("<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>", "volume=<VOL>"),
    ("Date;Time;Open;High;Low;Close;Volume", "volume=Volume"),
  ]) func `a date and a time of day are one time`(_ header: String, _ volume: String) throws {
    let mark: Character = header.contains("\t") ? "\t" : ";"
    let rows = [("2021.05.22", "00:00:00"), ("2021.05.22", "01:00:00"), ("2021.05.22", "02:00:00")]
    let compact = [("20210522", "0000"), ("20210522", "0100"), ("20210522", "0200")]
    for rows in [rows, compact] {
      let text = rows.map { date, time in
        [date, time, "3", "5", "2", "4", "7", "0", "1"].prefix(header.split(separator: mark).count)
          .joined(separator: String(mark))
      }
      let found = try imported(([header] + text).joined(separator: "\n"))
      let base = volume == "volume=Volume" ? "7" : "0"
      #expect(
        found.rows
          == (0..<3).map { "\(Self.startMs + $0 * 3_600_000),3,5,2,4,\(base)\n" }.joined())
      #expect(found.notes.first?.contains(volume) == true)
      #expect(found.notes.first?.contains(" (ISO, UTC), open=") == true)
    }
  }

  @Test(arguments: ["202105220000", "20210522000000"])
  func `a calendar's digits are no ms`(_ time: String) throws {
    #expect(
      try refusal("time,open,high,low,close,volume\n\(time),3,5,2,4,7\n")
        .contains("found the time \"\(time)\""))
    #expect(try refusal("\(time),3,5,2,4,7\n").contains("13 or 16 digits"))
  }

  // MARK: - Numbers

  @Test func `rounded numbers are counted, and prices that rounding would change refused`() throws {
    let header = "time,open,high,low,close,volume\n"
    let found = try imported(
      header + "\(Self.startMs),0.00012345,0.00012345,0.0001234499,0.00012345,1.123456789\n")
    #expect(found.findings.roundedCount == 2)
    #expect(found.findings.firstRounded?.contains("candles.csv line 2: ") == true)
    #expect(found.findings.isWhole)
    let message = try refusal(
      header + "\(Self.startMs),1.2345e-09,1.2345e-09,1.2345e-09,1.2345e-09,1\n")
    #expect(message.contains("found \"1.2345e-09\" in column 2"), "\(message)")
    #expect(message.contains("a price that eight decimals hold to a thousandth"))
  }

  @Test(arguments: [
    ("0.000000012345", TableNumber.Rounding.coarse), ("0.00000500", .exact),
    ("0.000005004", .rounded), ("0.000004996", .rounded), ("0.000000044", .coarse),
    ("4.99000000499", .rounded), ("0.0000049995", .rounded), ("0.00000001000001", .rounded),
    ("0.000000010001", .rounded), ("0.00000001002", .coarse),
  ]) func `how much rounding changes`(_ text: String, _ wanted: TableNumber.Rounding) throws {
    var bytes: [UInt8] = []
    let found = try TableNumber.append(Array(text.utf8)[...], hasThousands: false, to: &bytes)
    #expect(found == wanted)
  }

  // MARK: - Rows that contradict themselves

  @Test(arguments: [
    ("1.50000000,2.00000000,3.00000000", true), ("1.50000000,2.00000000,3.00000001", true),
    ("1.50000000,2.00000000,3.00000002", false), ("1.33,3.7,4.92", true), ("1.33,3.7,4.93", true),
    ("1.33,3.7,4.9", true), ("1.33,3.7,5.0", true), ("1.33,3.7,4.8", false), ("999,2,3", false),
  ]) func `a trade's quote quantity is price times quantity`(_ numbers: String, _ isTrue: Bool)
    throws
  {
    let found = try imported(
      "7,\(numbers),\(Self.startMs),True,True\n", name: "BTCUSDT-trades-2021-05-22.csv")
    #expect(found.findings.inconsistent.count == (isTrue ? 0 : 1))
    #expect(found.findings.isWhole == isTrue)
    #expect(found.rows == "7,\(numbers),\(Self.startMs),True,True\n")
  }

  @Test(
    arguments: [
      ("10,30,4,12", nil), ("10,20,10,20", nil), ("10,50,0,0", nil), ("10,0,4,0", nil),
      ("10,50.1,4,12", "quote volume is not between"),
      ("10,19.9,4,12", "quote volume is not between"),
      ("10,30,10.1,12", "more than the volume"), ("10,30,4,30.1", "for more than the quote volume"),
    ] as [(String, String?)]) func `a kline's sums are in order`(_ sums: String, _ flaw: String?)
    throws
  {
    let parts = sums.split(separator: ",")
    let row =
      "\(Self.startMs),3,5,2,4,\(parts[0]),\(Self.startMs + 3_599_999),\(parts[1]),9,\(parts[2]),"
      + "\(parts[3]),0\n"
    let found = try imported(row, name: "BTCUSDT-1h-2021-05.csv")
    #expect(found.rows == row)
    #expect(found.findings.inconsistent.count == (flaw == nil ? 0 : 1))
    #expect(found.findings.inconsistent.texts.first?.contains(flaw ?? "") ?? true)
    // COIN-M counts contracts, and coins.
    let coins = try imported(row, name: "BTCUSD_PERP-1h-2021-05.coinm.csv", symbol: nil)
    #expect(coins.findings.inconsistent.count == 0)
  }

  @Test(arguments: [
    ("7,1.5,2.0,-1,-1", "-1 twice"), ("7,1.5,2.0,12,11", "not behind"),
    ("7,0.0,2.0,11,12", "above 0"),
    ("7,1.5,0.0,11,12", "above 0"), ("7,1.5,2.0,-1,12", "-1 twice"),
  ]) func `an aggregate that cannot be is refused`(_ numbers: String, _ expected: String) throws {
    let message = try refusal(
      "\(numbers),\(Self.startMs),True,True\n", name: "BTCUSDT-aggTrades-2021-05-22.csv")
    #expect(message.contains("line 1 (byte 0)") && message.contains(expected), "\(message)")
    #expect(message.contains("--skip-bad-rows"))
  }

  // MARK: - What is passed over

  @Test func `a bad first row is passed over like any other`() throws {
    var lines = Self.table("time,open,high,low,close,volume") { "\($0)" }.split(separator: "\n")
    lines[1] = "\(Self.startMs),NaN,NaN,NaN,NaN,NaN"
    let found = try imported(lines.joined(separator: "\n"), skipsBadRows: true)
    #expect(found.findings.skipped.count == 1)
    #expect(found.rows.hasPrefix("\(Self.startMs + 3_600_000),3,5,2,4,7\n"))
  }

  @Test func `without a header, wrong prices may be another order of columns`() throws {
    #expect(
      try refusal("\(Self.startMs),3,4,5,2,7\n").contains(
        "add a header line with names if the columns stand in another order"))
  }
}
