import Binance
import Recording
import TestSupport
import Testing

@testable import Import

@Suite struct HftbacktestTests {
  let folder: TemporaryFolder
  let trade = #"{"stream":"btcusdt@trade","data":{"e":"trade","s":"BTCUSDT","t":1,"M":true}}"#
  let futuresTrade = #"{"stream":"btcusdt@trade","data":{"e":"trade","s":"BTCUSDT","X":"MARKET"}}"#
  let depth = #"{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","s":"BTCUSDT","b":[]}}"#
  let snapshot = #"{"lastUpdateId":7,"bids":[["1.0","2.0"]],"asks":[]}"#

  init() throws { folder = try TemporaryFolder() }

  func run(
    _ texts: [String], symbol: String? = nil, venue: BinanceSite? = nil
  ) throws -> ([ListedRecord], ImportSummary) {
    let paths = try texts.enumerated().map { index, text in
      try folder.write("f\(index).gz", gzipped(text))
    }
    var sink = ListSink()
    let summary = try ImportJob.hftbacktest(paths, symbol: symbol, venue: venue).runAll(into: &sink)
    return (sink.records, summary)
  }

  @Test func `Frames follow an address made of their streams`() throws {
    let (records, summary) = try run([
      """
      1723161253937085768 \(depth)
      1723161254087896568 \(trade)
      1723161254206652067 \(snapshot)
      1723161254206652068 \(trade)
      """
    ])
    #expect(
      records.map(\.text) == [
        #"{"url":"wss://stream.binance.com:9443/stream?streams=btcusdt@depth@100ms/btcusdt@trade","#
          + #""importedFrom":"f0.gz"}"#,
        depth, trade,
        #"{"method":"GET","url":"https://api.binance.com/api/v3/depth?symbol=BTCUSDT&limit=1000","#
          + #""status":200,"headers":{},"importedFrom":"f0.gz"}"# + "\n" + snapshot,
        trade,
      ])
    #expect(records.map(\.kind) == [.opened, .text, .text, .response, .text])
    #expect(records.map(\.connection) == [1, 1, 1, 0, 1])
    #expect(
      records.map(\.receivedNs) == [
        1_723_161_253_937_085_768, 1_723_161_253_937_085_768, 1_723_161_254_087_896_568,
        1_723_161_254_206_652_067, 1_723_161_254_206_652_068,
      ])
    #expect(summary.files[0].frames == 4)
    #expect(summary.files[0].content == "spot BTCUSDT")
    #expect(summary.recordsByKind.map(\.count) == [1, 1, 3])
    #expect(summary.firstNs == 1_723_161_253_937_085_768)
    #expect(summary.lastNs == 1_723_161_254_206_652_068)
  }

  @Test(arguments: [
    ("1723161253937", 1_723_161_253_937_000_000), ("1723161253937085", 1_723_161_253_937_085_000),
    ("1723161253937085768", 1_723_161_253_937_085_768),
  ]) func `The unit of a time is shown by its size`(text: String, ns: Int64) throws {
    #expect(try run(["\(text) \(trade)\n"]).0.last?.receivedNs == ns)
  }

  @Test func `Files of one symbol are one connection`() throws {
    let (records, summary) = try run([
      "1723161253937085768 \(trade)\n", "1723161253937085769 \(trade)\n",
    ])
    #expect(records.map(\.kind) == [.opened, .text, .text])
    #expect(summary.files.map(\.frames) == [1, 1])
  }

  @Test func `Files of two symbols are merged by time`() throws {
    let other = trade.replacing("btcusdt", with: "ethusdt")
    let (records, _) = try run([
      "1723161253000000001 \(trade)\n1723161253000000003 \(trade)\n",
      "1723161253000000002 \(other)\n1723161253000000003 \(other)\n",
    ])
    #expect(records.filter { $0.kind == .text }.map(\.connection) == [1, 2, 1, 2])
    #expect(records.filter { $0.kind == .opened }.map(\.connection) == [1, 2])
  }

  @Test(arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
  func `Files may be named in any order`(_ order: [Int]) throws {
    let texts = (0..<3).map {
      "172316\($0)253000000000 \(trade)\n172316\($0)253000000001 \(trade)\n"
    }
    let (records, _) = try run(order.map { texts[$0] })
    #expect(records.map(\.kind) == [.opened] + [FrameKind](repeating: .text, count: 6))
    #expect(records.map(\.receivedNs) == records.map(\.receivedNs).sorted())
  }

  @Test func `Files of one time are refused, small steps back are counted`() throws {
    let long = "1723161193000000000 \(trade)\n1723161253000000001 \(trade)\n"
    let (_, summary) = try run([long, "1723161193000000001 \(trade)\n"])
    #expect(summary.backwards == 1)
    #expect(summary.backwardsMaxNs == 60_000_000_000)
    let error = importError {
      _ = try run(["1723161193000000002 \(trade)\n", long.replacing("1253", with: "1254")])
    }
    #expect(error?.file == folder.file("f0.gz"))
    #expect(error?.expected == "files of one stream that follow each other in time")
  }

  @Test(arguments: [
    (#"{"stream":"btcusd_perp@trade","data":{"e":"trade","X":"MARKET"}}"#, BinanceSite.coinm),
    (#"{"stream":"btcusdt@trade","data":{"e":"trade","X":"MARKET"}}"#, .usdm),
    (#"{"stream":"btcusdt@trade","data":{"e":"trade","M":true}}"#, .spot),
    (#"{"stream":"btcusdt@depth","data":{"e":"depthUpdate","U":1,"u":2,"pu":3}}"#, .usdm),
    (#"{"stream":"btcusdt@depth","data":{"e":"depthUpdate","U":1,"u":2}}"#, .spot),
    (#"{"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":1}}"#, .usdm),
    (#"{"stream":"btcusdt@bookTicker","data":{"u":1,"s":"BTCUSDT"}}"#, .spot),
    (#"{"lastUpdateId": 1801732814321, "E": 1660228023456, "bids": []}"#, .usdm),
  ]) func `The venue is shown by keys that only one writes`(
    frame: String, venue: BinanceSite
  ) throws {
    let path = try folder.write("f", Array("1723161253937085768 \(frame)\n".utf8))
    let job = try ImportJob.hftbacktest([path], symbol: "btcusdt")
    #expect(job.files[0].content.hasPrefix(venue.rawValue + " "))
  }

  @Test func `A venue that is named wins, and is needed where no frame shows it`() throws {
    let kline = #"{"stream":"btcusdt@kline_1m","data":{"e":"kline"}}"#
    let error = importError { _ = try run(["1723161253937085768 \(kline)\n"]) }
    let venues = BinanceSite.allCases.map(\.rawValue).joined(separator: ", ")
    #expect(error?.advice == "add --venue (\(venues))")
    let (records, _) = try run(["1723161253937085768 \(kline)\n"], venue: .us)
    #expect(
      records[0].text.contains("wss://stream.binance.us:9443/stream?streams=btcusdt@kline_1m"))
  }

  @Test func `An order book needs a symbol`() throws {
    let text = "1723161253937085768 \(snapshot)\n"
    #expect(importError { _ = try run([text]) }?.advice == "add --symbol")
    let (records, _) = try run([text], symbol: "币安usdt")
    #expect(records[1].text.contains("symbol=%E5%B8%81%E5%AE%89USDT&limit"))
  }

  @Test(arguments: [
    ("hello", "fetch the file anew, or cut the line out"),
    ("1723161253937085768", "fetch the file anew, or cut the line out"),
    ("1723161253937085768 ", "fetch the file anew, or cut the line out"),
    ("99999999999999999999 {}", "fetch the file anew, or cut the line out"),
    ("1723161253.9370: {\"a\":1}", "this looks like: tool import cryptofeed"),
    ("1577836800000,7195.2,7196.2", "this looks like: tool import binance-archive"),
  ]) func `A line of another form is named with its location`(line: String, advice: String) throws {
    let error = importError { _ = try run(["1723161253937085768 \(trade)\n\(line)\n"]) }
    #expect(error?.location == .line(2, byte: Int64(trade.utf8.count) + 21))
    #expect(error?.advice == advice)
  }

  @Test(arguments: ["1723", "1723161253937085768 ", "1723161253937085768 {\"a\":1"])
  func `A torn last line is left out and counted`(line: String) throws {
    let (records, summary) = try run(["1723161253937085768 \(trade)\n\(line)"])
    #expect(records.map(\.kind) == [.opened, .text])
    #expect(summary.tornLines == 1)
    #expect(try run(["1723161253937085768 \(trade)"]).1.tornLines == 0)
  }

  @Test func `Units do not change within a file`() throws {
    let error = importError {
      _ = try run(["1723161253937085768 \(trade)\n1723161253937085 \(trade)\n"])
    }
    #expect(error?.expected == "a local time in the same unit as the lines before")
  }

  @Test func `A file that breaks off inside gzip keeps what came before`() throws {
    let text = (0..<9000).map { "\(1_723_161_253_937_085_768 + $0) \(futuresTrade)\n" }.joined()
    let packed = gzipped(text)
    let path = try folder.write("cut.gz", packed.dropLast(40))
    var sink = ListSink()
    let job = try ImportJob.hftbacktest([path])
    let error = importError { _ = try job.runAll(into: &sink) }
    #expect(error?.location == .offset(Int64(packed.count - 40)))
    #expect(sink.records.count > 8000)
  }

  @Test(
    .enabled(if: SharedReal.exists, "\(SharedReal.absent)"),
    arguments: [
      ("spot_btcusdt_20240808.gz", BinanceSite.spot, 41_249),
      ("usdm_btcusdt_20220811.dat.gz", .usdm, 1533),
    ]) func `Real files come through byte for byte`(
      name: String, venue: BinanceSite, frames: Int
    ) throws
  {
    let path = SharedReal.path("frames/" + name)
    var sink = ListSink()
    let summary = try ImportJob.hftbacktest([path]).runAll(into: &sink)
    #expect(summary.files[0].content == "\(venue.rawValue) BTCUSDT")
    #expect(summary.files[0].frames == frames)
    #expect(summary.backwards == 0)
    #expect(sink.records[0].kind == .opened)
    var expected: [[UInt8]] = []
    let lines = try InputFile(path: path).parts()[0].lines(lineBytesMax: 1 << 20)
    while try lines.next() { expected.append(lines.withLine { [UInt8]($0) }) }
    // The body of a snapshot stands behind its own first line.
    let found = sink.records.dropFirst().map { record in
      let body = record.kind == .response ? Array(record.body.utf8) : record.payload
      let unit: Int64 = venue == .usdm ? 1000 : 1
      return Array("\(record.receivedNs / unit) ".utf8) + body
    }
    #expect(found == expected)
    #expect(sink.records.count { $0.kind == .response } == 1)
  }
}
