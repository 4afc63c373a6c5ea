import Backtest
import Market
import Testing

/// Filters about how orders stand to the market and to each other.
struct OrderLimitTests {
  private static let rules: SymbolRules = {
    var rules = SymbolRules()
    rules.limits.percentPriceBySide = .init(
      buy: .init(min: amount("0.8"), max: amount("1.2")),
      sell: .init(min: amount("0.9"), max: amount("1.1")))
    rules.limits.orderCountMax = 3
    rules.limits.stopCountMax = 1
    rules.limits.positionMax = amount("6")
    rules.limits.trailingBelow = .init(min: 100, max: 500)
    return rules
  }()

  /// What is refused of orders at 100, with 2 base held.
  private static func rejections(_ order: @escaping (inout Broker) -> Void) throws -> [String] {
    let strategy = Scripted(script: [0: { $0.buy(coin, quantity: amount("2")) }, 2: order])
    var backtest = try Backtester(strategy: strategy, settings: settings(cash: "100000"))
    try backtest.setRules(rules, for: coin)
    try backtest.add((0..<4).map { flat($0, "100") })
    return try backtest.finish(symbols: names).rejections.map {
      "\($0.code.rawValue) \($0.message)"
    }
  }

  private static func buy(_ quantity: String, _ price: String, _ broker: inout Broker) {
    broker.buy(coin, quantity: amount(quantity), .limit(amount(price)))
  }

  private static func sell(_ kind: Order.Kind, _ broker: inout Broker) {
    broker.sell(coin, quantity: amount("0.1"), kind)
  }

  private static func cases() -> [(refused: [String], order: @Sendable (inout Broker) -> Void)] {
    let filter = "-1013 Filter failure: "
    return [
      ([], { buy("1", "80", &$0) }), ([], { buy("1", "120", &$0) }),
      (
        [filter + "PERCENT_PRICE_BY_SIDE: price 79.99 is below 0.8 times 100"],
        { buy("1", "79.99", &$0) }
      ),
      (
        [filter + "PERCENT_PRICE_BY_SIDE: price 120.01 is above 1.2 times 100"],
        { buy("1", "120.01", &$0) }
      ),
      ([], { sell(.limit(amount("110")), &$0) }),
      (
        [filter + "PERCENT_PRICE_BY_SIDE: price 110.01 is above 1.1 times 100"],
        { sell(.limit(amount("110.01")), &$0) }
      ),
      ([], { sell(.trailingStop(Trail(.percent(1))), &$0) }),
      ([], { sell(.trailingStop(Trail(.percent(5))), &$0) }),
      (
        [filter + "TRAILING_DELTA: 0.99% is below 100 bp"],
        { sell(.trailingStop(Trail(.basisPoints(99))), &$0) }
      ),
      (
        [filter + "TRAILING_DELTA: 5.01% is above 500 bp"],
        { sell(.trailingStop(Trail(.basisPoints(501))), &$0) }
      ),
      (
        [filter + "MAX_NUM_ORDERS: 3 are open, which is the limit"],
        { broker in for price in 90..<94 { buy("0.1", "\(price)", &broker) } }
      ),
      (
        [filter + "MAX_NUM_ALGO_ORDERS: 1 are open, which is the limit"],
        { broker in for price in 90..<92 { sell(.stop(amount("\(price)")), &broker) } }
      ),
      // 2 are held.
      ([], { buy("4", "90", &$0) }),
      (
        [filter + "MAX_POSITION: 6.1 held and ordered is above 6"],
        {
          buy("3", "90", &$0)
          buy("1.1", "91", &$0)
          buy("1", "92", &$0)
        }
      ),
    ]
  }

  @Test(arguments: cases().indices)
  func `Orders within the limits stand, others are refused`(_ index: Int) throws {
    let (refused, order) = Self.cases()[index]
    #expect(try Self.rejections(order) == refused)
  }

  @Test func `An order that is replaced does not count beside its successor`() throws {
    let refused = try Self.rejections { broker in
      var ids: [OrderID] = []
      for price in ["90", "91"] {
        ids.append(broker.buy(coin, quantity: amount("2"), .limit(amount(price))))
      }
      let stop = broker.sell(coin, quantity: amount("0.1"), .stop(amount("85")))
      // Three are open, one a stop, 6 held and ordered: all limits are reached.
      broker.replace(ids[0], .limit(amount("92")))
      broker.replace(stop, .stop(amount("86")))
    }
    #expect(refused == [])
  }

  /// 2 are held, three orders are open, one a stop, 6 held and ordered: all limits are reached.
  @Test(arguments: [0, 10_000, 90_000_000])
  func `An order whose cancellation arrives first does not count beside the new one`(
    _ latencyUs: Int64
  ) throws {
    func placeAll(_ broker: inout Broker) {
      Self.buy("2", "90", &broker)
      Self.buy("2", "91", &broker)
      Self.sell(.stop(amount("85")), &broker)
    }
    func result(_ successor: @escaping (inout Broker) -> Void) throws -> BacktestResult {
      let script: [Int: (inout Broker) -> Void] = [
        0: { $0.buy(coin, quantity: amount("2")) }, 3: placeAll, 6: successor,
      ]
      var backtest = try Backtester(
        strategy: Scripted(script: script),
        settings: settings(cash: "100000", latencyUs: latencyUs))
      try backtest.setRules(Self.rules, for: coin)
      try backtest.add((0..<10).map { flat($0, "100") })
      return try backtest.finish(symbols: names)
    }
    let again = try result { broker in
      broker.cancelAll(coin)
      placeAll(&broker)
    }
    #expect(again.rejections == [] && again.openOrderCount == 3)
    let bought = try result { broker in
      broker.cancelAll(coin)
      broker.buy(coin, quote: amount("400"))
    }
    #expect(bought.rejections == [])
    #expect(bought.fills.map(\.quantity) == [sum("2"), sum("4")])
    #expect(try result(placeAll).rejectedCount == 3, "without the cancellation")
  }

  @Test func `The legs of a list keep to the limits like any order`() throws {
    let refused = try Self.rejections { broker in
      broker.placeList(
        coin, .quantity(.sell, sum("0.1")), [.stop(amount("90")), .limit(amount("110.01"))])
      broker.placeList(
        coin, .quantity(.sell, sum("0.1")),
        [.stopLimit(stop: amount("95"), limit: amount("89.99")), .limit(amount("105"))])
    }
    let filter = "-1013 Filter failure: PERCENT_PRICE_BY_SIDE: price "
    #expect(
      refused == [
        // Both legs of each are reported.
        filter + "110.01 is above 1.1 times 100", filter + "110.01 is above 1.1 times 100",
        filter + "89.99 is below 0.9 times 100", filter + "89.99 is below 0.9 times 100",
      ])
  }

  @Test func `A list counts with all its orders`() throws {
    let refused = try Self.rejections { broker in
      for price in 90..<92 { Self.buy("0.1", "\(price)", &broker) }
      broker.placeList(
        coin, .quantity(.sell, sum("0.1")), [.limit(amount("110")), .limit(amount("109"))])
    }
    let failure = "-1013 Filter failure: MAX_NUM_ORDERS: 3 are open, which is the limit"
    #expect(refused == [failure, failure])
  }

  @Test func `Limits are part of the run hash, and their lack is not`() throws {
    func hash(_ rules: SymbolRules) throws -> String? {
      var backtest = try Backtester(strategy: Scripted(), settings: settings())
      try backtest.setRules(rules, for: coin)
      try backtest.add(flat(0, "100"))
      return try backtest.finish(symbols: names).runHash
    }
    var plain = Self.rules
    plain.limits = SymbolRules.Limits()
    var other = Self.rules
    other.limits.stopCountMax = 2
    #expect(try Set([hash(Self.rules), hash(plain), hash(other)]).count == 3)
    var negative = plain
    negative.limits.orderCountMax = -1
    #expect(throws: BacktestError.self) { try hash(negative) }
  }
}
