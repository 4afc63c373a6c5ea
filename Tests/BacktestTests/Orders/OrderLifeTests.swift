import Backtest
import Market
import Testing

/// Cancelling, replacing, time in force, what is set aside, and what a print holds.
struct OrderLifeTests {
  private static func tape(
    _ strategy: Scripted, _ trades: [(String, String)],
    _ settings: BacktestSettings = settings(.tape)
  ) throws -> BacktestResult {
    var backtest = try Backtester(strategy: strategy, settings: settings)
    try backtest.add(trade(1, atUs: 0, "100"))
    try backtest.add(flat(0, "100"))
    for (index, (price, quantity)) in trades.enumerated() {
      var trade = trade(Int64(index) + 2, atUs: minuteUs + Int64(index) * 1000, price)
      trade.quantity = amount(quantity)
      try backtest.add(trade)
    }
    return try backtest.finish(symbols: names)
  }

  private static func text(_ result: BacktestResult) -> [String] {
    result.fills.map { fill in
      guard case .trade(let id) = fill.evidence else { return "no print" }
      return "\(fill.quantity) at \(fill.price) of \(id)\(fill.isMaker ? " maker" : "")"
    }
  }

  @Test func `A market order takes of each print what it holds`() throws {
    let strategy = Scripted(script: [0: { $0.buy(coin, quantity: amount("5")) }])
    let result = try Self.tape(
      strategy, [("100", "2"), ("101", "1.5"), ("102", "7"), ("103", "1")])
    #expect(Self.text(result) == ["2 at 100 of 2", "1.5 at 101 of 3", "1.5 at 102 of 4"])
    #expect(result.openOrderCount == 0)
  }

  @Test func `Two orders share a print in placing order`() throws {
    let strategy = Scripted(script: [
      0: {
        $0.buy(coin, quantity: amount("2"))
        $0.buy(coin, quantity: amount("2"))
      }
    ])
    let result = try Self.tape(strategy, [("100", "3"), ("101", "3")])
    #expect(Self.text(result) == ["2 at 100 of 2", "1 at 100 of 2", "1 at 101 of 3"])
    #expect(result.fills.map(\.order.rawValue) == [1, 2, 2])
  }

  @Test func `An amount of quote is spent over several prints, and no more of it`() throws {
    let strategy = Scripted(script: [0: { $0.buy(coin, quote: amount("500")) }])
    let result = try Self.tape(strategy, [("100", "2"), ("200", "1"), ("300", "1")])
    #expect(Self.text(result) == ["2 at 100 of 2", "1 at 200 of 3", "0.33333333 at 300 of 4"])
    #expect(result.turnover <= sum("500") && result.openOrderCount == 0)
  }

  @Test func `A stop reached by a print that holds nothing any more cancels its list`() throws {
    var strategy = Scripted(script: [0: { $0.buy(coin, quantity: amount("2")) }])
    strategy.onFillScript = { fill, broker in
      guard fill.side == .buy else { return }
      broker.sell(coin, quantity: amount("1"))
      broker.placeList(
        coin, .quantity(.sell, sum("1")), [.limit(amount("120")), .stop(amount("90"))])
    }
    let result = try Self.tape(strategy, [("100", "2"), ("89", "1"), ("121", "9")])
    #expect(Self.text(result) == ["2 at 100 of 2", "1 at 89 of 3", "1 at 121 of 4"])
  }

  @Test func `All-in on the tape never bounces`() throws {
    let strategy = Scripted(script: [0: { $0.target(coin, share: .one) }])
    let result = try Self.tape(
      strategy, [("100", "2"), ("200", "1"), ("300", "5")],
      settings(.tape, fee: "0.1%", feeAsset: .quote))
    #expect(result.fills.count == 3 && result.rejectedCount == 0)
    #expect(result.cash < amount("0.00001"))
  }

  @Test func `A resting limit order takes what was printed beyond it`() throws {
    let strategy = Scripted(script: [
      0: { $0.buy(coin, quantity: amount("3"), .limit(amount("99"))) }
    ])
    let result = try Self.tape(strategy, [("100", "9"), ("99", "9"), ("98", "1"), ("97", "9")])
    #expect(Self.text(result) == ["1 at 99 of 4 maker", "2 at 99 of 5 maker"])
  }

  @Test(arguments: [
    (Order.TimeInForce.goodTillCancelled, ["1 at 100 of 2", "2 at 101 of 4 maker"], 0),
    (.immediateOrCancel, ["1 at 100 of 2"], 1), (.fillOrKill, [], 1),
  ])
  func `Time in force decides about the rest`(
    _ time: Order.TimeInForce, _ fills: [String], _ expired: Int
  ) throws {
    let strategy = Scripted(script: [
      0: { $0.buy(coin, quantity: amount("3"), .limit(amount("101")), timeInForce: time) }
    ])
    let result = try Self.tape(strategy, [("100", "1"), ("102", "9"), ("100.5", "9")])
    #expect(Self.text(result) == fills)
    #expect(result.expiredCount == expired)
  }

  @Test func `FOK trades all of it where the print holds it`() throws {
    let strategy = Scripted(script: [
      0: { $0.buy(coin, quantity: amount("3"), .limit(amount("101")), timeInForce: .fillOrKill) }
    ])
    #expect(Self.text(try Self.tape(strategy, [("100", "3")])) == ["3 at 100 of 2"])
  }

  @Test func `A bracket on the tape protects what was bought once the order is through`() throws {
    let strategy = Scripted(script: [
      0: {
        $0.buy(
          coin, quantity: amount("3"),
          exits: Order.Exits(takeProfit: amount("110"), stopLoss: amount("95")))
      }
    ])
    let result = try Self.tape(strategy, [("100", "2"), ("94", "9"), ("93", "2"), ("90", "9")])
    #expect(
      Self.text(result) == [
        "2 at 100 of 2", "1 at 94 of 3", "2 at 93 of 4", "1 at 90 of 5",
      ])
    #expect(result.openOrderCount == 0)
  }

  @Test func `A maker pays the maker's fee and no slippage`() throws {
    var settings = settings(fee: "0.1%", feeAsset: .quote, slippage: .share(.percent(1)))
    settings.makerFee = ratio("0.02%")
    let strategy = Scripted(script: [
      0: { $0.buy(coin, quantity: amount("1"), .limit(amount("90"))) }
    ])
    let (result, _) = try run(strategy, [flat(0, "100"), candle(1, "100 100 80 100")], settings)
    #expect(result.fills.map(\.price) == [amount("90")])
    #expect(result.fees == sum("0.018"))
  }

  @Test func `What rests sets its money aside`() throws {
    let strategy = Scripted(script: [
      0: { $0.buy(coin, quantity: amount("6"), .limit(amount("90"))) },
      1: {
        $0.buy(coin, quantity: amount("6"), .limit(amount("80")))
        $0.buy(coin, quantity: amount("4.6"))
        $0.buy(coin, quantity: amount("4.5"))
      },
    ])
    let (result, _) = try run(
      strategy, [flat(0, "100"), flat(1, "100"), flat(2, "100"), flat(3, "100")])
    #expect(
      result.rejections.map(\.message) == [
        "Account has insufficient balance for requested action: needs 480 quote, has 460 free",
        "Account has insufficient balance for requested action: needs 450 quote, has 0 free",
      ])
    #expect(result.fills.map(\.quantity) == [sum("4.6")])
  }

  @Test func `Without latency a cancelled order never meets the market, with it it may`() throws {
    func result(_ latencyUs: Int64) throws -> BacktestResult {
      let strategy = Scripted(script: [
        0: { $0.buy(coin, quantity: amount("1"), .limit(amount("99"))) },
        1: { $0.cancel(OrderID(rawValue: 1)) },
      ])
      // 99 is passed after 2 s of the third candle.
      let candles = [flat(0, "100"), flat(1, "100"), candle(2, "100 100 90 100")]
      return try run(strategy, candles, settings(latencyUs: latencyUs)).result
    }
    #expect(try result(0).fills.isEmpty)
    #expect(try result(1_000_000).fills.isEmpty)
    // High first: 20 s at 100, and 99 is beyond after 22 s.
    #expect(try result(21_000_000).fills.isEmpty)
    #expect(try result(23_000_000).fills.map(\.price) == [amount("99")])
    #expect(try result(21_000_000).openOrderCount == 0)
  }

  @Test func `A replaced order keeps its turn and size`() throws {
    let strategy = Scripted(script: [
      0: {
        $0.buy(coin, quantity: amount("1"), .limit(amount("50")))
        $0.buy(coin, quantity: amount("2"), .limit(amount("60")))
        let id = $0.replace(OrderID(rawValue: 1), .limit(amount("95")))
        #expect(id == OrderID(rawValue: 3))
        #expect($0.openOrders.map(\.id.rawValue) == [3, 2])
      }
    ])
    let (result, _) = try run(strategy, [flat(0, "100"), candle(1, "100 100 90 100")])
    #expect(result.fills.map(\.price) == [amount("95")] && result.fills[0].quantity == sum("1"))
  }

  @Test func `A replacement that comes too late is refused`() throws {
    let strategy = Scripted(script: [
      0: { $0.buy(coin, quantity: amount("1"), .limit(amount("99"))) },
      1: { $0.replace(OrderID(rawValue: 1), .limit(amount("80"))) },
    ])
    let candles = [flat(0, "100"), flat(1, "100"), candle(2, "100 100 70 100")]
    let (result, _) = try run(strategy, candles, settings(latencyUs: 30_000_000))
    #expect(result.fills.map(\.price) == [amount("99")])
    #expect(result.rejections.map(\.code) == [.cancelRejected])
  }

  @Test func `A candle is walked in time, whatever the placing order`() throws {
    let strategy = Scripted(script: [
      0: {
        $0.buy(coin, quantity: amount("4"), .stop(amount("104")))
        $0.buy(coin, quantity: amount("4"), .stop(amount("102")))
      }
    ])
    let (result, _) = try run(strategy, [flat(0, "100"), candle(1, "100 106 100 106")])
    #expect(result.fills.map(\.price) == ["102", "104"].map(amount))
  }
}
