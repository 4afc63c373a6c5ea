import Market
import Recording
import TestSupport
import Testing

@testable import Import

@Suite struct ArchiveTests {
  let folder: TemporaryFolder
  let minute0 =
    "1577836800000,7195.24,7196.25,7183.14,7186.68,51.64,1577836859999,3.5,493,1.5,2.5,0"
  let minute1 = "1577836860000,7187.67,7188.06,7182.2,7184.03,7.24,1577836919999,5.2,135,2.0,1.4,0"

  init() throws { folder = try TemporaryFolder() }

  func run(
    _ name: String, _ text: String, _ options: ArchiveOptions = ArchiveOptions()
  ) throws -> ([ListedRecord], ImportSummary) {
    try run([name: Array(text.utf8)], options)
  }

  func run(
    _ files: KeyValuePairs<String, [UInt8]>, _ options: ArchiveOptions = ArchiveOptions()
  ) throws -> ([ListedRecord], ImportSummary) {
    let paths = try files.map { try folder.write($0.key, $0.value) }
    var sink = ListSink()
    let summary = try ImportJob.binanceArchive(paths, options).runAll(into: &sink)
    return (sink.records, summary)
  }

  func error(_ name: String, _ text: String, _ options: ArchiveOptions = .init()) -> ImportError? {
    importError { _ = try run(name, text, options) }
  }

  @Test func `A candle is a record, its time the first instant after it`() throws {
    let (records, summary) = try run(
      ["BTCUSDT-1m-2020-01-01.zip": ZipSample("any.csv", "\(minute0)\n\(minute1)\n").bytes],
      ArchiveOptions(venue: .spot))
    let start =
      #"{"url":"https://data.binance.vision/data/spot/daily/klines/BTCUSDT/1m/"#
      + #"BTCUSDT-1m-2020-01-01.zip","file":"BTCUSDT-1m-2020-01-01.zip","data":"klines","#
      + #""venue":"spot","symbol":"BTCUSDT","interval":"1m"}"# + "\n"
    #expect(records.map(\.text) == [start + minute0 + "\n", start + minute1 + "\n"])
    #expect(records.map(\.kind.letter) == ["a", "a"])
    #expect(records.map(\.connection) == [0, 0])
    #expect(
      records.map(\.receivedNs) == [1_577_836_860_000_000_000, 1_577_836_920_000_000_000])
    #expect(summary.files[0].content == "spot BTCUSDT klines 1m")
    #expect(summary.files[0].frames == 2)
  }

  @Test func `Candles in µs close at the same instants`() throws {
    let row =
      "1735689600000000,93576.00000000,93702.15000000,93537.50000000,93661.20000000,45.94160000,"
      + "1735689899999999,4301907.48382050,7448,16.87967000,1580504.06031420,0"
    let (records, summary) = try run("BTCUSDT-5m-2025-01.csv", row + "\r\n")
    #expect(records[0].receivedNs == 1_735_689_900_000_000_000)
    #expect(records[0].body == row + "\n")
    #expect(summary.files[0].content == "spot BTCUSDT klines 5m")
  }

  @Test func `A halt ends a candle early`() throws {
    let row = minute0.replacing("1577836859999", with: "1577836800000")
    #expect(try run("BTCUSDT-1m.csv", row).0[0].receivedNs == 1_577_836_800_001_000_000)
  }

  @Test func `A header makes it a futures file`() throws {
    let header = ArchiveLayout.klines.columnNames
    let (records, summary) = try run("BTCUSDT-1m.csv", "\(header)\n\(minute0)\n")
    #expect(records.map(\.body) == [minute0 + "\n"])
    #expect(summary.files[0].content == "usdm BTCUSDT klines 1m")
  }

  @Test func `Candles of six columns say so and end where their interval does`() throws {
    let text = "time,open,high,low,close,volume\n1735689600000,100.00,100.02,98.71,99.05,1000\n"
    let options = ArchiveOptions(symbol: "testusdt", interval: .mo1)
    let (records, summary) = try run("candles.csv", text, options)
    #expect(
      records[0].text == #"{"file":"candles.csv","data":"klines","venue":"spot","#
        + #""symbol":"TESTUSDT","interval":"1M","columns":"ohlcv"}"# + "\n"
        + "1735689600000,100.00,100.02,98.71,99.05,1000\n")
    #expect(records[0].receivedNs == 1_738_368_000_000_000_000)
    #expect(summary.files[0].content == "spot TESTUSDT klines 1M")
  }

  func trade(_ id: Int, _ timeMs: Int64) -> String {
    "\(id),61837.63000000,0.02000000,1236.75260000,\(timeMs),True,True\n"
  }

  @Test func `Trades share a record up to 100 rows or a second`() throws {
    var text = (0..<250).map { trade($0, 1_723_161_255_000 + Int64($0)) }.joined()
    text += trade(250, 1_723_161_256_000) + trade(251, 1_723_161_256_999)
    text += trade(252, 1_723_161_257_000) + trade(253, 1_723_161_256_500)
    let (records, summary) = try run("BTCUSDT-trades-2024-08-08.csv", text)
    #expect(records.map { $0.body.split(separator: "\n").count } == [100, 100, 51, 2, 1])
    #expect(records.map(\.body).joined() == text)
    #expect(
      records.map { $0.receivedNs / 1_000_000 - 1_723_161_255_000 } == [
        99, 199, 1000, 2000, 1500,
      ])
    #expect(summary.backwards == 1)
    #expect(summary.files[0].content == "spot BTCUSDT trades ")
  }

  @Test(arguments: [
    ("1,1.5,2,3,1723161255000,true\n", "trades", "usdm"),
    ("1,1.5,2,3,1723161255000,True,True\n", "trades", "spot"),
    ("1,1.5,2,3,4,1723161255000,false\n", "aggTrades", "usdm"),
    ("1,1.5,0,-1,-1,1723161255000,False,True\n", "aggTrades", "spot"),
  ]) func `Kinds and venues are shown by the columns`(
    text: String, data: String, venue: String
  ) throws {
    let (records, _) = try run("x.csv", text, ArchiveOptions(symbol: "BTCUSDT"))
    #expect(records[0].text.contains(#""data":"\#(data)","venue":"\#(venue)""#))
    #expect(records[0].body == text)
  }

  @Test func `Different kinds are merged by time`() throws {
    let (records, summary) = try run(
      [
        "BTCUSDT-1m.csv": Array("\(minute0)\n\(minute1)\n".utf8),
        "BTCUSDT-trades.csv": Array(
          (trade(1, 1_577_836_800_000) + trade(2, 1_577_836_860_000) + trade(3, 1_577_836_861_000))
            .utf8),
      ], ArchiveOptions(venue: .spot))
    #expect(
      records.map(\.receivedNs) == records.map(\.receivedNs).sorted())
    #expect(records.map { $0.body.prefix(2) } == ["1,", "15", "2,", "3,", "15"])
    #expect(summary.backwards == 0)
  }

  @Test func `A ZIP of several files takes names from them`() throws {
    let zip = ZipSample([
      .init(name: "d/BTCUSDT-1m-2020-01-01.csv", bytes: Array(minute0.utf8)),
      .init(name: "__MACOSX/d/._x", bytes: [1]), .init(name: "d/", bytes: [], isStored: true),
      .init(name: "d/ETHUSDT-1m-2020-01-01.csv", bytes: Array(minute0.utf8), isStored: true),
    ])
    let (records, summary) = try run(["all.zip": zip.bytes])
    #expect(records.count == 2)
    #expect(summary.files[0].content == "usdm BTCUSDT klines 1m, usdm ETHUSDT klines 1m")
    #expect(summary.files[0].frames == 2)
  }

  // MARK: What is refused

  @Test func `A file without a symbol or an interval asks for them`() {
    #expect(error("candles.csv", minute0)?.advice == "add --symbol")
    let options = ArchiveOptions(symbol: "BTCUSDT")
    #expect(error("candles.csv", minute0, options)?.advice.hasPrefix("add --interval") == true)
    #expect(error("BTCUSDT.csv", minute0)?.advice.hasPrefix("add --interval") == true)
    #expect(error("BTCUSDT-7m-2020-01.csv", minute0)?.found == "the interval \"7m\" in the name")
  }

  @Test func `Options that contradict a name are refused`() {
    let other = ArchiveOptions(symbol: "ETHUSDT")
    #expect(error("BTCUSDT-1m.csv", minute0, other)?.expected == "ETHUSDT, as --symbol says")
    let hour = ArchiveOptions(interval: .h1)
    #expect(error("BTCUSDT-1m.csv", minute0, hour)?.expected == "1h, as --interval says")
  }

  @Test func `A wrong interval is shown by the rows`() throws {
    let five = minute0.replacing("1577836859999", with: "1577837099999")
    #expect(error("BTCUSDT-1m.csv", five)?.location == .line(1, byte: 0))
    let location = ImportError.Location.line(2, byte: Int64(minute0.utf8.count) + 1)
    #expect(error("BTCUSDT-5m.csv", "\(minute0)\n\(minute1)\n")?.location == location)
    let day1 = "1577836800000,1,1,1,1,1,1577923199999,1,1,1,1,0\n"
    let day2 = "1577923200000,1,1,1,1,1,1578009599999,1,1,1,1,0\n"
    #expect(try run("BTCUSDT-1d.csv", day1 + day2).0.count == 2)
    #expect(error("BTCUSDT-3d.csv", day1 + day2)?.advice.contains("real interval") == true)
    #expect(error("BTCUSDT-1w.csv", day1)?.location == .line(1, byte: 0))
  }

  @Test func `A name that says another kind is refused`() {
    let found = error("BTCUSDT-trades-2024-08-08.csv", minute0)
    #expect(found?.expected == "trades, as the name says")
    #expect(
      error("BTCUSDT-1m.csv", trade(1, 1_723_161_255_000))?.expected == "klines, as the name says")
    #expect(error("BTCUSDT-metrics-2024-08-08.csv", "a,b\n")?.found == "metrics, as the name says")
  }

  @Test(arguments: [
    ("1577836860000,1,2,3", "4 columns in column 5"),
    (minuteWith(1, "7.1f4"), "\"7.1f4\" in column 2"),
    (minuteWith(2, "-1.5"), "\"-1.5\" in column 3"), (minuteWith(3, ""), "\"\" in column 4"),
    (minuteWith(3, "."), "\".\" in column 4"), (minuteWith(3, "1."), "\"1.\" in column 4"),
    (minuteWith(3, ".7182"), "\".7182\" in column 4"),
    (minuteWith(4, "999999999999"), "\"999999999999\" in column 5"),
    (minuteWith(0, "1577836860"), "\"1577836860\" in column 1"),
    (minuteWith(0, "2020-01-01"), "\"2020-01-01\" in column 1"),
    (minuteWith(6, "1577836919999999"), "1577836919999999 in column 7"),
    (minuteWith(8, "12.0"), "\"12.0\" in column 9"), (minuteWith(11, "0,0"), "more columns"),
    ("\"1577836860000\",1", "\"\"1577836860000\"\" in column 1"),
    ("open_time,open", "\"open_time\" in column 1"),
  ]) func `A row that cannot be decoded is named with its column`(row: String, found: String) {
    let text = "\(minute0)\n\(row)\n"
    let error = error("BTCUSDT-1m.csv", text)
    #expect(error?.location == .line(2, byte: Int64(minute0.utf8.count) + 1))
    #expect(error?.found.hasPrefix(found) == true)
  }

  static func minuteWith(_ column: Int, _ text: String) -> String {
    var row = "1577836860000,7187.67,7188.06,7182.2,7184.03,7.24,1577836919999,5.2,135,2.0,1.4,0"
      .split(separator: ",").map(String.init)
    row[column] = text
    return row.joined(separator: ",")
  }

  @Test(arguments: [
    "1,2,3\n", "hello\nworld\n",
    "id,qty,price,quote_qty,time,is_buyer_maker\n1,1,1,1,1577836800000,true\n",
  ]) func `Other columns are refused with those expected`(text: String) {
    let error = error("x.csv", text, ArchiveOptions(symbol: "BTCUSDT", interval: .m1))
    #expect(error?.location == .line(1, byte: 0))
    #expect(error?.found.contains(" columns: ") == true)
    #expect(error?.expected.contains("open") == true || error?.expected.contains("id") == true)
  }

  @Test func `Rows too long, and no rows`() throws {
    let long = String(repeating: "1", count: 5000)
    #expect(
      error("BTCUSDT-1m.csv", "\(minute0)\n\(long)\n")?.found == "a line of more than 4096 bytes")
    #expect(error("BTCUSDT-1m.csv", "open_time,open\n")?.found == "a header and no rows")
    #expect(error("BTCUSDT-1m.csv", "\n\n")?.found == "no rows")
  }

  @Test func `Too many streams side by side are refused`() {
    let entries = (0...ImportLimits.groupsMax).map {
      ZipSample.Entry(name: "A\($0)-1m.csv", bytes: Array(minute0.utf8))
    }
    let error = importError { _ = try run(["all.zip": ZipSample(entries).bytes]) }
    #expect(error?.found == "901 streams side by side")
  }

  // MARK: Real files

  @Test(
    .enabled(if: SharedReal.exists, "\(SharedReal.absent)"),
    arguments: [
      ("BTCUSDT-1m-2020-01-01.zip", "spot BTCUSDT klines 1m", 1440),
      ("BTCUSDT-5m-2025-01.csv.gz", "spot BTCUSDT klines 5m", 8928),
      ("BTCUSDT-1mon.csv.gz", "spot BTCUSDT klines 1M", 104),
      ("BTCUSDT-12h.csv.gz", "spot BTCUSDT klines 12h", 6355),
      ("BTCUSDT-3d.csv.gz", "spot BTCUSDT klines 3d", 1059),
      ("BTCUSDT-1w.csv.gz", "spot BTCUSDT klines 1w", 454),
      ("SOLUSDT-3d.csv.gz", "spot SOLUSDT klines 3d", 696),
      ("ADABNB-1h.excerpt.csv", "spot ADABNB klines 1h", 8),
      ("FILUSDT-1m-2023-04.usdm.csv.gz", "usdm FILUSDT klines 1m", 43_200),
    ]) func `Real files come through byte for byte`(
      name: String, content: String, rows: Int
    ) throws
  {
    let path = SharedReal.path("klines/" + name)
    var sink = ListSink()
    let summary = try ImportJob.binanceArchive([path]).runAll(into: &sink)
    #expect(summary.files[0].content == content)
    #expect(summary.files[0].isVerified == name.hasSuffix(".zip"))
    #expect(summary.backwards == 0)
    #expect(sink.records.count == rows)
    var text = try InputFile(path: path).parts()[0].bytes().readAll()
    if text[0] > 0x39 { text.removeSubrange(...(text.firstIndex(of: 0x0a)!)) }
    let bodies = sink.records.flatMap { record in
      record.payload[(record.payload.firstIndex(of: 0x0a)! + 1)...]
    }
    #expect(bodies == (text.last == 0x0a ? text : text + [0x0a]))
  }

  @Test(.enabled(if: SharedReal.exists, "\(SharedReal.absent)"))
  func `A file without the times of opens is refused`() {
    let path = SharedReal.path("klines/privet1x_BTCUSDT_1m_202412_float.csv.gz")
    let options = ArchiveOptions(symbol: "BTCUSDT", interval: .m1)
    let error = importError { _ = try ImportJob.binanceArchive([path], options) }
    #expect(error?.location == .line(1, byte: 0))
    #expect(error?.found == "times of closes alone, in \"close_datetime\"")
    #expect(error?.advice == "write the time at which each candle opens")
  }

  @Test(.enabled(if: SharedReal.exists, "\(SharedReal.absent)"))
  func `Three days with their checksums, in one go`() throws {
    let paths = [1, 2, 3].flatMap { day in
      ["", ".CHECKSUM"].map { SharedReal.path("klines/BTCUSDT-1m-2020-01-0\(day).zip\($0)") }
    }
    var sink = ListSink()
    let summary = try ImportJob.binanceArchive(paths).runAll(into: &sink)
    #expect(summary.files.map(\.isVerified) == [true, true, true])
    #expect(summary.records == 4320)
  }
}
