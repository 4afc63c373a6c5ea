import Market
import TestSupport
import Testing

@testable import Backtest

/// `--check` finds strategies that know what they may not know, and clears those that do not.
struct CausalityTests {
  /// Candles that a strategy was handed before they closed, shared by reference.
  private final class Crystal {
    var candles: [Candle] = []
  }

  /// Buys and sells by the close of the candle that comes next.
  private struct Peeker: Strategy {
    let crystal: Crystal
    var count = 0

    mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
      count += 1
      guard count < crystal.candles.count else { return }
      let rises = crystal.candles[count].close > candle.close
      broker.target(candle.symbol, share: rises ? .one : .zero)
    }
  }

  /// Sells where an earlier run saw the top.
  private struct Learner: Strategy {
    final class Memory { var top = Amount.zero }
    let memory: Memory
    let known: Amount

    init(_ memory: Memory) {
      self.memory = memory
      known = memory.top
    }

    mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
      memory.top = max(memory.top, candle.high)
      broker.target(candle.symbol, share: candle.high >= known ? .zero : .one)
    }
  }

  private func market(_ count: Int64) -> RecordedMarket {
    RecordedMarket(SweepTests.walk(count), interval: .m1, symbols: names)
  }

  private func cross(_ name: String, _ set: [String] = []) throws -> any BacktestRun {
    try StrategyRegistry.builtIn.start(name, set: set, settings: settings(fee: "0.1%"))
  }

  @Test func `A strategy that peeks is caught, and the first difference named`() throws {
    let candles = SweepTests.walk(400)
    var onlyCoin = SymbolTable()
    _ = onlyCoin.id("COINUSDT")
    let market = RecordedMarket(candles, interval: .m1, symbols: onlyCoin)
    let check = try CausalityCheck(market) { market in
      let crystal = Crystal()
      market.forEachCandle { crystal.candles.append($0) }
      return try Backtester(strategy: Peeker(crystal: crystal), settings: settings())
    }
    #expect(!check.isClean)
    #expect(check.findings.map(\.test).first == "run again")
    #expect(check.findings[0].difference == nil)
    // Without the future it cannot decide at the last candle that is left.
    let cut = try #require(check.findings.first { $0.test == "future cut off at 1/8" })
    let difference = try #require(cut.difference)
    #expect(difference.endMs == candles[49].closeTimeMs)
    #expect(difference.what == "order")
    #expect(difference.expected.hasPrefix("target "))
    #expect(difference.found == "nothing")
    #expect(cut.meaning.contains("sees the future"))
  }

  @Test func `A strategy that remembers an earlier run is caught`() throws {
    let memory = Learner.Memory()
    let check = try CausalityCheck(market(300)) { _ in
      try Backtester(strategy: Learner(memory), settings: settings())
    }
    let again = try #require(check.findings.first)
    #expect(again.test == "run again")
    #expect(again.difference?.what == "order")
    #expect(again.meaning.contains("same answer twice"))
  }

  @Test(arguments: ["sma-cross", "bollinger", "donchian-breakout", "buy-and-hold"])
  func `The example strategies are clean`(name: String) throws {
    let check = try CausalityCheck(market(2000)) { _ in try cross(name) }
    #expect(check.isClean, "\(check.findings.filter { $0.difference != nil })")
    #expect(check.findings.count == 12)
  }

  @Test func `What depends on the start, or on the order of symbols, is named`() throws {
    let both = zip(SweepTests.walk(400), SweepTests.walk(400, seed: 8, symbol: other))
      .flatMap { [$0, $1] }
    let two = RecordedMarket(both, interval: .m1, symbols: names)
    // Each symbol wants all the cash: who comes first gets it.
    let greedy = try CausalityCheck(two) { _ in try cross("buy-and-hold") }
    let reversed = try #require(greedy.findings.last)
    #expect(reversed.test == "symbols reversed")
    #expect(reversed.difference != nil)
    #expect(greedy.findings.dropLast().allSatisfy { $0.difference == nil })

    // Every 47th candle since the start.
    struct Counter: Strategy {
      var count = 0
      mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
        count += 1
        if count % 47 == 0 { broker.buy(candle.symbol, quote: amount("1")) }
      }
    }
    let counter = try CausalityCheck(market(400)) { _ in
      try Backtester(strategy: Counter(), settings: settings())
    }
    #expect(
      counter.findings.filter { $0.difference != nil }.map(\.test)
        == ["started at 2/8", "started at 4/8"])
  }

  @Test func `On the tape the check is as sharp`() throws {
    var market = RecordedMarket(interval: .m1, fills: .tape)
    market.symbols = names
    for (number, candle) in SweepTests.walk(200).enumerated() {
      let id = Int64(number)
      market.add(trade(id, atUs: candle.openTimeMs * 1000 + 5, candle.open.description))
      if number > 0 { market.add(SweepTests.walk(200)[number - 1]) }
    }
    let clean = try CausalityCheck(market) { _ in
      try StrategyRegistry.builtIn.start(
        "sma-cross", set: ["fast=2", "slow=5"], settings: settings(.tape))
    }
    #expect(clean.isClean, "\(clean.findings.filter { $0.difference != nil })")
    let peeking = try CausalityCheck(market) { market in
      let crystal = Crystal()
      market.forEachCandle { crystal.candles.append($0) }
      return try Backtester(strategy: Peeker(crystal: crystal), settings: settings(.tape))
    }
    #expect(peeking.findings.contains { $0.difference?.what == "order" })
  }
}

struct OptimismTests {
  private func meter(_ candles: [Candle], _ set: [String]) throws -> (OptimismMeter, [String]) {
    let market = RecordedMarket(candles, interval: .m1, symbols: names)
    let settings = settings()
    func result(_ settings: BacktestSettings) throws -> BacktestResult {
      try RecordedMarket.play(
        [market], StrategyRegistry.builtIn.start("sma-cross", set: set, settings: settings))
    }
    let variants = OptimismMeter.variants(of: settings, market)
    let outcomes = try variants.map { OptimismMeter.Outcome($0.name, try result($0.settings)) }
    return (OptimismMeter(try result(settings), outcomes), variants.map(\.name))
  }

  @Test func `A thin profit does not survive what a real market takes`() throws {
    // Up and down by 1 in 10,000 for 8 minutes each: a tick of slippage eats it.
    let candles = (0..<800).map { number in
      flat(Int64(number), "\(10_000 + [0, 1, 2, 3, 4, 3, 2, 1][number / 4 % 8])")
    }
    let (meter, names) = try meter(candles, ["fast=1", "slow=2"])
    #expect(
      names == [
        "limits filled when touched", "latency 250 ms", "latency 1 s", "slippage 1 bp",
        "slippage 2 bp",
      ])
    #expect(meter.hasProfit)
    #expect(meter.survivorCount < meter.outcomes.count)
    #expect(meter.text.hasPrefix("profit survives \(meter.survivorCount) of 5 variants, not: "))
    #expect(meter.text.contains("slippage 2 bp"))
  }

  @Test func `Without a profit nothing survives`() throws {
    let falling = (0..<200).map { flat(Int64($0), "\(10_000 - $0 * 10 + $0 % 7 * 30)") }
    let (meter, _) = try meter(falling, ["fast=1", "slow=2"])
    #expect(!meter.hasProfit)
    #expect(meter.text.hasPrefix("no profit that could survive"))
  }

  @Test func `What is assumed already is no variant, and ticks are used where they are known`()
    throws
  {
    var market = RecordedMarket(interval: .m1)
    market.add(SymbolRules(tickSize: amount("0.01")), coin)
    market.add(flat(0, "1"))
    var base = settings(slippage: .ticks(1), latencyUs: 250_000)
    base.limitFills = .touch
    #expect(
      OptimismMeter.variants(of: base, market).map(\.name) == [
        "limits filled when passed", "no latency", "latency 1 s", "no slippage", "slippage 2 ticks",
      ])
    market.add(flat(0, "1", symbol: other))
    #expect(OptimismMeter.variants(of: base, market).map(\.name).last == "slippage 2 bp")
  }
}
