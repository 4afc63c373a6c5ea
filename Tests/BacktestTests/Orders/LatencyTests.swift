import Backtest
import Market
import Testing

/// The second candle lasts from 60 s to 120 s: open 100, to the high 110 at 80 s (nothing is held:
/// what hurts a purchase comes first), to the low 90 at 100 s, to the close 104. An order decided at its beginning arrives within it.
struct LatencyTests {
  private static let candles = [
    flat(0, "100"), candle(1, "100 110 90 104"), candle(2, "105 106 104 106"),
  ]

  private static func fill(_ side: Side, latencyMs: Int64) throws -> Fill? {
    // Holds something from the third order on, so that there is something to sell.
    let strategy = Scripted(script: [
      0: {
        _ =
          side == .buy
          ? $0.buy(coin, quantity: amount("1")) : $0.sell(coin, quantity: amount("1"))
      }
    ])
    return try run(strategy, candles, settings(latencyUs: latencyMs * 1000)).result.fills.first
  }

  @Test(arguments: [
    (0, "100", 60), (1, "100.0005", 60), (10_000, "105", 70), (20_000, "110", 80),
    (30_000, "100", 90), (40_000, "90", 100), (50_000, "97", 110), (60_000, "105", 120),
    (61_000, "105.05", 121), (60_001, "105.00005", 120),
  ])
  func `An order meets the walk where it is when the order arrives`(
    _ latencyMs: Int64, _ price: String, _ seconds: Int64
  ) throws {
    let fill = try #require(try Self.fill(.buy, latencyMs: latencyMs))
    #expect(fill.price == amount(price))
    #expect(fill.timeUs / 1_000_000 == seconds)
    #expect(fill.timeUs >= minuteUs + latencyMs * 1000, "never before it took effect")
  }

  /// Buys at the first close, and buys or sells at the second; 10 of 20 seconds from 100.00 to 99.99.
  private static func price(_ side: Side, tickSize: String?, decimals: UInt8) throws -> Amount? {
    let order = { (broker: inout Broker) in
      _ =
        side == .buy
        ? broker.buy(coin, quantity: amount("1")) : broker.sell(coin, quantity: amount("1"))
    }
    let script = [
      0: { (broker: inout Broker) in _ = broker.buy(coin, quantity: amount("1")) }, 1: order,
    ]
    var backtest = try Backtester(
      strategy: Scripted(script: script), settings: settings(latencyUs: 10_000_000))
    if let tickSize { try backtest.setRules(SymbolRules(tickSize: amount(tickSize)), for: coin) }
    for var candle in [flat(0, "100"), flat(1, "100"), candle(2, "100 100 99.99 100")] {
      candle.decimals.price = decimals
      try backtest.add(candle)
    }
    return try backtest.finish(symbols: names).fills.last?.price
  }

  /// How many decimals the candle was written with says nothing about its market.
  @Test(arguments: [UInt8(0), 2, 5, 8])
  func `Prices between ticks are rounded against the order`(_ decimals: UInt8) throws {
    for (tickSize, buys, sells) in [
      ("0.01", "100", "99.99"), ("0.005", "99.995", "99.995"), ("0.002", "99.996", "99.994"),
      (nil, "99.995", "99.995"),
    ] {
      #expect(try Self.price(.buy, tickSize: tickSize, decimals: decimals) == amount(buys))
      #expect(try Self.price(.sell, tickSize: tickSize, decimals: decimals) == amount(sells))
    }
  }

  @Test func `An order that would arrive after the end stays open`() throws {
    let strategy = Scripted(script: [2: { $0.buy(coin, quantity: amount("1")) }])
    let (result, _) = try run(strategy, Self.candles, settings(latencyUs: 1))
    #expect(result.fills == [])
    #expect(result.openOrderCount == 1)
  }

  /// 990 of 1000 are set aside for the first order; latencies of less than a candle and of more.
  @Test(arguments: [0, 1, 10_000, 59_999, 60_000, 90_000])
  func `What an order being cancelled locks is free when its successor arrives`(
    _ latencyMs: Int64
  ) throws {
    func result(_ successor: @escaping (OrderID, inout Broker) -> Void) throws -> BacktestResult {
      let strategy = Scripted(script: [
        0: { $0.buy(coin, quantity: amount("10"), .limit(amount("99"))) },
        3: { successor(OrderID(rawValue: 1), &$0) },
      ])
      return try run(
        strategy, (0..<8).map { flat($0, "100") }, settings(latencyUs: latencyMs * 1000)
      ).result
    }
    let placed = try result { id, broker in
      broker.cancel(id)
      broker.buy(coin, quantity: amount("10"), .limit(amount("98")))
    }
    #expect(placed.rejections == [] && placed.openOrderCount == 1)
    let replaced = try result { id, broker in broker.replace(id, .limit(amount("98"))) }
    #expect(replaced.rejections == [] && replaced.openOrderCount == 1)
    let bought = try result { id, broker in
      broker.cancel(id)
      broker.target(coin, share: .one)
    }
    #expect(bought.fills.map(\.quantity) == [sum("10")] && bought.openOrderCount == 0)
    let refused = try result { _, broker in
      broker.buy(coin, quantity: amount("10"), .limit(amount("98")))
    }
    #expect(refused.rejections.map(\.code) == [.newOrderRejected], "without the cancellation")
  }

  @Test func `On the tape an order waits for the first trade at or after its time`() throws {
    let strategy = Scripted(script: [0: { $0.buy(coin, quantity: amount("1")) }])
    var backtest = try Backtester(
      strategy: strategy, settings: settings(.tape, latencyUs: 50_000))
    try backtest.add(trade(1, atUs: minuteUs, "10"))
    try backtest.add(flat(0, "10"))
    try backtest.add(trade(2, atUs: minuteUs + 49_999, "11"))
    try backtest.add(trade(3, atUs: minuteUs + 50_000, "12"))
    #expect(backtest.broker.fills.map(\.evidence) == [.trade(id: 3)])
    #expect(backtest.broker.fills.map(\.timeUs) == [minuteUs + 50_000])
  }
}
