import Backtest
import Market
import TestSupport
import Testing

struct EventOrderTests {
  /// Two symbols and a coarser interval that all close at 00:05.
  private static let instant = [
    candle(4, "10 11 9 10.5"), candle(4, "20 21 19 20.5", symbol: other),
    candle(0, "8 12 7 10.5", interval: .m5),
    candle(0, "18 22 17 20.5", symbol: other, interval: .m5),
  ]

  @Test func `At one instant coarser candles come first, then symbols by number`() throws {
    var random = SeededRandom(seed: 7)
    for _ in 0..<10 {
      let shuffled = Self.instant.shuffled(using: &random)
      let (_, strategy) = try run(Scripted(), shuffled)
      #expect(
        strategy.log == [
          "candle 5m 0 10.5 now 300000 equity 1000", "candle 5m 1 20.5 now 300000 equity 1000",
          "candle 1m 0 10.5 now 300000 equity 1000", "candle 1m 1 20.5 now 300000 equity 1000",
        ])
    }
  }

  @Test func `All markets move and the account is marked before any candle is handed over`() throws
  {
    // Symbol 0 decides to buy the other, whose candle of the next instant is given last.
    let strategy = Scripted(script: [1: { $0.buy(other, quantity: amount("10")) }])
    let (_, scripted) = try run(
      strategy,
      [
        flat(0, "1"), flat(0, "5", symbol: other), flat(1, "1"),
        candle(1, "5 7 5 7", symbol: other),
      ])
    #expect(
      scripted.log.suffix(3) == [
        "fill buy 10 at 5", "candle 1m 0 1 now 120000 equity 1020",
        "candle 1m 1 7 now 120000 equity 1020",
      ])
  }

  @Test func `Orders of one time meet the market in placing order, across symbols`() throws {
    func outcome(sellFirst: Bool) throws -> BacktestResult {
      let strategy = Scripted(script: [
        1: { $0.buy(coin, quote: amount("1000")) },
        3: {
          if sellFirst { $0.target(coin, share: .zero) }
          $0.buy(other, quantity: amount("10"))
          if !sellFirst { $0.target(coin, share: .zero) }
        },
      ])
      let candles = (0..<3).flatMap { [flat($0, "10"), flat($0, "5", symbol: other)] }
      return try run(strategy, candles).result
    }
    #expect(try outcome(sellFirst: true).rejectedCount == 0)
    let bounced = try outcome(sellFirst: false)
    #expect(bounced.rejections.map(\.code) == [.newOrderRejected])
    #expect(bounced.fills.count == 2)
  }

  @Test func `On the tape the proving trade moves first, and an order meets the next one`() throws {
    let strategy = Scripted(script: [0: { $0.buy(coin, quantity: amount("1")) }])
    var backtest = try Backtester(strategy: strategy, settings: settings(.tape))
    try backtest.add(trade(1, atUs: 0, "10"))
    // The trade at 00:01:30 proves that the candle of 00:00 closed.
    try backtest.add(trade(2, atUs: 90_000_000, "12"))
    try backtest.add(flat(0, "10"))
    try backtest.add(trade(3, atUs: 90_000_000, "13"))
    try backtest.add(trade(4, atUs: 91_000_000, "14"))
    let result = try backtest.finish(symbols: names)
    #expect(result.fills.map(\.evidence) == [.trade(id: 3)])
    #expect(result.fills.map(\.price) == [amount("13")])
    #expect(
      backtest.strategy.log == [
        "candle 1m 0 10 now 90000 equity 1000", "fill buy 1 at 13",
      ])
    #expect(result.finalEquity == sum("1001"), "marked at the last trade")
  }

  @Test func `A candle closed by a kline is handed over before the next trade moves the market`()
    throws
  {
    let strategy = Scripted(script: [0: { $0.buy(coin, quantity: amount("1")) }])
    var backtest = try Backtester(strategy: strategy, settings: settings(.tape))
    try backtest.add(trade(1, atUs: 0, "10"))
    try backtest.add(flat(0, "10"))
    try backtest.endInstant()
    #expect(backtest.broker.openOrders.count == 1)
    try backtest.add(trade(2, atUs: 90_000_000, "12"))
    #expect(backtest.broker.fills.map(\.price) == [amount("12")])
  }

  @Test func `A late trade fills nothing and moves no price`() throws {
    let strategy = Scripted(script: [0: { $0.buy(coin, quantity: amount("1")) }])
    var backtest = try Backtester(strategy: strategy, settings: settings(.tape))
    try backtest.add(trade(2, atUs: 90_000_000, "12"))
    try backtest.add(flat(0, "10"))
    try backtest.add(trade(1, atUs: 30_000_000, "9"))
    #expect(backtest.broker.fills.isEmpty)
    #expect(backtest.broker.price(coin) == amount("12"))
  }

  @Test func `A trade of another symbol fills nothing`() throws {
    let strategy = Scripted(script: [0: { $0.buy(coin, quantity: amount("1")) }])
    var backtest = try Backtester(strategy: strategy, settings: settings(.tape))
    try backtest.add(trade(1, atUs: 0, "10"))
    try backtest.add(flat(0, "10"))
    try backtest.add(trade(1, atUs: 61_000_000, "3", symbol: other))
    #expect(backtest.broker.fills.isEmpty)
    #expect(backtest.broker.openOrders.count == 1)
  }

  @Test func `Where one series is alone, saying that an instant ended changes nothing`() throws {
    let whole = try run(BuyTwice.scripted, GoldenCaseTests.candles).result
    var backtest = try Backtester(strategy: BuyTwice.scripted, settings: settings())
    for candle in GoldenCaseTests.candles {
      try backtest.add(candle)
      try backtest.endInstant()
      try backtest.endInstant()
    }
    #expect(try backtest.finish(symbols: names) == whole)
  }

  private enum BuyTwice {
    static var scripted: Scripted {
      Scripted(script: [
        0: { $0.buy(coin, quantity: amount("1")) }, 1: { $0.buy(coin, quantity: amount("2")) },
      ])
    }
  }

  @Test func `Candles out of order are refused`() throws {
    var backtest = try Backtester(strategy: Scripted(), settings: settings())
    try backtest.add(flat(2, "1"))
    #expect(
      throws: BacktestError.candleOutOfOrder(coin, openTimeMs: 120_000, afterMs: 120_000)
    ) { try backtest.add(flat(2, "1")) }
    #expect(
      throws: BacktestError.candleOutOfOrder(coin, openTimeMs: 60_000, afterMs: 120_000)
    ) { try backtest.add(flat(1, "1")) }
  }

  @Test(arguments: ["0 0 0 0", "10 9 8 9", "10 12 11 12", "-1 5 -1 2", "10 12 9 13"])
  func `A candle that is none is refused`(_ prices: String) throws {
    var backtest = try Backtester(strategy: Scripted(), settings: settings())
    #expect(throws: BacktestError.self) { try backtest.add(candle(0, prices)) }
  }

  @Test func `Times and numbers out of range are refused, not trapped on`() throws {
    var backtest = try Backtester(strategy: Scripted(), settings: settings())
    for (open, close) in [(-1, 5), (5, 4), (0, Int64.max), (Int64.min, Int64.max)]
      as [(Int64, Int64)]
    {
      var wrong = flat(0, "1")
      wrong.openTimeMs = open
      wrong.closeTimeMs = close
      #expect(throws: BacktestError.self) { try backtest.add(wrong) }
    }
    #expect(throws: BacktestError.tooManySymbols(70_000, max: 65_536)) {
      try backtest.add(flat(0, "1", symbol: SymbolID(rawValue: 70_000)))
    }
    #expect(throws: BacktestError.tradeInCandleMode(coin, id: 1)) {
      try backtest.add(trade(1, atUs: 0, "1"))
    }
    var tape = try Backtester(strategy: Scripted(), settings: settings(.tape))
    #expect(throws: BacktestError.self) { try tape.add(trade(1, atUs: 0, "0")) }
    #expect(throws: BacktestError.self) { try tape.add(trade(1, atUs: .max, "1")) }
    #expect(throws: BacktestError.self) { try tape.add(trade(1, atUs: -1, "1")) }
  }
}
