import Binance
import Recording
import TestSupport
import Testing

@testable import Import

@Suite struct CryptofeedTests {
  let folder: TemporaryFolder
  let url = "wss://stream.binance.com:9443/stream?streams=nknusdt@depth@100ms"

  init() throws { folder = try TemporaryFolder() }

  func run(
    _ files: [(name: String, text: String)], venue: BinanceSite? = nil
  ) throws -> ([ListedRecord], ImportSummary) {
    let paths = try files.map { try folder.write($0.name, Array($0.text.utf8)) }
    var sink = ListSink()
    let summary = try ImportJob.cryptofeed(paths, venue: venue).runAll(into: &sink)
    return (sink.records, summary)
  }

  @Test func `Every form of line`() throws {
    let (records, summary) = try run([
      (
        "BINANCE.ws.1.0",
        """
        configuration: {"trades":["NKN-USDT"]}
        \(url) <-> 1633998511.159679
        \(url) <- 1633998511.16: {"method":"SUBSCRIBE"}
        1633998512.0633569: {"stream":"a"}

        https://api.binance.com/api/v3/depth?symbol=NKNUSDT -> 1633998512.320639: {"lastUpdateId":1}
        \(url) <-> 1633998513
        1633998514.5: [1]

        """
      )
    ])
    #expect(records.map(\.kind) == [.opened, .textSent, .text, .response, .lost, .opened, .text])
    #expect(records.map(\.connection) == [1, 1, 1, 0, 1, 1, 1])
    #expect(
      records.map(\.receivedNs) == [
        1_633_998_511_159_679_000, 1_633_998_511_160_000_000, 1_633_998_512_063_356_900,
        1_633_998_512_320_639_000, 1_633_998_513_000_000_000, 1_633_998_513_000_000_000,
        1_633_998_514_500_000_000,
      ])
    #expect(
      records.map(\.text) == [
        "{\"url\":\"\(url)\",\"importedFrom\":\"BINANCE.ws.1.0\"}", #"{"method":"SUBSCRIBE"}"#,
        #"{"stream":"a"}"#,
        #"{"method":"GET","url":"https://api.binance.com/api/v3/depth?symbol=NKNUSDT","#
          + #""status":200,"headers":{},"importedFrom":"BINANCE.ws.1.0"}"# + "\n"
          + #"{"lastUpdateId":1}"#,
        #"{"reason":"reconnected","importedFrom":"BINANCE.ws.1.0"}"#,
        "{\"url\":\"\(url)\",\"importedFrom\":\"BINANCE.ws.1.0\"}", "[1]",
      ])
    #expect(summary.configurationLines == 1)
    #expect(summary.files[0].frames == 6)
  }

  @Test func `Parts of a connection follow each other, connections are merged`() throws {
    let (records, _) = try run([
      ("B.ws.1.0", "\(url) <-> 1633998511.1\n1633998511.5: {\"a\":1}\n"),
      ("B.ws.1.1", "1633998512.5: {\"a\":2}\n"),
      ("B.http.0.0", "https://x/y -> 1633998511.2: {}\n"),
      ("B.ws.2.0", "\(url) <-> 1633998511.3\n1633998512.1: {\"b\":1}\n"),
    ])
    #expect(
      records.map { "\($0.connection)\($0.kind.letter)" }
        == ["1o", "0r", "3o", "1t", "3t", "1t"].map { $0.replacing("3", with: "3") })
  }

  @Test(arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
  func `Parts may be named in any order`(_ order: [Int]) throws {
    let texts = [
      "configuration: {}\n\(url) <-> 1633998511.0\n1633998511.5: [0]\n", "1633998512.0: [1]\n",
      "1633998513.0: [2]\n",
    ]
    let (records, _) = try run(order.map { ("B.ws.1.\($0)", texts[$0]) })
    #expect(records.map(\.kind) == [.opened, .text, .text, .text])
    #expect(records.dropFirst().map(\.text) == ["[0]", "[1]", "[2]"])
  }

  @Test func `A part without its address needs a venue`() throws {
    let text = "1633998512.5: {\"stream\":\"a@trade\"}\n"
    let error = importError { _ = try run([("B.ws.1.1", text)]) }
    #expect(error?.location == .line(1, byte: 0))
    #expect(error?.advice == "give that file too, or name the exchange with --venue")
    let (records, _) = try run([("B.ws.1.1", text)], venue: .us)
    #expect(records[0].text.hasPrefix(#"{"url":"wss://stream.binance.us:9443/stream""#))
  }

  @Test(
    arguments: [
      ("1633998512.0633569", 1_633_998_512_063_356_900),
      ("1633998512.1", 1_633_998_512_100_000_000),
      ("1633998512", 1_633_998_512_000_000_000),
      ("1633998512.123456789", 1_633_998_512_123_456_789),
      ("1633998512.1234567890", 1_633_998_512_123_456_789), ("0.000000001", 1), ("1.", nil),
      ("1633998512.1234567891", nil), ("9000000000", nil), ("x", nil), ("", nil),
      ("99999999999999999999", nil),
    ] as [(String, Int64?)]) func `Seconds become ns digit by digit`(text: String, ns: Int64?)
  {
    let found = LocalTime.secondsNs(Array(text.utf8).span, from: 0)
    #expect(found?.ns == ns)
    if ns != nil { #expect(found?.end == text.utf8.count) }
  }

  @Test(arguments: [
    "1633998512.06 {\"a\":1}", "1633998512.06:{\"a\":1}", "1633998512.06: hello",
    "1633998512.06: ", "wss://x", "wss://x <-> yesterday", "wss://x <-> 1633998512.5 more",
    "https://x -> 1633998512.5", "https://x => 1633998512.5: {}", "Traceback",
  ]) func `A line of another form is named with its location`(line: String) throws {
    let error = importError { _ = try run([("B.0", "\(url) <-> 1633998511.1\n\(line)\n")]) }
    #expect(error?.location == .line(2, byte: Int64(url.utf8.count) + 18))
  }

  @Test(arguments: [
    "1633998512.5: {\"a\":", "1633998512.5", "163", "wss://strea",
    "https://x -> 1633998512.5: {\"a",
  ]) func `A torn last line is left out and counted`(line: String) throws {
    let (records, summary) = try run([("B.0", "\(url) <-> 1633998511.1\n\(line)")])
    #expect(records.map(\.kind) == [.opened])
    #expect(summary.tornLines == 1)
  }

  @Test func `A file of hftbacktest is reported`() throws {
    let error = importError { _ = try run([("x", "1723161253937085768 {\"a\":1}\n")]) }
    #expect(error?.advice == "this looks like: tool import hftbacktest")
  }

  @Test(arguments: [
    ("BINANCE.ws.1.0.gz", "BINANCE.ws.1"), ("BINANCE.ws.1.12", "BINANCE.ws.1"),
    ("BINANCE.0", "BINANCE"), ("BINANCE", "BINANCE"), ("0", "0"),
  ]) func `A connection is named by its file`(file: String, name: String) {
    #expect(ImportJob.cryptofeedConnectionName(file) == name)
  }

  @Test(
    .enabled(if: SharedReal.exists, "\(SharedReal.absent)"),
    arguments: [
      ("frames/cryptofeed_BINANCE.ws.1.0.gz", 265, 0),
      ("frames/cryptofeed_BINANCE_US.ws.1.0.gz", 480, 0),
      ("frames/cryptofeed_BINANCE_TR.ws.1.0.gz", 139, 0),
      ("frames/cryptofeed_BINANCE_FUTURES.ws.1.0.gz", 1535, 0),
      ("rest/cryptofeed_BINANCE.0.gz", 0, 1),
      ("rest/cryptofeed_BINANCE.http.0.0.gz", 0, 4),
      ("rest/cryptofeed_BINANCE_US.http.0.0.gz", 0, 4),
      ("rest/cryptofeed_BINANCE_FUTURES.0.gz", 0, 1),
    ]) func `Real files come through byte for byte`(name: String, frames: Int, bodies: Int) throws
  {
    let path = SharedReal.path(name)
    var sink = ListSink()
    let summary = try ImportJob.cryptofeed([path]).runAll(into: &sink)
    #expect(sink.records.count { $0.kind == .text } == frames)
    #expect(sink.records.count { $0.kind == .response } == bodies)
    #expect(sink.records.count { $0.kind == .opened } == (frames > 0 ? 1 : 0))
    #expect(summary.backwards == 0)
    var text = try InputFile(path: path).parts()[0].bytes().readAll()[...]
    for record in sink.records where record.kind != .opened {
      let bytes = record.kind == .response ? Array(record.body.utf8) : record.payload
      let range = try #require(text.firstRange(of: bytes + [0x0a]))
      text = text[range.upperBound...]
    }
  }
}
