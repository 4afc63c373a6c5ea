import Backtest
import Market
import Testing

/// Which purchases a sale ends.
struct RoundTripTests {
  private static func result(
    _ matching: BacktestSettings.TripMatching, fee: String = "0", step: String? = nil,
    _ prices: [String], _ script: [Int: (inout Broker) -> Void]
  ) throws -> BacktestResult {
    var settings = settings(fee: fee)
    settings.trips = matching
    var run = try Backtester(strategy: Scripted(script: script), settings: settings)
    if let step {
      var rules = SymbolRules(tickSize: amount("0.01"))
      rules.lot.step = amount(step)
      try run.setRules(rules, for: coin)
    }
    for (minute, price) in prices.enumerated() { try run.add(flat(Int64(minute), price)) }
    return try run.finish(symbols: names)
  }

  /// Buys 1 at 10, 1 at 8, sells 1 at 9, 1 at 11.
  @Test(arguments: [
    (BacktestSettings.TripMatching.fifo, ["10", "8"], ["-1", "3"], [1, 2] as [Int64]),
    (.lifo, ["8", "10"], ["1", "1"], [2, 1]), (.average, ["9", "9"], ["0", "2"], [1, 1]),
  ])
  func `Oldest, newest, or all at their mean`(
    _ matching: BacktestSettings.TripMatching, _ entries: [String], _ profits: [String],
    _ minutes: [Int64]
  ) throws {
    let result = try Self.result(
      matching, ["10", "10", "8", "9", "11"],
      [
        0: { $0.buy(coin, quantity: amount("1")) }, 1: { $0.buy(coin, quantity: amount("1")) },
        2: { $0.sell(coin, quantity: amount("1")) }, 3: { $0.sell(coin, quantity: amount("1")) },
      ])
    #expect(result.roundTrips.map(\.entryPrice) == entries.map(amount))
    #expect(result.roundTrips.map(\.profit) == profits.map(sum))
    #expect(result.roundTrips.map { $0.entryTimeUs / minuteUs } == minutes)
    #expect(result.roundTrips.reduce(0) { $0 + $1.profit.units } == result.netProfit.units)
  }

  @Test(arguments: BacktestSettings.TripMatching.allCases)
  func `Dust of less than a step belongs to no round trip`(
    _ matching: BacktestSettings.TripMatching
  ) throws {
    // The fee leaves 0.999 of each coin; 0.9 can be sold, and 0.099 is dust, which grows.
    let result = try Self.result(
      matching, fee: "0.1%", step: "0.1", ["10", "10", "20", "30", "40"],
      [
        0: { $0.buy(coin, quantity: amount("1")) },
        1: { $0.sell(coin, quantity: $0.sellable(coin)) },
        2: { $0.buy(coin, quantity: amount("1")) },
        3: { $0.sell(coin, quantity: amount("0.9")) },
      ])
    #expect(result.fills.map(\.price) == ["10", "20", "30", "40"].map(amount))
    try #require(result.roundTrips.count == 2)
    let second = result.roundTrips[1]
    #expect(second.entryTimeUs == 3 * minuteUs && second.entryPrice == amount("30"))
    #expect(result.positions.first?.quantity.description == "0.198", "it stays, and is shown")
  }

  @Test func `What a grid sells it has just bought`() throws {
    // Three levels down and up again: each sale stands a step above its purchase.
    let prices = ["100", "90", "80", "70", "80", "90", "100", "110"]
    var script: [Int: (inout Broker) -> Void] = [:]
    for minute in 0...2 { script[minute] = { $0.buy(coin, quantity: amount("1")) } }
    for minute in 3...5 { script[minute] = { $0.sell(coin, quantity: amount("1")) } }
    #expect(try Self.result(.lifo, prices, script).winRate == ratio("1"))
    #expect(try Self.result(.fifo, prices, script).winRate == ratio("0.66666666"))
  }
}
