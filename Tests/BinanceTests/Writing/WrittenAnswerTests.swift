import Binance
import Foundation
import Market
import Testing

/// What `MessageWriter` writes for an answer of REST, `MessageDecoder` reads as the same value.
struct WrittenAnswerTests {
  @Test(arguments: WrittenMarket.all) func `trades`(market: WrittenMarket) {
    let trades = [market.trade(id: 5), market.trade(id: 6)]
    let batch = market.read(answer: "trades?symbol=\(market.symbol)") { writer, bytes in
      bytes.appendArray(trades) { writer.writeTradeRow($0, into: &$1) }
    }
    #expect(batch.trades == trades && batch.unknownKeys.total == 0)
    #expect(batch.counts[.trade] == 2)
  }

  @Test func `what a trade is worth is cut off on spot and USD-M, and rounded in coins`() {
    let rows = WrittenMarket.all.map { market in
      market.text { $0.writeTradeRow(market.trade(), into: &$1) }
    }
    #expect(rows[0].contains(#""quoteQty":"1236.75260000","#))
    // 61800.30 × 0.006 = 370.8018; 14 × 100 / 61801.7 = 0.022653098…
    #expect(rows[1].contains(#""quoteQty":"370.80","#))
    #expect(rows[2].contains(#""baseQty":"0.02265310","#))
  }

  @Test(arguments: WrittenMarket.all) func `aggregates`(market: WrittenMarket) {
    let aggregates = [market.trade(id: 5, lastTradeId: 12), market.trade(id: 6, lastTradeId: 15)]
    let batch = market.read(answer: "aggTrades?symbol=\(market.symbol)") { writer, bytes in
      bytes.appendArray(aggregates) { writer.writeAggregateRow($0, into: &$1) }
    }
    #expect(batch.trades == aggregates && batch.counts[.aggTrade] == 2)
    #expect(batch.unknownKeys.total == 0)
  }

  @Test(arguments: WrittenMarket.all) func `klines`(market: WrittenMarket) {
    // REST has no ids of trades.
    let candle = market.candle(isComplete: false, ids: nil)
    let batch = market.read(answer: "klines?symbol=\(market.symbol)&interval=1h") { _, bytes in
      bytes.appendArray([candle]) { MessageWriter.writeKlineRow($0, into: &$1) }
    }
    #expect(
      batch.klines == [
        Kline(candle: candle, isClosed: false, origin: .rest, eventTimeUs: -1, zoneMinutes: 0)
      ], "\(batch.everything)")
  }

  @Test(arguments: WrittenMarket.all) func `depth`(market: WrittenMarket) throws {
    let batch = market.read(answer: "depth?symbol=\(market.symbol)&limit=5") {
      $0.writeDepth(
        lastUpdateId: 160, timeMs: 1_723_161_255_342, bids: market.levels,
        asks: market.levels.reversed(), into: &$1)
    }
    let depth = try #require(batch.depths.first)
    #expect(batch.onlyKind == .depthSnapshot && depth.lastUpdateId == 160)
    #expect(batch.levels == market.levels + market.levels.reversed())
    #expect(batch.symbols.name(depth.symbol) == market.symbol)
    #expect(batch.unknownKeys.total == 0, "\(batch.unknownKeys.list)")
  }

  @Test(arguments: WrittenMarket.all) func `exchangeInfo`(market: WrittenMarket) throws {
    let isSpot = market.venue == .spot
    var info = SymbolInfo()
    info.status = "TRADING"
    info.baseAsset = "BTC"
    info.quoteAsset = market.venue == .coinm ? "USD" : "USDT"
    info.tickSize = Amount("0.1")!
    info.priceMin = Amount("0.1")!
    info.priceMax = Amount("100000")!
    info.stepSize = Amount("0.001")!
    info.quantityMin = Amount("0.001")!
    info.quantityMax = Amount("9000")!
    info.marketQuantityMax = Amount("120")!
    if market.venue != .coinm { info.notionalMin = Amount("5")! }
    if !isSpot {
      info.contractType = "PERPETUAL"
      info.onboardTimeMs = 1_569_398_400_000
    }
    let listing = SymbolListing(name: market.symbol, venue: market.venue, info: info)
    let batch = market.read(answer: "exchangeInfo") {
      $1.append(exchangeInfo: [listing, listing], serverMs: 1_723_161_255_342)
    }
    try #require(batch.symbolInfos.count == 2, "\(batch.everything)")
    var read = batch.symbolInfos[1]
    #expect(read.limits.orderCountMax == 200)
    // What all symbols have alike is not written from the listing.
    read.limits = info.limits
    read.notionalMax = info.notionalMax
    #expect(read == info)
    #expect(batch.symbols.name(read.symbol) == market.symbol)
  }

  @Test(arguments: WrittenMarket.all) func `prices and windows`(market: WrittenMarket) throws {
    let level = market.levels[0]
    let answers: [(String, MessageKind, (MessageWriter, inout [UInt8]) -> Void)] = [
      ("ticker/price", .priceTicker, { $0.writePrice(market.price, timeMs: 1, into: &$1) }),
      (
        "ticker/bookTicker", .bookTickerSnapshot,
        { $0.writeBestPrices(bid: level, ask: level, timeMs: 1, updateId: 2, into: &$1) }
      ),
      (
        "ticker/24hr", .ticker,
        { $0.writeWindow(market.window, isMini: false, latest: market.latest, into: &$1) }
      ),
    ]
    for (path, kind, write) in answers {
      let batch = market.read(answer: path + "?symbol=" + market.symbol, write)
      #expect(batch.counts[kind] == 1 && batch.counts[.malformed] == 0, "\(path)")
      let json = try JSONSerialization.jsonObject(with: Data(market.text(write).utf8))
      #expect((json as? [String: Any])?["symbol"] as? String == market.symbol)
    }
    let mini = market.text { $0.writeWindow(market.window, isMini: true, latest: nil, into: &$1) }
    #expect(!mini.contains("priceChange") && !mini.contains("lastQty"))
  }

  @Test func `refusals and the time`() {
    let market = WrittenMarket.all[0]
    let refusal = market.read(answer: "klines") { $1.append(.badSymbol, message: "No \"symbol\".") }
    #expect(refusal.onlyKind == .error)
    #expect(refusal.notices[0].code == .badSymbol && refusal.notices[0].text == "No \"symbol\".")
    let time = market.read(answer: "time") { $1.append(serverTimeMs: 1_723_161_255_342) }
    #expect(time.counts[.serverTime] == 1)
    #expect(
      market.text { $1.append(httpDateAtMs: 1_621_641_600_000) } == "Sat, 22 May 2021 00:00:00 GMT")
  }
}

/// Numbers as text: what a writer of untrusted data meets.
struct WrittenNumberTests {
  @Test(arguments: [0, 1, 99_999_999, 100_000_000, 123_456_789_012, .max, -1, .min] as [Int64])
  func `an amount is written as its text says, with any number of decimals`(units: Int64) {
    for decimals in UInt8(0)...8 {
      var bytes: [UInt8] = []
      bytes.append(Amount(units: units), decimals: decimals)
      #expect(
        String(decoding: bytes, as: UTF8.self) == Amount(units: units).text(decimals: Int(decimals))
      )
    }
    let sum = AmountSum(units: Int128(units) * 1_000_000_007)
    var bytes: [UInt8] = []
    bytes.append(sum, decimals: 3)
    #expect(String(decoding: bytes, as: UTF8.self) == sum.text(decimals: 3))
    bytes = []
    bytes.append(number: units)
    #expect(String(decoding: bytes, as: UTF8.self) == "\(units)")
  }

  @Test func `cutting off does not round`() {
    #expect(Amount("1.999")!.cut(to: 2) == Amount("1.99"))
    #expect(Amount("-1.999")!.cut(to: 0) == Amount("-1"))
    #expect(Amount("1.999")!.cut(to: 8) == Amount("1.999"))
  }
}
