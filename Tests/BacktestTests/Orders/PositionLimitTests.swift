import Backtest
import Market
import Testing

/// MAX_POSITION where the size of an order is known late, and limits of the orders that others leave.
struct PositionLimitTests {
  private static let rules: SymbolRules = {
    var rules = SymbolRules()
    rules.lot = .init(step: amount("0.01"), min: amount("0.1"))
    rules.limits.positionMax = amount("6")
    rules.limits.trailingBelow = .init(min: 100, max: 500)
    rules.limits.stopCountMax = 1
    rules.limits.percentPriceBySide = .init(sell: .init(max: amount("1.5")))
    return rules
  }()

  private static func result(
    _ order: @escaping (inout Broker) -> Void,
    _ candles: [Candle] = (0..<4).map { flat($0, "100") },
    _ rules: SymbolRules = rules
  ) throws -> BacktestResult {
    var backtest = try Backtester(
      strategy: Scripted(script: [0: order]), settings: settings(cash: "100000"))
    try backtest.setRules(rules, for: coin)
    try backtest.add(candles)
    return try backtest.finish(symbols: names)
  }

  private static let tooMuch = "Filter failure: MAX_POSITION: "

  @Test(arguments: [Order.Kind.market, .limit(amount("100")), .stop(amount("101"))])
  func `A purchase for quote counts with what it buys`(_ kind: Order.Kind) throws {
    let candles = [flat(0, "100"), candle(1, "100 101 99 100"), flat(2, "100")]
    let fits = try Self.result({ $0.buy(coin, quote: amount("600"), kind) }, candles)
    #expect(fits.fills.count == 1 && fits.rejectedCount == 0)
    let exceeds = try Self.result({ $0.buy(coin, quote: amount("620"), kind) }, candles)
    #expect(exceeds.fills.isEmpty)
    let held = kind == .stop(amount("101")) ? "6.13" : "6.2"
    #expect(
      exceeds.rejections.map(\.message) == [Self.tooMuch + "\(held) held and ordered is above 6"])
  }

  @Test func `An open order for quote at a limit counts beside others`() throws {
    let result = try Self.result { broker in
      broker.buy(coin, quote: amount("450"), .limit(amount("90")))
      broker.buy(coin, quote: amount("110"))
    }
    #expect(
      result.rejections.map(\.message) == [Self.tooMuch + "6.1 held and ordered is above 6"])
  }

  @Test func `A target buys as much as there is room for, and is done`() throws {
    let result = try Self.result { broker in
      broker.buy(coin, quantity: amount("2"), .limit(amount("90")))
      broker.target(coin, share: .one)
      broker.target(coin, share: .one)
    }
    #expect(result.fills.map(\.quantity) == [sum("4")])
    #expect(result.rejectedCount == 0)
  }

  @Test func `The orders of a list do not count beside the one that trades`() throws {
    let candles = [flat(0, "100"), candle(1, "100 111 99 100"), flat(2, "100")]
    let result = try Self.result(
      { broker in
        broker.placeList(
          coin, .quote(.buy, amount("540")), [.limit(amount("90")), .stop(amount("110"))])
      }, candles)
    // 6 at 90 or 4.9 at 110.
    #expect(result.rejections == [])
    #expect(result.fills.map(\.quantity) == [sum("4.9")])
    #expect(result.openOrderCount == 0)
  }

  /// At 105 and 106 the amount buys more than 6, at 120 less.
  @Test(arguments: ["100 125 100 125", "106 125 106 125"])
  func `An order refused after its stop was reached takes its list along`(_ prices: String) throws {
    var rules = Self.rules
    rules.limits.stopCountMax = 0
    let result = try Self.result(
      { broker in
        broker.placeList(
          coin, .quote(.buy, amount("650")), [.stop(amount("105")), .stop(amount("120"))])
      }, [flat(0, "100"), flat(1, "100"), candle(2, prices), flat(3, "125")], rules)
    #expect(result.rejectedCount == 1)
    #expect(result.fills == [])
    #expect(result.openOrderCount == 0)
  }

  @Test func `Exits are checked when they are sent, a trailing distance when it is asked for`()
    throws
  {
    func bracket(_ exits: Order.Exits) throws -> [String] {
      try Self.result { $0.buy(coin, quantity: amount("1"), exits: exits) }.rejections
        .map(\.message)
    }
    #expect(try bracket(.init(takeProfit: amount("150"), stopLoss: amount("90"))) == [])
    #expect(
      try bracket(.init(takeProfit: amount("150.01"), stopLoss: amount("90"))) == [
        // Both are reported.
        "Filter failure: PERCENT_PRICE_BY_SIDE: price 150.01 is above 1.5 times 100",
        "Filter failure: PERCENT_PRICE_BY_SIDE: price 150.01 is above 1.5 times 100",
      ])
    let far = try Self.result {
      $0.buy(coin, quantity: amount("1"), exits: .init(stop: .trailingStop(Trail(.percent(6)))))
    }
    #expect(far.fills.isEmpty)
    #expect(
      far.rejections.map(\.message) == ["Filter failure: TRAILING_DELTA: 6% is above 500 bp"])
    let second = try Self.result { broker in
      for _ in 0..<2 {
        broker.buy(coin, quantity: amount("1"), exits: .init(stopLoss: amount("90")))
      }
    }
    #expect(second.fills.count == 2)
    #expect(
      second.rejections.map(\.message) == [
        "Filter failure: MAX_NUM_ALGO_ORDERS: 1 are open, which is the limit"
      ])
  }
}
