import Backtest
import Market
import Testing

/// PERCENT_PRICE and PERCENT_PRICE_BY_SIDE: bounds of a price around the market's mean.
struct PercentFilterTests {
  /// Purchases between nothing and 1.1 times a mean price.
  private static func rules(minutes: Int64, bySide: Bool = false) -> SymbolRules {
    let band = SymbolRules.PriceBand(
      buy: .init(max: amount("1.1")), averageMinutes: minutes)
    var rules = SymbolRules()
    if bySide { rules.limits.percentPriceBySide = band } else { rules.limits.percentPrice = band }
    return rules
  }

  /// A minute that traded a quantity at one price.
  private static func minute(_ number: Int64, _ price: String, _ quantity: String) -> Candle {
    var candle = flat(number, price)
    candle.volume = sum(quantity)
    candle.quoteVolume = AmountSum(
      units: Int128(amount(price).units) * sum(quantity).units / Int128(Amount.unitsPerOne))
    return candle
  }

  /// Buys at two limits, the first within the bound, the second beyond it.
  private static func buy(_ good: String, _ bad: String) -> (inout Broker) -> Void {
    { broker in
      broker.buy(coin, quantity: amount("1"), .limit(amount(good)))
      broker.buy(coin, quantity: amount("1"), .limit(amount(bad)))
    }
  }

  private static func refused(
    _ rules: SymbolRules, _ candles: [Candle], _ orders: [Int: (inout Broker) -> Void],
    asBatch: Bool = false
  ) throws -> [String] {
    var backtest = try Backtester(strategy: Scripted(script: orders), settings: settings())
    try backtest.setRules(rules, for: coin)
    if asBatch {
      try backtest.add(CandleBatch(candles))
    } else {
      for candle in candles { try backtest.add(candle) }
    }
    return try backtest.finish(symbols: names).rejections.map(\.message)
  }

  @Test(arguments: [false, true])
  func `The mean is weighted by quantity, of the minutes given`(_ asBatch: Bool) throws {
    // Of minutes 1 to 5: (5 × 10 + 20 × 1 + 20 × 2 + 30 × 1 + 10 × 1) ÷ 10 = 15.
    let candles = [
      Self.minute(0, "1000", "50"), Self.minute(1, "10", "5"), Self.minute(2, "20", "1"),
      Self.minute(3, "20", "2"), Self.minute(4, "30", "1"), Self.minute(5, "10", "1"),
      Self.minute(6, "10", "1"),
    ]
    let refused = try Self.refused(
      Self.rules(minutes: 5, bySide: true), candles, [5: Self.buy("16.5", "16.50000001")],
      asBatch: asBatch)
    #expect(
      refused == [
        "Filter failure: PERCENT_PRICE_BY_SIDE: price 16.50000001 is above 1.1 times 15, the mean of "
          + "5 minutes"
      ])
  }

  @Test func `No minutes mean the last price, and each filter has its name`() throws {
    let candles = [
      Self.minute(0, "1000", "50"), Self.minute(1, "10", "5"), Self.minute(2, "10", "1"),
    ]
    let message = "price 11.01 is above 1.1 times 10"
    for (bySide, name) in [(false, "PERCENT_PRICE"), (true, "PERCENT_PRICE_BY_SIDE")] {
      let rules = Self.rules(minutes: 0, bySide: bySide)
      #expect(
        try Self.refused(rules, candles, [1: Self.buy("11", "11.01")])
          == ["Filter failure: \(name): \(message)"])
    }
  }

  @Test func `Candles without quote volume count at their close`() throws {
    // 7 of each: the mean of 10 and 20.
    let candles = [flat(0, "10"), flat(1, "20"), flat(2, "20")]
    let refused = try Self.refused(
      Self.rules(minutes: 2), candles, [1: Self.buy("16.5", "16.6")])
    #expect(refused.map { $0.hasSuffix("times 15, the mean of 2 minutes") } == [true])
  }

  @Test func `Where nothing was traded in the minutes, the last price stands`() throws {
    let silent = (1..<7).map { candle($0, "10 10 10 10", trades: 0) }
    let candles = [Self.minute(0, "10", "5")] + silent
    let refused = try Self.refused(Self.rules(minutes: 5), candles, [6: Self.buy("11", "11.01")])
    #expect(refused == ["Filter failure: PERCENT_PRICE: price 11.01 is above 1.1 times 10"])
  }

  @Test func `On the tape every trade of the minutes counts, to the microsecond`() throws {
    var script = Scripted()
    script.script[0] = Self.buy("22", "22.01")
    var backtest = try Backtester(strategy: script, settings: settings(.tape))
    try backtest.setRules(Self.rules(minutes: 1), for: coin)
    // The first is a minute old when the candle closes at 60 s, which is now: too old by nothing.
    try backtest.add(trade(1, atUs: 0, "1000"))
    try backtest.add(trade(2, atUs: 1, "10"))
    try backtest.add(trade(3, atUs: 59_999_999, "30"))
    try backtest.add(candle(0, "1000 1000 10 30"))
    let refused = try backtest.finish(symbols: names).rejections.map(\.message)
    #expect(
      refused == [
        "Filter failure: PERCENT_PRICE: price 22.01 is above 1.1 times 20, the mean of 1 minutes"
      ])
  }

  @Test func `Sums beyond 128 bits are no mean, and no crash`() throws {
    var huge = Self.minute(0, "10", "1")
    huge.volume = AmountSum(units: .max)
    huge.quoteVolume = AmountSum(units: .max / Int128(Amount.unitsPerOne))
    var next = huge
    (next.openTimeMs, next.closeTimeMs) = (minuteMs, 2 * minuteMs - 1)
    let refused = try Self.refused(
      Self.rules(minutes: 5), [huge, next, Self.minute(2, "10", "1")],
      [1: Self.buy("11", "11.01")])
    #expect(refused.map { $0.hasSuffix("1.1 times 10") } == [true])
    var odd = Self.rules(minutes: .max)
    #expect(try Self.refused(odd, [Self.minute(0, "10", "1")], [:]) == [])
    odd.limits.percentPrice.averageMinutes = -1
    #expect(throws: BacktestError.self) { try Self.refused(odd, [], [:]) }
  }
}
