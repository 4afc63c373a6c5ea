import Binance
import Market
import Testing

@Suite struct ArchiveTests {
  @Test func `spot trades, in ms and in µs`() {
    let batch = decodeRows(
      "trades",
      "2437,0.00981000,1.00000000,0.00981000,1735689599999,True,True\n"
        + "2438,0.00981000,1.00000000,0.00981000,1735689600000123,False,True\n")
    #expect(batch.entries.map(\.kind) == [.trade, .trade])
    #expect(batch.entries[0].origin == .archive && batch.entries[0].frame.record == 7)
    #expect(batch.trades.map(\.tradeTimeUs) == [1_735_689_599_999_000, 1_735_689_600_000_123])
    #expect(batch.trades.map(\.isBuyerMaker) == [true, false])
    #expect(batch.trades[0].price == Amount("0.00981"))
    #expect(batch.symbols.name(batch.trades[0].symbol) == "BTCUSDT")
  }

  @Test func `USD-M trades with a header, six columns and no trailing zeros`() {
    let batch = decodeRows(
      "trades",
      "id,price,qty,quote_qty,time,is_buyer_maker\r\n"
        + "1,11343.2,0.5,5671.6,1660228023414,true\r\n2,11343,1,11343,1660228023415,false",
      venue: "usdm")
    #expect(batch.trades.map(\.id) == [1, 2] && batch.notices.isEmpty)
    #expect(batch.trades[0].decimals == Decimals(price: 1, quantity: 1))
    #expect(batch.trades[1].decimals == Decimals(price: 0, quantity: 0))
    #expect(batch.trades[1].quantity == Amount("1"))
  }

  @Test func `aggregates of seven and eight columns, a repaired one distinguished`() {
    let batch = decodeRows(
      "aggTrades",
      "425086,13.80760000,105.82000000,439578,439581,1633998288467,False,True\n"
        + "425087,0,0,-1,-1,1633998288467,False,True\n"
        + "425088,13.8,105.8,439582,439582,1633998288468,true\n")
    #expect(batch.entries.map(\.kind) == [.aggTrade, .repairedTrade, .aggTrade])
    #expect(batch.trades[0].firstTradeId == 439_578 && batch.trades[0].lastTradeId == 439_581)
    #expect(batch.trades[2].isBuyerMaker)
    #expect(batch.counts[.repairedTrade] == 1)
  }

  @Test func `klines are closed by their nature`() throws {
    let batch = decodeRows(
      "klines",
      "1735689600000000,93576.00000000,93702.15000000,93537.50000000,93661.20000000,45.94160000,"
        + "1735689899999999,4301907.48382050,7448,16.87967000,1580504.06031420,0\n", interval: "5m")
    let kline = try #require(batch.klines.first)
    #expect(batch.onlyKind == .kline && kline.origin == .archive && !kline.isClosed)
    #expect(kline.candle.isComplete && kline.candle.interval == .m5)
    #expect(kline.candle.openTimeMs == 1_735_689_600_000)
    #expect(kline.candle.closeTimeMs == 1_735_689_899_999)
    #expect(kline.candle.quoteVolume == AmountSum(units: 430_190_748_382_050))
    #expect(kline.candle.tradeCount == 7448)
  }

  @Test func `a header of USD-M klines, and the archive's name of a month`() {
    let batch = decodeRows(
      "klines",
      "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,"
        + "taker_buy_quote_volume,ignore\n"
        + "1680307200000,5.685,5.695,5.684,5.692,28753.6,1680307259999,163610.5208,335,22787.7,"
        + "129658.0900,0\n", venue: "usdm", interval: "1mo")
    #expect(batch.notices.isEmpty && batch.klines.count == 1)
    #expect(batch.klines.first?.candle.interval == .mo1)
    #expect(batch.klines.first?.candle.decimals == Decimals(price: 3, quantity: 1))
  }

  @Test func `a bad row is reported with its offset, the rows around it stand`() {
    let rows = "1,2.0,3.0,6.0,1660228023414,true\n2,2.0,3.0,x,1660228023414,maybe\n"
    let batch = decodeRows("trades", rows + "3,2.0,3.0,6.0,1660228023415,true\n")
    #expect(batch.entries.map(\.kind) == [.trade, .malformed, .trade])
    #expect(batch.trades.map(\.id) == [1, 3])
    #expect(batch.notices.first?.text == "expected true or false, found 'm'")
    #expect(batch.counts[.malformed] == 1 && batch.counts[.trade] == 2)
  }

  @Test(arguments: [
    "1,2.0,3.0,6.0,1660228023414", "1,2.0,3.0,6.0,1660228023414,true,true,true",
    "1,2.0,3.0,6.0,1660228023414,", "1;2.0;3.0", "1,2.0e5,3.0,6.0,1660228023414,true",
    "1.0,2.0,3.0,6.0,1660228023414,true", ",,,,,", "1,-2.0,3.0,6.0,1660228023414,true",
    "1,\"2.0\",3.0,6.0,1660228023414,true", "1,2.0,3.0,6.0,1.66E+12,true", "-1,2,3,6,1,true",
    "1,2.0,3.0,6.0,1660228023414,true x", "1,2.123456789,3.0,6.0,1660228023414,true",
  ])
  func `rows that are no trades`(_ row: String) {
    let batch = decodeRows("trades", "7,1,1,1,1,true\n" + row + "\n")
    #expect(batch.entries.map(\.kind) == [.trade, .malformed], "\(batch.everything)")
  }

  @Test func `a header is skipped only as the first row`() {
    let batch = decodeRows("trades", "id,price\nid,price\n7,1,1,1,1,true\n")
    #expect(batch.entries.map(\.kind) == [.malformed, .trade])
  }

  @Test func `other data is counted by name`() {
    let batch = decodeRows("bookDepth", "1,2,3\n")
    #expect(batch.counts[.unknown] == 1 && batch.unknownKinds["bookDepth"] == 1)
  }

  @Test(arguments: [
    "", "{}", "{}\n1", #"{"data":"trades"}"# + "\n", #"{"data":"klines","symbol":"X"}"# + "\n",
  ])
  func `records that are no rows`(_ text: String) {
    let bytes = Array(text.utf8)
    var batch = MessageBatch()
    MessageDecoder().decodeArchive(bytes.span, testFrame, into: &batch)
    #expect(batch.onlyKind == .malformed)
  }

  @Test func `blank lines and no rows at all are fine`() {
    #expect(decodeRows("trades", "").entries.isEmpty)
    #expect(decodeRows("trades", "\n\r\n").entries.isEmpty)
  }
}
