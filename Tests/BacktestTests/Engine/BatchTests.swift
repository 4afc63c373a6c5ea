import Backtest
import Market
import TestSupport
import Testing

/// Candles handed over in batches, most of which are walked over without an instant's machinery,
/// against the same candles one by one.
struct BatchTests {
  /// A market that wanders, with silent candles and gaps, and another symbol now and then.
  private static func market(_ seed: UInt64, symbols: Int) -> [Candle] {
    var random = SeededRandom(seed: seed)
    var prices: [Int64] = [10_000, 20_000]
    var candles: [Candle] = []
    var minute: Int64 = 0
    for _ in 0..<700 {
      minute += Int64.random(in: 0..<40, using: &random) == 0 ? 3 : 1
      for symbol in 0..<symbols {
        if symbol > 0, Int64.random(in: 0..<3, using: &random) == 0 { continue }
        let open = prices[symbol]
        let close = max(1_000, open + Int64.random(in: -300...300, using: &random))
        let high = max(open, close) + Int64.random(in: 0...100, using: &random)
        let low = min(open, close) - Int64.random(in: 0...100, using: &random)
        prices[symbol] = close
        let text = [open, high, low, close].map { "\($0)" }.joined(separator: " ")
        let isSilent = Int64.random(in: 0..<30, using: &random) == 0
        candles.append(
          candle(
            minute, text, symbol: SymbolID(rawValue: UInt32(symbol)), trades: isSilent ? 0 : 1))
      }
    }
    return candles
  }

  private static func variants() -> [BacktestSettings] {
    var warm = settings(cash: "1000000", fee: "0.001")
    warm.warmUp = 50
    return [
      settings(cash: "1000000", fee: "0.001"), warm,
      settings(cash: "1000000", fee: "0.001", feeAsset: .quote, latencyUs: 90_000_000),
    ]
  }

  @Test(arguments: StrategyRegistry.builtIn.strategies.map(\.name), [1, 2])
  func `Batches of any size give what candles one by one give`(
    _ strategy: String, _ symbols: Int
  ) throws {
    let candles = Self.market(UInt64(symbols), symbols: symbols)
    var random = SeededRandom(seed: 7)
    for settings in Self.variants() {
      func start() throws -> any BacktestRun {
        try StrategyRegistry.builtIn.start(strategy, settings: settings)
      }
      var single = try start()
      for candle in candles { try single.add(candle) }
      let expected = try single.finish(symbols: names)
      #expect(!expected.fills.isEmpty)
      for sizeMax in [2, 30, 700] {
        var run = try start()
        var rest = candles[...]
        while !rest.isEmpty {
          let count = Int.random(in: 1...sizeMax, using: &random)
          try run.add(CandleBatch(Array(rest.prefix(count))))
          rest = rest.dropFirst(count)
        }
        #expect(try run.finish(symbols: names) == expected)
      }
    }
  }

  @Test func `A bad candle in a batch ends the run as it does alone`() throws {
    var candles = (0..<20).map { flat(Int64($0), "10") }
    candles[11].high = amount("9")
    let run = try Backtester(strategy: Scripted(), settings: settings())
    #expect(throws: BacktestError.self) {
      var single = run
      for candle in candles { try single.add(candle) }
    }
    var error: BacktestError?
    var batched = run
    do throws(BacktestError) { try batched.add(candles) } catch let found { error = found }
    #expect(
      "\(error.map { "\($0)" } ?? "")".contains("expected positive prices between low and high"))
    #expect(batched.strategy.candleCount == 11)
  }

  @Test func `Candles of a batch that goes back in time are refused`() throws {
    var run = try Backtester(strategy: Scripted(), settings: settings())
    try run.add((10..<20).map { flat(Int64($0), "10") })
    #expect(throws: BacktestError.self) {
      try run.add((5..<9).map { flat(Int64($0), "10") })
    }
  }

  @Test func `A strategy that fails within a batch ends the run there`() throws {
    let scripted = Scripted(script: [3: { $0.fail("no more") }])
    var run = try Backtester(strategy: scripted, settings: settings())
    #expect(throws: BacktestError.strategyFailed("no more")) {
      try run.add((0..<20).map { flat(Int64($0), "10") })
    }
    #expect(run.strategy.candleCount == 4)
  }
}
