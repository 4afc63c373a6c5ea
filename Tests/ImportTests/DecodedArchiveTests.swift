import Binance
import Market
import TestSupport
import Testing

@testable import Import

/// What the import lets through, the decoder understands: row for row.
struct DecodedArchiveTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func decode(_ paths: [String], _ options: ArchiveOptions = .init()) throws -> MessageBatch {
    var sink = ListSink()
    _ = try ImportJob.binanceArchive(paths, options).runAll(into: &sink)
    return decodeArchive(sink.records)
  }

  @Test func `candles of six columns: what is not given is 0, one trade where there is volume`()
    throws
  {
    let path = try folder.write(
      "candles.csv",
      Array("1735689600000,100.00,100.02,98.71,99.05,1000\n1735693200000,1,1,1,1,0\n".utf8))
    let batch = try decode([path], ArchiveOptions(symbol: "TEST", interval: .h1))
    let candle = batch.klines[0].candle
    #expect(batch.symbols.name(candle.symbol) == "TEST")
    #expect(candle.interval == .h1)
    #expect(candle.openTimeMs == 1_735_689_600_000)
    #expect(candle.closeTimeMs == 1_735_693_199_999)
    #expect(candle.low == Amount("98.71"))
    #expect(candle.close == Amount("99.05"))
    #expect(candle.volume.units == 100_000_000_000)
    #expect(candle.quoteVolume == .zero)
    #expect(candle.takerBuyVolume == .zero)
    #expect(candle.decimals == Decimals(price: 2, quantity: 0))
    #expect(batch.klines.map(\.candle.tradeCount) == [1, 0])
    #expect(batch.counts[.malformed] == 0)
  }

  @Test(arguments: [
    ("A-trades.csv", "1,1.50,2,3.00,1723161255000,true\n", 1, 1),
    ("A-trades.csv", "1,1.50,2,3.00,1723161255000000,True,False\n", 1, 1),
    ("A-aggTrades.csv", "1,1.50,2,7,9,1723161255000,false\n", 7, 9),
    ("A-aggTrades.csv", "1,1.50,2,7,9,1723161255000,False,True\n", 7, 9),
  ]) func `trades`(name: String, text: String, first: Int64, last: Int64) throws {
    let path = try folder.write(name, Array(text.utf8))
    let batch = try decode([path], ArchiveOptions(symbol: "A"))
    #expect(batch.trades.count == 1)
    #expect(batch.trades[0].firstTradeId == first)
    #expect(batch.trades[0].lastTradeId == last)
    #expect(batch.trades[0].tradeTimeUs == 1_723_161_255_000_000)
  }

  @Test(
    .enabled(if: SharedReal.exists, "\(SharedReal.absent)"),
    arguments: [
      ("BTCUSDT-1m-2020-01-01.zip", 1440), ("BTCUSDT-5m-2025-01.csv.gz", 8928),
      ("BTCUSDT-1mon.csv.gz", 104), ("BTCUSDT-12h.csv.gz", 6355), ("SOLUSDT-3d.csv.gz", 696),
    ])
  func `real candles`(name: String, rows: Int) throws {
    let batch = try decode([SharedReal.path("klines/" + name)])
    #expect(batch.klines.count == rows)
    #expect(batch.counts[.malformed] == 0)
  }
}
