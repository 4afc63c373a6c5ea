import Market
import Testing

@testable import Backtest

/// An order is compared with the market as it was known when it arrived, never with the price that
/// comes next.
struct ArrivalTests {
  /// `SIDE KIND PRICE… [IOC]` and what becomes of it at a bid of 99, an ask of 101, a last price of 101.
  @Test(arguments: [
    ("buy market", "takes"), ("sell market", "takes"),
    ("buy limit 100", "rests"), ("buy limit 101", "takes"), ("buy limit 102", "takes"),
    ("sell limit 100", "rests"), ("sell limit 99", "takes"), ("sell limit 98", "takes"),
    ("buy limit 100 IOC", "expires"), ("buy limit 101 IOC", "takes"),
    ("sell limit 100 FOK", "expires"), ("sell limit 99 FOK", "takes"),
    ("buy limit-maker 100.99", "rests"), ("buy limit-maker 101", "refused"),
    ("sell limit-maker 99.01", "rests"), ("sell limit-maker 99", "refused"),
    ("buy stop 101.01", "waits"), ("buy stop 101", "refused"), ("buy stop 100", "refused"),
    ("sell stop 100.99", "waits"), ("sell stop 101", "refused"), ("sell stop 102", "refused"),
    ("buy stop-limit 102 103", "waits"), ("buy stop-limit 101 103", "refused"),
    ("sell trailing 5%", "waits"),
  ])
  func `By kind`(_ text: String, _ expected: String) {
    var order = sentOrder(text)
    let arrival = order.arrive(Self.quote("99", "101"), price: amount("101"))
    #expect(Self.text(order, arrival) == expected)
  }

  /// The stop of a bracket may be reached when its entry fills: it protects then, and is not refused.
  @Test(arguments: [
    ("sell stop 101", "triggers takes"), ("sell stop 100", "waits"),
    ("sell stop-limit 101 98", "triggers takes"), ("sell stop-limit 101 100", "triggers rests"),
    ("sell limit 99", "takes"), ("sell limit 102", "rests"),
  ])
  func `Of an exit`(_ text: String, _ expected: String) {
    var order = sentOrder(text)
    order.isExit = true
    let arrival = order.arrive(Self.quote("99", "101"), price: amount("101"))
    #expect(Self.text(order, arrival) == expected)
  }

  @Test func `A trailing stop follows from the last price`() {
    var order = sentOrder("sell trailing 10%")
    _ = order.arrive(Self.quote("99", "101"), price: amount("100"))
    #expect(order.stance.extreme == amount("100"))
    #expect(Self.meet(order, amount("90")) == .trades(.taker(at: amount("90"))))
  }

  /// Trades as `b` (a taker bought) or `s` and a price, then bid and ask.
  @Test(arguments: [
    (["b100"], "100 100"), (["s100"], "100 100"), (["b101", "s99"], "99 101"),
    (["s99", "b101"], "99 101"), (["b101", "s99", "s100"], "100 101"),
    // The older one is gone where the two cross.
    (["b101", "s99", "s102"], "102 102"), (["b101", "s99", "b98"], "98 98"),
    (["b101", "s99", "s102", "b103"], "102 103"),
  ])
  func `Trades tell what is bid and asked`(_ trades: [String], _ expected: String) {
    var quote: Quote?
    for (index, text) in trades.enumerated() {
      var trade = trade(Int64(index), atUs: Int64(index), String(text.dropFirst()))
      trade.isBuyerMaker = text.hasPrefix("s")
      quote = Quote(after: trade, quote)
    }
    #expect(quote.map { "\($0.bid) \($0.ask)" } == expected)
  }

  private static func meet(_ order: Order, _ price: Amount) -> Encounter {
    var stance = order.stance
    return order.meet(.jump(to: price), FillRules(), &stance)
  }

  private static func quote(_ bid: String, _ ask: String) -> Quote {
    var buy = trade(1, atUs: 0, ask)
    var sell = trade(2, atUs: 1, bid)
    (buy.isBuyerMaker, sell.isBuyerMaker) = (false, true)
    return Quote(after: sell, Quote(after: buy, nil))
  }

  private static func text(_ order: Order, _ arrival: Arrival) -> String {
    switch arrival {
    case .stands: "\(order.stance.stage)"
    case .triggers: "triggers \(order.stance.stage)"
    case .refused: "refused"
    case .expires: "expires"
    }
  }
}
