import Binance
import Market
import Testing

/// What `MessageWriter` writes for a stream, `MessageDecoder` reads as the same value, with no key
/// that it does not know.
struct WrittenStreamTests {
  private static let eventMs: Int64 = 1_723_161_255_343

  private func check(_ batch: MessageBatch, _ kind: MessageKind, hasEvent: Bool = true) {
    #expect(batch.onlyKind == kind, "\(batch.everything)")
    #expect(batch.entries.first?.eventTimeUs == (hasEvent ? Self.eventMs * 1000 : -1))
    #expect(batch.unknownKeys.total == 0, "\(batch.unknownKeys.list)")
  }

  @Test(arguments: WrittenMarket.all) func `trade`(market: WrittenMarket) {
    let trade = market.trade()
    let batch = market.read("trade") { $0.writeTrade(trade, eventMs: Self.eventMs, into: &$1) }
    check(batch, .trade)
    #expect(batch.trades == [trade])
    #expect(batch.symbols.name(trade.symbol) == market.symbol)
  }

  @Test(arguments: WrittenMarket.all, [false, true])
  func `aggTrade`(market: WrittenMarket, hasNormalQuantity: Bool) {
    let aggregate = market.trade(id: 425_086, lastTradeId: 439_580)
    let batch = market.read("aggTrade") {
      $0.writeAggregate(
        aggregate, eventMs: Self.eventMs,
        normalQuantity: hasNormalQuantity ? market.quantity : nil, into: &$1)
    }
    #expect(batch.trades == [aggregate])
    #expect(batch.onlyKind == .aggTrade)
    #expect(batch.unknownKeys.total == 0 || market.venue != .usdm)
  }

  @Test(arguments: WrittenMarket.all) func `bookTicker`(market: WrittenMarket) {
    let isSpot = market.venue == .spot
    let ticker = BookTicker(
      symbol: SymbolID(rawValue: 0), decimals: market.decimals, updateId: 50_093_239_212,
      bidPrice: market.price, bidQuantity: market.quantity,
      askPrice: Amount(units: market.price.units + 100_000_000), askQuantity: market.quantity,
      transactionTimeUs: isSpot ? -1 : 1_723_161_255_342_000)
    let batch = market.read("bookTicker") {
      $0.writeBookTicker(ticker, eventMs: Self.eventMs, into: &$1)
    }
    check(batch, .bookTicker, hasEvent: !isSpot)
    #expect(batch.bookTickers == [ticker])
  }

  private static let change = MessageWriter.BookChange(
    firstUpdateId: 157, lastUpdateId: 160, previousUpdateId: 149, eventMs: eventMs,
    transactionMs: eventMs - 2)

  private func check(_ batch: MessageBatch, _ market: WrittenMarket, hasFirstId: Bool = true) throws
  {
    let depth = try #require(batch.depths.first)
    #expect(depth.firstUpdateId == (hasFirstId ? 157 : -1) && depth.lastUpdateId == 160)
    #expect(depth.previousUpdateId == (market.venue == .spot ? -1 : 149))
    #expect(
      depth.transactionTimeUs == (market.venue == .spot ? -1 : (Self.eventMs - 2) * 1000))
    #expect(depth.bids == 0..<2 && depth.asks == 2..<4)
    #expect(batch.levels == market.levels + market.levels.reversed())
    #expect(batch.symbols.name(depth.symbol) == market.symbol)
  }

  @Test(arguments: WrittenMarket.all) func `depth`(market: WrittenMarket) throws {
    let batch = market.read("depth@100ms") {
      $0.writeDepthUpdate(
        Self.change, bids: market.levels, asks: market.levels.reversed(), into: &$1)
    }
    check(batch, .depthUpdate)
    try check(batch, market)
  }

  @Test(arguments: WrittenMarket.all) func `best levels`(market: WrittenMarket) throws {
    let batch = market.read("depth5@100ms") {
      $0.writeBestLevels(
        Self.change, bids: market.levels, asks: market.levels.reversed(), into: &$1)
    }
    check(batch, .partialDepth, hasEvent: market.venue != .spot)
    try check(batch, market, hasFirstId: market.venue != .spot)
  }

  @Test(arguments: WrittenMarket.all, [false, true])
  func `kline`(market: WrittenMarket, isClosed: Bool) {
    var candle = market.candle(isComplete: isClosed, ids: 7...9)
    if !isClosed { candle = candle.flattened }
    let batch = market.read("kline_1h") {
      $0.writeKline(candle, isClosed: isClosed, eventMs: Self.eventMs, into: &$1)
    }
    check(batch, .kline)
    #expect(
      batch.klines == [
        Kline(
          candle: candle, isClosed: isClosed, origin: .stream, eventTimeUs: Self.eventMs * 1000,
          zoneMinutes: 0)
      ])
  }

  @Test(arguments: WrittenMarket.all) func `tickers and averages`(market: WrittenMarket) {
    let window = market.window
    let batches = [
      (MessageKind.miniTicker, market.read("miniTicker") { $0.writeMiniTicker(window, into: &$1) }),
      (.ticker, market.read("ticker") { $0.writeTicker(window, latest: market.latest, into: &$1) }),
      (
        .avgPrice,
        market.read("avgPrice") {
          $0.writeAveragePrice(market.price, tradeTimeMs: 1, eventMs: Self.eventMs, into: &$1)
        }
      ),
    ]
    for (kind, batch) in batches {
      #expect(batch.counts[kind] == 1 && batch.counts[.malformed] == 0, "\(kind)")
    }
  }

  @Test func `what the exchange says of itself`() throws {
    func read(_ write: (inout [UInt8]) -> Void) -> MessageBatch {
      var bytes: [UInt8] = []
      write(&bytes)
      return decodeFrame(bytes)
    }
    let error = read { $0.append(streamError: "Queue \"overflow\".\n") }
    #expect(error.onlyKind == .error && error.notices[0].text == "Queue \"overflow\".\n")
    let shutdown = read {
      $0.appendEnvelope(stream: "!serverShutdown") { $0.append(serverShutdownAtMs: Self.eventMs) }
    }
    check(shutdown, .serverShutdown)
    let refusal = read { $0.append(.badSymbol, message: "Invalid symbol.") }
    #expect(refusal.onlyKind == .error && refusal.notices[0].code == .badSymbol)
  }
}

extension WrittenMarket {
  var window: TickerWindow {
    let sum = candle(isComplete: false, ids: 7...9)
    return TickerWindow(
      openTimeMs: sum.openTimeMs, closeTimeMs: sum.closeTimeMs, sum: sum,
      previousClose: price, average: TickerWindow.average(of: sum, writer.contract))
  }

  var latest: TickerWindow.Latest {
    TickerWindow.Latest(quantity: quantity, bid: levels[0], ask: levels[1])
  }
}
