import Market
import TestSupport
import Testing

@testable import Feed

/// Trades of the same ids that say different things: each is reported, and no candle with them is complete.
struct ContradictionTests {
  typealias Frame = FeedRecording.Frame
  private static let startMs: Int64 = 1_723_161_600_000

  private static func aggregate(
    _ id: Int64, _ first: Int64, _ last: Int64, ms: Int64, quantity: String = "1.00000000"
  ) -> Frame {
    Frame(
      receivedNs: (ms + 10) * 1_000_000,
      payload: #"{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":\#(ms + 1),"s":"BTCUSDT","#
        + #""a":\#(id),"p":"100.00000000","q":"\#(quantity)","f":\#(first),"l":\#(last),"#
        + #""T":\#(ms),"m":false,"M":true}}"#)
  }

  private func log(_ frames: [Frame], _ source: TradeSource = .trades) throws -> FeedLog {
    var options = FeedProcessor.Options()
    options.intervals = [.m1]
    options.source = source
    return try FeedLog(options).runFast(try FeedRecording(frames))
  }

  private static func texts(_ log: FeedLog) -> [String] {
    let moment = FeedMoment.named("BTCUSDT")
    return log.events.map { $0.text(moment) }
  }

  /// Trades of three minutes, one each ten seconds.
  private static let trades = (Int64(0)..<18).map {
    Frame.trade(100 + $0, ms: startMs + $0 * 10_000)
  }

  @Test(arguments: [
    (Frame.trade(109, ms: startMs + 90_000, price: "101.00000000"), "price 101, quantity 1"),
    (Frame.trade(109, ms: startMs + 90_000, quantity: "2.00000000"), "price 100, quantity 2"),
    (Frame.trade(109, ms: startMs + 91_000), "price 100, quantity 1"),
  ]) func `One id with two contents is a contradiction`(_ other: Frame, _ facts: String) throws {
    var frames = Self.trades
    frames.insert(other, at: 10)
    let log = try log(frames)
    #expect(log.settled.map(\.isComplete) == [false, false, false])
    #expect(log.settled.map(\.tradeCount) == [6, 6, 6])
    let time = other.payload.contains("91000") ? "31.000Z" : "30.000Z"
    #expect(
      Self.texts(log) == [
        "contradiction: BTCUSDT trade 109 (\(facts), 2024-08-09T00:01:\(time)) is also "
          + "109 (price 100, quantity 1, 2024-08-09T00:01:30.000Z); the first is taken"
      ])
    #expect(log.ledgers[0].contradictedCount == 1)
    #expect(log.ledgers[0].duplicateCount == 0)
  }

  @Test func `A copy is none, in µs or ms, and the middle minute stays complete`() throws {
    var frames = Self.trades
    var copy = frames[9]
    copy.connection = 2
    copy.payload.replace("\"T\":1723161690000", with: "\"T\":1723161690000123")
    frames.insert(copy, at: 12)
    let log = try log(frames)
    #expect(log.events == [])
    #expect(log.ledgers[0].copyCount == 1)
    #expect(log.settled.map(\.isComplete) == [false, true, false])
  }

  @Test func `A contradiction that comes once the candle is closed amends it`() throws {
    var frames = Self.trades
    frames.insert(.trade(109, ms: Self.startMs + 90_000, price: "99.00000000"), at: 16)
    let log = try log(frames)
    #expect(log.amended.map(\.isComplete) == [false])
    #expect(log.settled.map(\.isComplete) == [false, false, false])
  }

  /// Aggregates of two trades each, of which the fifth claims more than is its own.
  private static func aggregates(fifthTo last: Int64) -> [Frame] {
    (Int64(0)..<18).map { number in
      let first = 100 + 2 * number
      return aggregate(
        500 + number, first, number == 4 ? last : first + 1, ms: startMs + number * 10_000)
    }
  }

  @Test(arguments: [(109, 0), (110, 1), (111, 1), (117, 4)] as [(Int64, Int)])
  func `Aggregates that share trades are all taken, and reported`(last: Int64, pairs: Int) throws {
    let log = try log(Self.aggregates(fifthTo: last), .aggTrades)
    #expect(log.trades.count == 18)
    #expect(log.settled.map(\.volume.units) == [600_000_000, 600_000_000, 600_000_000])
    #expect(log.ledgers[0].overlapCount == pairs)
    #expect(log.events.count == pairs)
    #expect(log.ledgers[0].duplicateCount == 0)
    #expect(log.settled.map(\.isComplete) == [false, pairs < 2, false])
  }

  @Test func `Where as many trades lack as are doubled, the candle is not complete`() throws {
    var frames = Self.aggregates(fifthTo: 109)
    // The ninth, in the second minute, claims the trades of the eighth.
    frames[8] = Self.aggregate(508, 114, 115, ms: Self.startMs + 80_000, quantity: "3.00000000")
    let log = try log(frames, .aggTrades)
    #expect(log.settled.map(\.isComplete) == [false, false, false])
    #expect(
      Self.texts(log).first
        == "contradiction: BTCUSDT aggregate 508 (trades 114…115, price 100, quantity 3, "
        + "2024-08-09T00:01:20.000Z) is also 507 (trades 114…115, price 100, quantity 1, "
        + "2024-08-09T00:01:10.000Z); both are taken")
    #expect(log.trades.count == 18)
    #expect(log.ledgers[0].missingCount == 2)
  }

  @Test(arguments: [
    ("100.00000000", "1.00000000", 0, false), ("101.00000000", "1.00000000", 0, true),
    ("100.00000000", "1.00000001", 0, true), ("100.00000000", "1.00000000", 1, true),
  ]) func `A trade is compared with one of long before`(
    _ price: String, _ quantity: String, _ laterMs: Int64, _ isReported: Bool
  ) throws {
    var frames = (Int64(0)..<5000).map { Frame.trade(100 + $0, ms: Self.startMs + $0 * 10) }
    frames.append(
      .trade(400, ms: Self.startMs + 3000 + laterMs, price: price, quantity: quantity))
    let log = try log(frames)
    #expect(log.ledgers[0].contradictedCount == (isReported ? 1 : 0))
    #expect(log.ledgers[0].duplicateCount == (isReported ? 0 : 1))
    #expect(log.ledgers[0].uncomparedCount == 0)
    let text = Self.texts(log).first ?? "long before; the first is taken"
    #expect(text.hasSuffix("long before; the first is taken"))
    #expect(log.trades.count == 5000)
  }

  @Test func `A trade from before all that is remembered is counted`() {
    var ledger = TradeLedger(symbol: SymbolID(rawValue: 0), source: .trades, comparedMax: 2048)
    func see(_ id: Int64) {
      let trade = Trade(
        symbol: ledger.symbol, id: id, firstTradeId: id, lastTradeId: id, price: Amount(units: 1),
        quantity: Amount(units: id), tradeTimeUs: id * 1000, isBuyerMaker: false,
        decimals: Decimals(price: 0, quantity: 0))
      _ = ledger.see(trade, connection: 1, receivedNs: 0, disruptions: Disruptions())
    }
    for id in Int64(1)...5000 { see(id) }
    see(2952)
    see(2953)
    #expect((ledger.uncomparedCount, ledger.duplicateCount) == (1, 2))
    // Ids that jump ahead cost no more than the trades before them have paid for.
    for step in Int64(1)...1000 { see(5000 + step * 1_000_000_000) }
    #expect(ledger.acceptedCount == 6000)
  }

  @Test func `An aggregate is remembered as long as its trades are`() {
    var ledger = TradeLedger(
      symbol: SymbolID(rawValue: 0), source: .aggTrades, comparedMax: 1 << 14)
    func see(_ id: Int64, quantity: Int64) {
      let trade = Trade(
        symbol: ledger.symbol, id: id, firstTradeId: id * 5, lastTradeId: id * 5 + 4,
        price: Amount(units: 1), quantity: Amount(units: quantity), tradeTimeUs: id * 1000,
        isBuyerMaker: false, decimals: Decimals(price: 0, quantity: 0))
      _ = ledger.see(trade, connection: 1, receivedNs: 0, disruptions: Disruptions())
    }
    for id in Int64(1)...3000 { see(id, quantity: id) }
    see(2, quantity: 2)
    see(3, quantity: 4)
    #expect((ledger.uncomparedCount, ledger.contradictedCount) == (0, 1))
  }

  @Test func `One aggregate under two ids is one`() throws {
    var frames = Self.aggregates(fifthTo: 109)
    frames.insert(Self.aggregate(506, 108, 109, ms: Self.startMs + 40_000), at: 6)
    let log = try log(frames, .aggTrades)
    #expect(log.events == [])
    #expect(log.trades.count == 18)
    #expect(log.ledgers[0].duplicateCount == 1)
  }
}

extension FeedMoment {
  /// A moment in which the first instrument is called so.
  fileprivate static func named(_ name: String) -> FeedMoment {
    var moment = FeedMoment()
    _ = moment.instruments.number(of: name, at: nil)
    return moment
  }
}
