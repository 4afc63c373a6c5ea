import Backtest
import Market
import Testing

/// Orders on the tape, decided at 00:01 after a trade at 100 from both sides.
struct TapeArrivalTests {
  private static func play(
    _ trades: [(String, String)], _ settings: BacktestSettings = settings(.tape),
    _ act: @escaping (inout Broker) -> Void
  ) throws -> BacktestResult {
    var run = try Backtester(strategy: Scripted(script: [0: act]), settings: settings)
    try run.add(trade(1, atUs: 0, "100"))
    try run.add(flat(0, "100"))
    for (index, (price, quantity)) in trades.enumerated() {
      var trade = trade(Int64(index) + 2, atUs: minuteUs + Int64(index) * 1000, price)
      trade.quantity = amount(quantity)
      try run.add(trade)
    }
    return try run.finish(symbols: names)
  }

  private static func text(_ result: BacktestResult) -> [String] {
    result.fills.map { "\($0.quantity) at \($0.price)\($0.isMaker ? " maker" : "")" }
  }

  @Test func `A limit-maker below the market rests, whatever trades afterwards`() throws {
    let result = try Self.play([("99", "4"), ("98.9", "6")]) {
      $0.buy(coin, quantity: amount("3"), .limitMaker(amount("99")))
    }
    #expect(result.rejectedCount == 0)
    #expect(Self.text(result) == ["3 at 99 maker"])
  }

  @Test(arguments: ["100", "101"])
  func `A limit-maker that would take is refused at once`(_ price: String) throws {
    let result = try Self.play([]) {
      $0.buy(coin, quantity: amount("3"), .limitMaker(amount(price)))
      #expect($0.openOrders.isEmpty && $0.rejections.map(\.code.rawValue) == [-2010])
    }
    #expect(result.rejections.map(\.timeUs) == [minuteUs])
  }

  @Test func `No gap improves a resting order: it gives at its limit, as maker`() throws {
    var settings = settings(.tape, fee: "0.1%")
    settings.makerFee = .zero
    let result = try Self.play([("98.5", "4"), ("98.5", "6")], settings) {
      $0.buy(coin, quantity: amount("3"), .limit(amount("99")))
    }
    #expect(Self.text(result) == ["3 at 99 maker"])
    #expect(result.fees == .zero)
  }

  @Test func `A marketable limit order takes print after print within its limit, then rests`()
    throws
  {
    let result = try Self.play([("100", "1"), ("100.5", "1"), ("102", "9"), ("100", "9")]) {
      $0.buy(coin, quantity: amount("3"), .limit(amount("101")))
    }
    #expect(Self.text(result) == ["1 at 100", "1 at 100.5", "1 at 101 maker"])
  }

  @Test func `An IOC order that finds nothing known expires before the next trade`() throws {
    let result = try Self.play([("90", "9")]) {
      $0.buy(coin, quantity: amount("3"), .limit(amount("99")), timeInForce: .immediateOrCancel)
      #expect($0.openOrders.isEmpty && $0.expiredCount == 1)
    }
    #expect(result.fills.isEmpty)
  }

  @Test func `With latency it is compared with the market as it is by then`() throws {
    // It arrives at 00:01.0015: the ask is 98 then, and 99 takes.
    let result = try Self.play(
      [("99.5", "9"), ("98", "9"), ("98.5", "9")], settings(.tape, latencyUs: 1500)
    ) { $0.buy(coin, quantity: amount("3"), .limit(amount("99"))) }
    #expect(Self.text(result) == ["3 at 98.5"])
  }

  @Test func `A stop that is reached when it arrives is refused`() throws {
    let result = try Self.play([("102", "9"), ("103", "9")], settings(.tape, latencyUs: 500)) {
      $0.buy(coin, quantity: amount("1"), .stop(amount("101")))
    }
    #expect(
      result.rejections.map(\.message) == ["Stop price would trigger immediately: 101 at 102"])
  }

  @Test func `One leg refused on arrival takes its list along`() throws {
    let result = try Self.play([("120", "9")]) {
      $0.placeList(
        coin, .quantity(.buy, sum("1")), [.limitMaker(amount("100")), .stop(amount("110"))])
    }
    #expect(result.rejections.map(\.id.rawValue) == [1, 2])
    #expect(result.fills.isEmpty && result.openOrderCount == 0)
  }

  @Test func `A trailing stop protects against the very next trade`() throws {
    let result = try Self.play([("100", "9"), ("85", "9")]) {
      $0.buy(
        coin, quantity: amount("1"), exits: Order.Exits(stop: .trailingStop(Trail(.percent(10)))))
    }
    #expect(Self.text(result) == ["1 at 100", "1 at 85"])
  }

  @Test func `A coin that has not traded yet refuses the order, and the run goes on`() throws {
    let result = try Self.play([("100", "9")]) {
      $0.buy(other, quantity: amount("1"))
      $0.buy(coin, quantity: amount("1"))
    }
    #expect(result.rejections.map(\.code.rawValue) == [-1121])
    #expect(Self.text(result) == ["1 at 100"])
  }
}
