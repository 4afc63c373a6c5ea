import Backtest
import Market
import TestSupport
import Testing

/// Fast paths of somebody else's strategies: what they may do, and how a bad one is found out.
struct OwnFastPathTests {
  /// Buys at a close above all of the last ones, sells below all of them.
  private struct Breakout: Strategy {
    var closes: [Amount] = []
    var hasBought = false

    mutating func acts(at close: Amount) -> Bool {
      defer { closes = closes.suffix(5) + [close] }
      return hasBought ? closes.allSatisfy { close < $0 } : closes.allSatisfy { close > $0 }
    }

    mutating func trade(_ symbol: SymbolID, _ broker: inout Broker) {
      broker.target(symbol, share: hasBought ? .zero : .percent(50))
      hasBought.toggle()
    }

    mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
      if acts(at: candle.close) { trade(candle.symbol, &broker) }
    }

    mutating func onCandles(_ candles: inout QuietCandles, _ broker: inout Broker) {
      while candles.skip(&broker, until: { acts(at: $0) }) { trade(candles.symbol, &broker) }
    }
  }

  /// A strategy that does something else in its fast path.
  private struct Cheat: Strategy {
    let cheat: (inout Breakout, inout QuietCandles, inout Broker) -> Void
    var honest = Breakout()

    mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
      honest.onCandle(candle, &broker)
    }

    mutating func onCandles(_ candles: inout QuietCandles, _ broker: inout Broker) {
      cheat(&honest, &candles, &broker)
    }
  }

  private static let candles = SweepTests.walk(3_000)

  private func check(_ strategy: some Strategy) throws -> CausalityCheck.Finding {
    let market = RecordedMarket(Self.candles, interval: .m1, symbols: names)
    let check = try CausalityCheck(market) { _ in
      try Backtester(strategy: strategy, settings: settings(fee: "0.1%"))
    }
    return try #require(check.findings.first { $0.test == "fast path" })
  }

  private func result(
    _ strategy: some Strategy, pieces size: Int
  ) throws -> BacktestResult {
    var run: any BacktestRun = try Backtester(
      strategy: strategy, settings: settings(fee: "0.1%"), label: StrategyLabel(name: "own"))
    for start in stride(from: 0, to: Self.candles.count, by: size) {
      try run.add(Array(Self.candles[start..<min(start + size, Self.candles.count)]))
    }
    return try run.finish(symbols: names)
  }

  @Test func `A fast path gives what candles one by one give, to the run hash`() throws {
    let oneByOne = try result(Breakout(), pieces: 1)
    #expect(oneByOne.fills.count > 100)
    for size in [2, 7, 512, 3_000] {
      let fast = try result(Breakout(), pieces: size)
      #expect(fast == oneByOne)
      #expect(fast.runHash == oneByOne.runHash)
    }
    #expect(try check(Breakout()).difference == nil)
    #expect(try check(PerSymbol(Breakout())).difference == nil)
  }

  @Test func `What a fast path leaves is handed over one by one`() throws {
    let lazy = Cheat(cheat: { honest, candles, broker in
      if honest.hasBought { honest.onCandles(&candles, &broker) }
    })
    #expect(try result(lazy, pieces: 512) == result(Breakout(), pieces: 1))
    #expect(try check(lazy).difference == nil)
  }

  @Test func `A fast path that looks ahead comes too late, and is found out`() throws {
    // Looks whether the price rises to the end, and would buy at the beginning.
    struct Lookahead: Strategy {
      func onCandle(_ candle: Candle, _ broker: inout Broker) {}
      func onCandles(_ candles: inout QuietCandles, _ broker: inout Broker) {
        var (first, last): (Amount?, Amount?)
        let rises = candles.take(&broker) { next in
          while let close = next() {
            first = first ?? close
            last = close
          }
          return (last ?? .zero) > (first ?? .zero)
        }
        if rises { broker.target(candles.symbol, share: .one) }
      }
    }
    let result = try result(Lookahead(), pieces: 100)
    #expect(!result.fills.isEmpty)
    // Its orders meet the candle after the last one that it took.
    #expect(result.fills.allSatisfy { ($0.timeUs / minuteUs) % 100 == 99 })
    let finding = try check(Lookahead())
    #expect(finding.difference?.what == "fill")
    #expect(finding.difference?.expected == "nothing")
    #expect(finding.meaning.contains("not what it does candle by candle"))
  }

  @Test func `A fast path that forgets candles is found out, and where`() throws {
    let forgetful = Cheat(cheat: { honest, candles, broker in
      var count = 0
      while candles.skip(
        &broker,
        until: {
          count += 1
          return count % 10 != 0 && honest.acts(at: $0)
        })
      {
        honest.trade(candles.symbol, &broker)
      }
    })
    let difference = try #require(try check(forgetful).difference)
    #expect(difference.what == "fill")
    #expect(difference.expected != difference.found)
    #expect(Self.candles.contains { $0.closeTimeMs == difference.endMs })
  }

  @Test func `Candles taken with a copy of the broker end the run`() throws {
    let scout = Cheat(cheat: { _, candles, broker in
      var copy = broker
      _ = candles.skip(&copy, until: { _ in false })
      broker.target(candles.symbol, share: .one)
    })
    #expect(throws: BacktestError.self) { try result(scout, pieces: 512) }
  }

  @Test func `A fast path ends where a candle reaches an order`() throws {
    struct Seen: Strategy {
      var isOver = false
      func onCandle(_ candle: Candle, _ broker: inout Broker) {}
      mutating func onCandles(_ candles: inout QuietCandles, _ broker: inout Broker) {
        guard candles.skip(&broker, until: { _ in true }) else { return }
        broker.buy(candles.symbol, quantity: amount("1"))
        isOver = !candles.skip(&broker, until: { _ in true })
      }
    }
    var run = try Backtester(strategy: Seen(), settings: settings())
    try run.add(Array(Self.candles[..<100]))
    #expect(run.strategy.isOver)
    #expect(run.broker.openOrders.count == 1)
  }
}
