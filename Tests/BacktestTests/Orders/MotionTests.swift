import Backtest
import Market
import Testing

struct MotionTests {
  @Test func `A market order at a close fills at the next open`() throws {
    let strategy = Scripted(script: [0: { $0.buy(coin, quantity: amount("1")) }])
    let (result, scripted) = try run(strategy, [flat(0, "10"), candle(1, "12 13 11 12.5")])
    #expect(result.fills.map(\.price) == [amount("12")])
    #expect(
      scripted.log == [
        "candle 1m 0 10 now 60000 equity 1000", "fill buy 1 at 12",
        "candle 1m 0 12.5 now 120000 equity 1000.5",
      ])
  }

  @Test func `An order placed on a fill meets what is left of the candle`() throws {
    var strategy = Scripted(script: [0: { $0.buy(coin, quantity: amount("1")) }])
    strategy.onFillScript = { fill, broker in
      if fill.number < 4 { broker.buy(coin, quantity: amount("1")) }
    }
    let (result, _) = try run(strategy, [flat(0, "10"), candle(1, "12 14 11 13")])
    // The jump to 12, then at once the glide from 12.
    #expect(result.fills.map(\.price) == ["12", "12", "12", "12"].map(amount))
    #expect(
      result.fills.map(\.evidence)
        == [0, 1, 1, 1].map { .candle(openTimeMs: minuteMs, step: $0) })
  }

  @Test func `With latency it meets the walk where it is by then`() throws {
    var strategy = Scripted(script: [0: { $0.buy(coin, quantity: amount("1")) }])
    strategy.onFillScript = { fill, broker in
      if fill.number < 4 { broker.buy(coin, quantity: amount("1")) }
    }
    // Each arrives 25 s after the fill before: 12 to 14 in 20 s, to 11, to 13.
    let (result, _) = try run(
      strategy, [flat(0, "10"), candle(1, "12 14 11 13"), flat(2, "13")],
      settings(latencyUs: 25_000_000))
    #expect(result.fills.map(\.price) == ["13.25", "12", "13", "13"].map(amount))
    #expect(result.fills.map { $0.timeUs / 1_000_000 } == [85, 110, 135, 160])
  }

  @Test func `What fills provoke in one motion has a limit`() throws {
    var strategy = Scripted(script: [0: { $0.buy(coin, quantity: amount("0.0001")) }])
    strategy.onFillScript = { _, broker in broker.buy(coin, quantity: amount("0.0001")) }
    let (result, _) = try run(strategy, [flat(0, "10"), candle(1, "12 14 11 13")])
    #expect(result.fills.count == 1 + 3 * 1000)
    #expect(result.openOrderCount == 1)
  }

  @Test func `A silent candle fills nothing`() throws {
    let strategy = Scripted(script: [0: { $0.buy(coin, quantity: amount("1")) }])
    let silent = candle(1, "10 10 10 10", trades: 0)
    let (result, _) = try run(strategy, [flat(0, "10"), silent, flat(2, "11")])
    #expect(result.fills.map(\.evidence) == [.candle(openTimeMs: 2 * minuteMs, step: 0)])
  }

  @Test func `A candle with volume but no trade count is not silent`() throws {
    var uncounted = flat(1, "11")
    uncounted.tradeCount = 0
    let strategy = Scripted(script: [0: { $0.buy(coin, quantity: amount("1")) }])
    let (result, _) = try run(strategy, [flat(0, "10"), uncounted])
    #expect(result.fills.count == 1)
  }

  @Test func `A cancelled order fills nowhere`() throws {
    let strategy = Scripted(script: [
      0: {
        let id = $0.buy(coin, quantity: amount("1"))
        let first = $0.cancel(id)
        let second = $0.cancel(id)
        #expect(first && !second)
      }
    ])
    let (result, _) = try run(strategy, [flat(0, "10"), flat(1, "10")])
    #expect(result.fills == [])
  }

  @Test(arguments: [
    (Slippage.ticks(3), "100.3", "99.7"), (.share(.basisPoints(5)), "100.05", "99.95"),
    (.none, "100", "100"),
  ])
  func `Slippage is against the account`(_ slippage: Slippage, _ buy: String, _ sell: String) throws
  {
    let strategy = Scripted(script: [
      0: { $0.buy(coin, quantity: amount("1")) }, 1: { $0.sell(coin, quantity: amount("1")) },
    ])
    var backtest = try Backtester(strategy: strategy, settings: settings(slippage: slippage))
    try backtest.setRules(SymbolRules(tickSize: amount("0.1")), for: coin)
    try backtest.add([flat(0, "100"), flat(1, "100"), flat(2, "100")])
    let result = try backtest.finish(symbols: names)
    #expect(result.fills.map(\.price) == [amount(buy), amount(sell)])
  }

  @Test func `Slippage in ticks needs a tick size`() throws {
    let strategy = Scripted(script: [0: { $0.buy(coin, quantity: amount("1")) }])
    #expect(throws: BacktestError.tickSizeUnknown(coin)) {
      try run(strategy, [flat(0, "100"), flat(1, "100")], settings(slippage: .ticks(1)))
    }
  }
}
