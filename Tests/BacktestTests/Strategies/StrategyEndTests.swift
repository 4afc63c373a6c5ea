import Backtest
import Market
import Testing

/// How a strategy ends its run, and how a run ends its strategy.
struct StrategyEndTests {
  /// Fails where it is to.
  struct Failing: Strategy {
    enum Moment { case candle, fill, end, never }

    let moment: Moment
    /// Shared, since the run keeps a copy.
    let ended = Ended()

    final class Ended { var count = 0 }

    mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
      if moment == .candle { broker.fail("no model") }
      if broker.openOrders.isEmpty { broker.buy(candle.symbol, quantity: amount("1")) }
    }

    mutating func onFill(_ fill: Fill, _ broker: inout Broker) {
      if moment == .fill { broker.fail("no answer to a fill") }
    }

    mutating func onEnd(_ broker: inout Broker) {
      ended.count += 1
      broker.buy(coin, quantity: amount("1"))
      if moment == .end { broker.fail("no model saved") }
    }
  }

  private static func play(_ strategy: Failing) throws -> BacktestResult {
    var run = try Backtester(strategy: strategy, settings: settings())
    for number in 0..<4 { try run.add(flat(Int64(number), "10")) }
    return try run.finish(symbols: names)
  }

  @Test func `It hears of its end once, and what is ordered then goes nowhere`() throws {
    let strategy = Failing(moment: .never)
    let result = try Self.play(strategy)
    #expect(strategy.ended.count == 1)
    #expect(result.fills.count == 3)
    #expect(result.openOrderCount == 1)
  }

  @Test(arguments: [
    (Failing.Moment.candle, "no model", 0), (.fill, "no answer to a fill", 0),
    (.end, "no model saved", 1),
  ])
  func `A failure ends the run with its reason`(
    moment: Failing.Moment, reason: String, ends: Int
  ) {
    let strategy = Failing(moment: moment)
    #expect(throws: BacktestError.strategyFailed(reason)) { try Self.play(strategy) }
    #expect(strategy.ended.count == ends)
  }

  @Test func `The first reason stands`() throws {
    var run = try Backtester(
      strategy: Scripted(script: [
        0: {
          $0.fail("first")
          $0.fail("second")
        }
      ]), settings: settings())
    try run.add(flat(0, "10"))
    #expect(run.broker.failure == nil)
    #expect(throws: BacktestError.strategyFailed("first")) { try run.endInstant() }
    #expect(run.broker.failure == "first")
  }
}
