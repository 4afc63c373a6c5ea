import Binance
import Market
import TestSupport
import Testing

@testable import Import

/// Candle files of other programs: any writing of the same candles gives the same candles.
struct CandleTableTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func candles(
    _ bytes: [UInt8], name: String = "candles.csv"
  ) throws -> (candles: [Candle], notes: [String], findings: RowFindings) {
    let path = try folder.write(name, bytes)
    let files = try CandleFiles([path], ArchiveOptions(symbol: "BTCUSDT", interval: .h1))
    var candles: [Candle] = []
    func read(sorting: Bool) throws -> RowFindings {
      candles = []
      return try files.read(as: SymbolID(rawValue: 0), sorting: sorting) { part, _ in
        candles += part
      }
    }
    let findings: RowFindings
    do { findings = try read(sorting: false) } catch is RowDisorder {
      findings = try read(sorting: true)
    }
    return (candles, files.notes.map { String($0.drop { $0 != ":" }.dropFirst(2)) }, findings)
  }

  @Test(arguments: 1...200) func `The same candles, whatever writes them`(_ seed: UInt64) throws {
    let table = TableWriting(seed: seed)
    let plain = try candles(table.plain, name: "plain.csv")
    #expect(plain.notes == [])
    let read = try candles(table.text, name: table.name)
    // Some write no zeros at the end of a number.
    func bare(_ candles: [Candle]) -> [Candle] {
      candles.map {
        var candle = $0
        candle.decimals = plain.candles[0].decimals
        return candle
      }
    }
    #expect(bare(read.candles) == bare(plain.candles), "seed \(seed): \(table.summary)")
    #expect(read.candles.count == 30)
  }

  @Test(arguments: [
    (
      "https://www.example.com\nUnix,Date,Symbol,Open,High,Low,Close,Volume BTC,Volume USDT\n"
        + "1621645200,2021-05-22 01:00,BTCUSDT,2,3,1,2.5,7,14\n"
        + "1621641600,2021-05-22 00:00,BTCUSDT,1,2,1,2,5,7\n",
      "time=Unix (s), open=Open, high=High, low=Low, close=Close, volume=Volume BTC, newest first"
    ),
    (
      "Price,Close,High,Low,Open,Volume\nTicker,BTC-USD,BTC-USD,BTC-USD,BTC-USD,BTC-USD\n"
        + "Date,,,,,\n2021-05-22 00:00:00+00:00,2,2,1,1,5\n2021-05-22 01:00:00+00:00,2.5,3,1,2,7\n",
      "time=Price (ISO), open=Open, high=High, low=Low, close=Close, volume=Volume"
    ),
    (
      ",timestamp,open,high,low,close,volume\n0,2021-05-22 00:00:00,1,2,1,2,5\n"
        + "1,2021-05-22 01:00:00,2,3,1,2.5,7\n",
      "time=timestamp (ISO, UTC), open=open, high=high, low=low, close=close, volume=volume"
    ),
    (
      "\"time\";\"open\";\"high\";\"low\";\"close\";\"Volume\"\n1621641600.0;1;2;1;2;5\n"
        + "1621645200.0;2;3;1;2.5;7\n",
      "time=time (s), open=open, high=high, low=low, close=close, volume=Volume, "
        + "\";\" between columns"
    ),
    (
      "2021-05-21T20:00-04:00\t1\t2\t1\t2\t5\n2021-05-21T21:00-04:00\t2\t3\t1\t2.5\t7\n",
      "time=column 1 (ISO), open=column 2, high=column 3, low=column 4, close=column 5, "
        + "volume=column 6, no header, tabs"
    ),
  ]) func `What was understood is said`(_ text: String, _ note: String) throws {
    let read = try candles(Array(text.utf8))
    #expect(read.notes == [note])
    let plain = try candles(
      Array("1621641600000,1,2,1,2,5\n1621645200000,2,3,1,2.5,7\n".utf8), name: "plain.csv")
    #expect(read.candles == plain.candles)
  }

  @Test(arguments: [
    ("Datum;Open;High;Low;Close\n22.05.2021 00:00;1;2;1;2\n", "line 2", "the time \"22.05.2021"),
    ("Date,Open,High,Low,Close\n05/22/2021,1,2,1,2\n", "line 2", "the time \"05/22/2021\""),
    ("Date;Open;High;Low;Close\n2021-05-22;1,5;2;1;2\n", "line 2", "\"1,5\" in column 2"),
    ("Date;Open;High;Low;Close\n2021-05-22;1;37,123;1;2\n", "line 2", "\"37,123\" in column 3"),
    ("time,open,high,low,close,volume\n1621641600000,1,2,1,2,5,\n", "line 2", "7 fields"),
    (
      "time,open,high,low,close,volume\n1621641600000,1,2,1,2,5\n1621645200000,1,NaN,1,2,5\n",
      "line 3", "\"NaN\" in column 3"
    ),
    ("Date,Open,High,Low,Close\n2021-05-22,1,2,-1,2\n", "line 2", "\"-1\" in column 4"),
    ("1621641600,1,2,1,2\n1621645200,2,1,3,2\n", "line 2", "1621645200,2,1,3,2"),
    ("[[1621641600000,1,2,1,2,5],[1621645200000,1,2,1,2,5]", "offset 52", "the file's end"),
    ("[{\"time\":1621641600000}]", "offset 1", "\"{\""),
  ]) func `What would have to be guessed is refused`(
    _ text: String, _ location: String, _ found: String
  ) throws {
    let error = importError { _ = try candles(Array(text.utf8)) }
    let message = try #require(error).description
    #expect(message.contains(location) && message.contains(found), "\(message)")
  }

  @Test(arguments: [
    ("1", "1"), ("0.10", "0.10"), ("1e-05", "0.00001"), ("1.5E3", "1500"), ("5.", "5"),
    (".5", "0.5"), ("12333.333333333334", "12333.33333333"), ("0.000000005", "0.00000001"),
    ("0.0000000049", "0"), ("9.999999995", "10"), ("007.123456789", "7.12345679"),
    ("1.000000000", "1"),
  ]) func `Numbers as other programs write them`(_ text: String, _ wanted: String) throws {
    var bytes: [UInt8] = []
    try TableNumber.append(Array(text.utf8)[...], hasThousands: false, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == wanted)
  }

  @Test func `Text cut anywhere is the same text`() throws {
    let json = Array(" [[1, \"2,5\", 3e5],\n[4 ,5,null] ]\n".utf8)
    let wide: [UInt8] = [0xfe, 0xff, 0x00, 0xe4, 0x00, 0x31, 0x00, 0x0a]
    for (bytes, wanted) in [(json, "1,25,3e5\n4,5,null\n"), (wide, "ä1\n")] {
      for cut in 0...bytes.count {
        let source = ChunkedBytes(bytes, lengths: [cut, bytes.count - cut].filter { $0 > 0 })
        let text = try TextBytes(source, name: "x").readAll(bufferBytes: 5)
        #expect(String(decoding: text, as: UTF8.self) == wanted)
      }
    }
  }
}
