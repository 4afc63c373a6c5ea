import Backtest
import Market
import Testing

/// The exchange's filters, with Binance's codes.
struct FilterTests {
  private static let rules: SymbolRules = {
    var rules = SymbolRules(tickSize: amount("0.5"))
    rules.priceMin = amount("10")
    rules.priceMax = amount("1000")
    rules.lot = SymbolRules.Lot(step: amount("0.1"), min: amount("0.2"), max: amount("50"))
    rules.marketLot = SymbolRules.Lot(max: amount("5"))
    rules.notionalMin = amount("30")
    return rules
  }()

  /// What comes of an order at 100, free of fees, with 10,000 quote and 3.33 base.
  private static func rejections(_ order: @escaping (inout Broker) -> Void) throws -> [String] {
    let strategy = Scripted(script: [0: { $0.buy(coin, quantity: amount("3.33")) }, 2: order])
    var backtest = try Backtester(strategy: strategy, settings: settings(cash: "10333"))
    try backtest.add([flat(0, "100"), flat(1, "100"), flat(2, "100")])
    try backtest.setRules(rules, for: coin)
    try backtest.endInstant()
    try backtest.add([flat(3, "100"), flat(4, "100")])
    return try backtest.finish(symbols: names).rejections.map {
      "\($0.code.rawValue) \($0.message)"
    }
  }

  private static func orders() -> [(String, @Sendable (inout Broker) -> Void)] {
    [
      ("", { $0.buy(coin, quantity: amount("1"), .limit(amount("99.5"))) }),
      (
        "-1013 Filter failure: PRICE_FILTER: price 99.7 is not a multiple of 0.5",
        { $0.buy(coin, quantity: amount("1"), .limit(amount("99.7"))) }
      ),
      (
        "-1013 Filter failure: PRICE_FILTER: price 9 is below 10",
        { $0.buy(coin, quantity: amount("1"), .limit(amount("9"))) }
      ),
      (
        "-1013 Filter failure: PRICE_FILTER: price 1001 is above 1000",
        { $0.sell(coin, quantity: amount("1"), .limit(amount("1001"))) }
      ),
      (
        "-1013 Filter failure: PRICE_FILTER: price 101.2 is not a multiple of 0.5",
        { $0.buy(coin, quantity: amount("1"), .stop(amount("101.2"))) }
      ),
      (
        "-1013 Filter failure: LOT_SIZE: quantity 0.1 is below 0.2",
        { $0.buy(coin, quantity: amount("0.1")) }
      ),
      (
        "-1013 Filter failure: LOT_SIZE: quantity 1.05 is not a multiple of 0.1",
        { $0.buy(coin, quantity: amount("1.05")) }
      ),
      (
        "-1013 Filter failure: LOT_SIZE: quantity 51 is above 50",
        { $0.buy(coin, quantity: amount("51"), .limit(amount("50"))) }
      ),
      (
        "-1013 Filter failure: MARKET_LOT_SIZE: quantity 6 is above 5",
        { $0.buy(coin, quantity: amount("6")) }
      ),
      ("", { $0.buy(coin, quantity: amount("6"), .limit(amount("50"))) }),
      (
        "-1013 Filter failure: NOTIONAL: value 20 is below 30",
        { $0.buy(coin, quantity: amount("0.2")) }
      ),
      (
        "-1013 Filter failure: NOTIONAL: value 20 is below 30",
        { $0.buy(coin, quantity: amount("0.4"), .limit(amount("50"))) }
      ),
      (
        "-1013 Filter failure: NOTIONAL: value 20 is below 30",
        { $0.buy(coin, quote: amount("29")) }
      ),
      (
        "-2010 Account has insufficient balance for requested action: needs 12000 quote, has 10000 free",
        { $0.buy(coin, quantity: amount("24"), .limit(amount("500"))) }
      ),
      (
        "-2010 Account has insufficient balance for requested action: needs 4 base, has 3.33 free",
        { $0.sell(coin, quantity: amount("4"), .limit(amount("500"))) }
      ),
      (
        "-2010 Order would immediately match and take.",
        { $0.buy(coin, quantity: amount("1"), .limitMaker(amount("100"))) }
      ),
      (
        "-2010 Stop price would trigger immediately: 100 at 100",
        { $0.sell(coin, quantity: amount("1"), .stop(amount("100"))) }
      ),
      (
        "-1013 a target is for market orders only",
        { $0.place(coin, .target(.one), .limit(amount("100"))) }
      ),
      (
        "-1013 a trailing stop's distance 1 is not between 0 and 1",
        { $0.sell(coin, quantity: amount("1"), .trailingStop(Trail(.one))) }
      ),
      (
        "-1013 the relationship of the prices for the orders is not correct: takes profit at 110,"
          + " stops at 115",
        {
          $0.buy(
            coin, quantity: amount("1"),
            exits: Order.Exits(takeProfit: amount("110"), stopLoss: amount("115")))
        }
      ),
      (
        "-1013 a list has from 2 to 10 orders, not 11",
        {
          $0.placeList(
            coin, .quantity(.buy, sum("1")), (0..<11).map { .limit(amount("\(50 + $0)")) })
        }
      ),
    ]
  }

  @Test(arguments: orders().indices)
  func `Orders that the exchange would refuse`(_ index: Int) throws {
    let (expected, order) = Self.orders()[index]
    // Every leg of a list is reported.
    #expect(try Set(Self.rejections(order)) == (expected.isEmpty ? [] : [expected]))
  }

  @Test func `Targets and amounts of quote keep to the filters by themselves`() throws {
    let strategy = Scripted(script: [
      0: { $0.target(coin, share: .one) }, 1: { $0.target(coin, share: .zero) },
      2: { $0.buy(coin, quote: amount("59.99")) },
    ])
    var backtest = try Backtester(
      strategy: strategy, settings: settings(cash: "333.33", fee: "0.1%"))
    try backtest.setRules(Self.rules, for: coin)
    try backtest.add((0..<4).map { flat($0, "100") })
    let result = try backtest.finish(symbols: names)
    // 3.3 less the fee is 3.2967, of which 3.2 can be sold.
    #expect(result.fills.map(\.quantity) == ["3.3", "3.2", "0.5"].map(sum))
    #expect(result.rejectedCount == 0)
    #expect(backtest.broker.sellable(coin) == sum("0.5"))
    #expect(backtest.broker.position(coin) == sum("0.5962"))
  }

  @Test func `Prices are moved to ticks that are no worse`() {
    #expect(Self.rules.onTick(amount("99.7"), for: .buy) == amount("99.5"))
    #expect(Self.rules.onTick(amount("99.7"), for: .sell) == amount("100"))
    #expect(Self.rules.onTick(amount("99.5"), for: .sell) == amount("99.5"))
  }

  @Test func `Rules that are none are refused`() throws {
    var backtest = try Backtester(strategy: Scripted(), settings: settings())
    var negative = SymbolRules()
    negative.lot.step = amount("-1")
    for rules in [SymbolRules(tickSize: .zero), negative] {
      #expect(throws: BacktestError.self) { try backtest.setRules(rules, for: coin) }
    }
  }
}
