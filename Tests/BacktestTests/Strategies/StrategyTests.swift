import Backtest
import Market
import TestSupport
import Testing

struct StrategyTests {
  private static let registry = StrategyRegistry.builtIn

  private static func message(_ name: String, _ assignments: String...) -> String {
    do {
      _ = try registry.start(name, set: assignments, settings: settings())
      return "no error"
    } catch { return "\(error)" }
  }

  @Test func `Names and parameters that are wrong are reported with what there is`() {
    #expect(
      Self.message("sma-cros")
        == "unknown strategy 'sma-cros'. Known: sma-cross, rsi-reversion, bollinger,"
        + " donchian-breakout, grid, buy-and-hold.")
    #expect(
      Self.message("sma-cross", "fats=3")
        == "strategy sma-cross has no parameter 'fats'. Known: fast, slow, quantity, share.")
    #expect(Self.message("sma-cross", "fast") == "'fast' sets nothing: write NAME=VALUE")
    #expect(
      Self.message("sma-cross", "fast=x")
        == "'fast=x': expected a whole number from 1 to 100000")
    #expect(
      Self.message("sma-cross", "quantity=0")
        == "'quantity=0': expected a positive number of at most 8 decimals, or all")
    #expect(
      Self.message("buy-and-hold", "share=101%")
        == "'share=101%': expected a share from 0 to 1 or from 0% to 100%")
    #expect(
      Self.message("sma-cross", "fast=3", "fast=4")
        == "parameter 'fast' is set again by 'fast=4': set it once")
    #expect(
      Self.message("sma-cross", "fast=30") == "fast=30 must be less than slow=30")
    #expect(Self.message("sma-cross", "fast=5", "slow=6", "quantity=all") == "no error")
  }

  @Test func `A wrong name carries what a command line needs to suggest the right one`() {
    let error = StrategyError.unknownStrategy("sma", known: ["sma-cross"])
    #expect(error.found == "sma" && error.known == ["sma-cross"])
  }

  @Test func `Results name all parameters, defaults included`() throws {
    var run = try Self.registry.start("sma-cross", set: ["slow=20"], settings: settings())
    let result = try run.finish(symbols: names)
    #expect(result.strategy.text == "sma-cross fast=10 slow=20 quantity=all share=1")
  }

  private static func closes(_ closes: [Int], _ strategy: SMACross) throws -> BacktestResult {
    var run = try Backtester(strategy: strategy, settings: settings())
    for (index, close) in closes.enumerated() { try run.add(flat(Int64(index), "\(close)")) }
    return try run.finish(symbols: names)
  }

  @Test func `SMA cross buys above and sells below, at the next open`() throws {
    // fast 1, slow 2: fast is above where a close is above the one before.
    let result = try Self.closes(
      [10, 9, 11, 12, 8, 7, 9, 9], SMACross(fast: 1, slow: 2, quantity: amount("1")))
    // Above first at candle 2: buys at candle 3. Below at 4: sells at 5. Above at 6: buys at 7.
    #expect(result.fills.map { $0.timeUs / minuteUs } == [3, 5, 7])
    #expect(result.fills.map(\.side) == [.buy, .sell, .buy])
  }

  @Test func `The first candle with both averages only sets where they stand`() throws {
    let result = try Self.closes(
      [9, 10, 11, 12], SMACross(fast: 1, slow: 2, quantity: amount("1")))
    #expect(result.fills == [])
  }

  @Test func `A tie is neither above nor below`() throws {
    // Down, tie, up: was not above, so it buys; up, tie, down: was not below, so it sells.
    let result = try Self.closes(
      [10, 9, 9, 10, 10, 9, 9], SMACross(fast: 1, slow: 2, quantity: amount("1")))
    #expect(result.fills.map { $0.timeUs / minuteUs } == [4, 6])
  }

  @Test func `Without a quantity it spends all cash and sells all`() throws {
    let result = try Self.closes([10, 9, 10, 10, 8, 8], SMACross(fast: 1, slow: 2))
    #expect(result.fills.map(\.quantity) == [sum("100"), sum("100")])
    #expect(result.cash == amount("800"))
  }

  @Test func `Per symbol, a copy sees its own symbol on the marking candles`() throws {
    var run = try Backtester(
      strategy: PerSymbol(SMACross(fast: 1, slow: 2, quantity: amount("1"))), settings: settings())
    for (index, close) in [10, 9, 11, 12, 12].enumerated() {
      let number = Int64(index)
      try run.add(flat(number, "\(close)"))
      try run.add(flat(number, "\(20 - close + 2 * index)", symbol: other))
      try run.add(candle(number, "5 5 5 5", interval: .s1))
    }
    let result = try run.finish(symbols: names)
    // Up from 9 to 11 at candle 2; the other one's closes: 10, 13, 13, 14, 16: up at 3.
    #expect(result.fills.map(\.symbol) == [coin, other])
    #expect(result.fills.map { $0.timeUs / minuteUs } == [3, 4])
  }

  @Test func `Buy and hold buys once and is close to the yardstick`() throws {
    var run = try Self.registry.start("buy-and-hold", settings: settings(fee: "0.1%"))
    try run.add([flat(0, "100"), flat(1, "100"), flat(2, "120")])
    let result = try run.finish(symbols: names)
    #expect(result.fills.count == 1)
    #expect(result.finalEquity == sum("1198.8"))
    #expect(result.buyAndHoldEquity == sum("1198.8"))
    #expect(result.positions.map(\.quantity) == [sum("9.99")])
  }

  @Test(arguments: [(1, 2), (3, 7), (10, 30)])
  func `Crosses are those of averages summed anew for each candle`(_ fast: Int, _ slow: Int) throws
  {
    var random = SeededRandom(seed: UInt64(slow))
    // Few different closes, so that ties are frequent.
    let closes = (0..<400).map { _ in Int.random(in: 1...9, using: &random) }
    let result = try Self.closes(closes, SMACross(fast: fast, slow: slow, quantity: amount("1")))

    var (isHeld, lastSide, filledAt) = (false, 0, [Int64]())
    for end in slow..<closes.count {
      let fastSum = closes[(end - fast)..<end].reduce(0, +) * slow
      let slowSum = closes[(end - slow)..<end].reduce(0, +) * fast
      let side = (fastSum - slowSum).signum()
      if end > slow, isHeld ? side < 0 && lastSide >= 0 : side > 0 && lastSide <= 0 {
        isHeld.toggle()
        filledAt.append(Int64(end))
      }
      lastSide = side
    }
    #expect(filledAt.count > 4)
    #expect(result.fills.map { $0.timeUs / minuteUs } == filledAt)
  }

  @Test func `A strategy's own package can add itself`() throws {
    struct Mine: NamedStrategy {
      static let description = StrategyDescription(
        name: "mine", summary: "does nothing", parameters: [])
      init(_ values: ParameterValues) throws(StrategyError) {}
      mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {}
    }
    var registry = StrategyRegistry.builtIn
    registry.add(Mine.self)
    #expect(
      registry.strategies.map(\.name) == StrategyRegistry.builtIn.strategies.map(\.name) + ["mine"])
    var run = try registry.start("mine", settings: settings())
    #expect(try run.finish(symbols: names).strategy.name == "mine")
    #expect(throws: StrategyError.self) {
      try registry.start("mine", set: ["x=1"], settings: settings())
    }
  }
}
