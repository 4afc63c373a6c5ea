import Backtest
import Market
import TestSupport
import Testing

/// The strategies that come with the product, each on a market made for it.
struct ExampleStrategyTests {
  private static func fills(
    _ name: String, set assignments: [String], _ candles: [Candle],
    _ settings: BacktestSettings = settings()
  ) throws -> [String] {
    var run = try StrategyRegistry.builtIn.start(name, set: assignments, settings: settings)
    try run.add(candles)
    let result = try run.finish(symbols: names)
    #expect(result.rejectedCount == 0)
    return result.fills.map {
      "\($0.side) \($0.quantity) at \($0.price) in \($0.timeUs / minuteUs)"
    }
  }

  private static func closes(_ closes: [String]) -> [Candle] {
    closes.enumerated().map { flat(Int64($0), $1) }
  }

  @Test func `RSI reversion buys what fell and sells what rose`() throws {
    // RSI of 2: after two losses 0, after two gains high.
    let candles = Self.closes(["10", "9", "8", "8", "9", "12", "12", "12"])
    #expect(
      try Self.fills("rsi-reversion", set: ["length=2"], candles) == [
        "buy 125 at 8 in 3", "sell 125 at 12 in 6",
      ])
  }

  @Test func `Bollinger buys below the lower band and sells at the middle`() throws {
    // The last four closes: mean 9, deviation √3: one width below is 7.27.
    let candles = Self.closes(["10", "10", "10", "6", "5", "8", "8"])
    #expect(
      try Self.fills("bollinger", set: ["length=4", "width=1"], candles) == [
        "buy 200 at 5 in 4", "sell 200 at 8 in 6",
      ])
  }

  @Test func `Donchian breakout enters and leaves with stop orders, within candles`() throws {
    let candles = [
      candle(0, "10 11 9 10"), candle(1, "10 12 9 10"), candle(2, "10 14 10 13"),
      candle(3, "13 16 12 15"), candle(4, "15 15 8 9"),
    ]
    // 12 is the highest of two; then 10 and 12 are the lowest lows.
    #expect(
      try Self.fills("donchian-breakout", set: ["enter=2", "leave=1"], candles) == [
        "buy 83.33333333 at 12 in 2", "sell 83.33333333 at 12 in 4",
      ])
  }

  @Test func `A grid buys on the way down and sells each step above`() throws {
    let candles = [
      flat(0, "100"), candle(1, "100 100 78 80"), candle(2, "80 95 80 95"),
      candle(3, "95 95 70 75"),
    ]
    // Levels at 90, 81, 72.9 for a third of the cash each.
    #expect(
      try Self.fills("grid", set: ["levels=3", "step=10%"], candles) == [
        "buy 3.7037037 at 90 in 1", "buy 4.11522633 at 81 in 1", "sell 4.11522633 at 90 in 2",
        // Down to 70 and back up to 95: what was bought on the way down is sold on the way up.
        "buy 4.11522633 at 81 in 3", "buy 4.5724737 at 72.9 in 3", "sell 4.5724737 at 81 in 3",
        "sell 4.11522633 at 90 in 3", "buy 4.11522633 at 81 in 3",
      ])
    // Which the walk alone decided.
    var run = try StrategyRegistry.builtIn.start(
      "grid", set: ["levels=3", "step=10%"], settings: settings())
    try run.add(candles)
    let ambiguous = try run.finish(symbols: names).ambiguousCandles
    #expect(ambiguous.map(\.openTimeMs) == [3 * minuteMs])
    #expect(ambiguous.first?.taken.count == 5 && ambiguous.first?.other.count == 2)
  }

  @Test(arguments: ["rsi-reversion", "bollinger", "donchian-breakout", "grid", "sma-cross"])
  func `Each runs on any market, on candles and on the tape, and reconciles`(_ name: String) throws
  {
    for (seed, fills) in [(1, .candles), (2, .tape)] as [(UInt64, BacktestSettings.FillSource)] {
      var random = SeededRandom(seed: seed)
      var settings = settings(fills, fee: "0.1%", slippage: .share(.basisPoints(2)))
      settings.cash = amount("100000")
      var run = try StrategyRegistry.builtIn.start(name, set: ["share=40%"], settings: settings)
      for symbol in [coin, other] {
        var rules = SymbolRules(tickSize: amount("0.01"))
        rules.lot = SymbolRules.Lot(step: amount("0.001"), min: amount("0.001"))
        rules.notionalMin = amount("5")
        try run.setRules(rules, for: symbol)
      }
      var prices: [Int64] = [10_000, 5000]
      for number in 0..<400 as Range<Int64> {
        for (index, symbol) in [coin, other].enumerated() {
          let path = (0..<5).map { _ -> Amount in
            prices[index] = max(100, prices[index] + .random(in: -60...60, using: &random))
            return Amount(units: prices[index] * 1_000_000)
          }
          for (second, price) in path.enumerated() where fills == .tape {
            var print = trade(
              number * 5 + Int64(second), atUs: number * minuteUs + Int64(second) * 1000, "1",
              symbol: symbol)
            (print.price, print.quantity) = (price, amount("50"))
            try run.add(print)
          }
          var candle = flat(number, "1", symbol: symbol)
          (candle.open, candle.close) = (path[0], path[4])
          (candle.high, candle.low) = (path.max() ?? path[0], path.min() ?? path[0])
          try run.add(candle)
        }
      }
      let result = try run.finish(symbols: names)
      #expect(result.fills.count > 3, "\(name) on \(fills)")
      #expect(Set(result.fills.map(\.symbol)) == [coin, other], "\(name)")
    }
  }
}
