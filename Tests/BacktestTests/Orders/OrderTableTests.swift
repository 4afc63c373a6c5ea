import Market
import Testing

@testable import Backtest

extension Order {
  fileprivate mutating func meet(_ motion: Motion, _ rules: FillRules) -> Encounter {
    var left = stance
    defer { stance = left }
    return meet(motion, rules, &left)
  }
}

/// The table that decides every fill, row by row, as text:
/// `[resting] SIDE KIND PRICE… [IOC]`, a motion `jump P` or `A > B`, and what happens.
struct OrderTableTests {
  private static let rows: [(String, String, String)] = [
    ("buy market", "jump 5", "taker 5"), ("buy market", "5 > 3", "taker 5"),

    ("buy limit 95", "jump 96", "waits"), ("buy limit 95", "jump 95", "taker 95"),
    ("buy limit 95", "jump 90", "taker 90"), ("buy limit 95", "100 > 96", "waits"),
    ("buy limit 95", "100 > 95", "waits"), ("buy limit 95", "100 > 94", "maker 95"),
    ("buy limit 95", "93 > 99", "taker 93"),
    ("sell limit 105", "jump 104", "waits"), ("sell limit 105", "jump 105", "taker 105"),
    ("sell limit 105", "jump 110", "taker 110"), ("sell limit 105", "100 > 106", "maker 105"),

    ("resting buy limit 95", "jump 95", "waits"), ("resting buy limit 95", "jump 94", "maker 95"),
    ("resting buy limit 95", "100 > 95", "waits"),
    ("resting buy limit 95", "100 > 94", "maker 95"),
    ("resting sell limit 105", "jump 105", "waits"),
    ("resting sell limit 105", "jump 106", "maker 105"),
    ("resting sell limit 105", "100 > 105", "waits"),
    ("resting sell limit 105", "100 > 105.01", "maker 105"),
    ("touch resting buy limit 95", "jump 95", "maker 95"),
    ("touch resting sell limit 105", "100 > 105", "maker 105"),

    ("buy limit-maker 95", "jump 96", "waits"), ("buy limit-maker 95", "jump 95", "would take"),
    ("buy limit-maker 95", "jump 94", "would take"), ("buy limit-maker 95", "96 > 94", "maker 95"),
    ("sell limit-maker 95", "jump 95", "would take"),
    ("sell limit-maker 95", "94 > 96", "maker 95"),
    ("resting buy limit-maker 95", "jump 94", "maker 95"),

    ("sell stop 95", "jump 96", "waits"), ("sell stop 95", "jump 95", "taker 95"),
    ("sell stop 95", "jump 90", "taker 90"), ("sell stop 95", "100 > 96", "waits"),
    ("sell stop 95", "100 > 95", "taker 95"), ("sell stop 95", "100 > 90", "taker 95"),
    ("sell stop 95", "93 > 99", "taker 93"),
    ("buy stop 105", "jump 104", "waits"), ("buy stop 105", "jump 107", "taker 107"),
    ("buy stop 105", "100 > 107", "taker 105"), ("buy stop 105", "100 > 104", "waits"),

    ("sell stop-limit 95 94", "100 > 96", "waits"),
    ("sell stop-limit 95 94", "100 > 90", "taker 95"),
    ("sell stop-limit 95 94", "jump 94.5", "taker 94.5"),
    ("sell stop-limit 95 94", "jump 93", "arms 93"),
    ("sell stop-limit 95 97", "100 > 90", "arms 95"),
    ("sell stop-limit 95 97 IOC", "100 > 90", "expires"),
    ("armed sell stop-limit 95 94", "jump 94", "waits"),
    ("armed sell stop-limit 95 94", "93 > 94.5", "maker 94"),
    ("buy stop-limit 105 106", "100 > 110", "taker 105"),
    ("buy stop-limit 105 104", "jump 108", "arms 108"),

    ("buy limit 95 IOC", "jump 96", "expires"), ("buy limit 95 IOC", "100 > 90", "expires"),
    ("buy limit 95 FOK", "jump 95", "taker 95"), ("buy limit 95 FOK", "jump 96", "expires"),

    // 10 % below the best price so far: 100, then 120.
    ("sell trailing 10%", "jump 100", "waits"), ("sell trailing 10%", "100 > 91", "waits"),
    ("sell trailing 10%", "100 > 80", "taker 90"), ("sell trailing 10%", "100 > 120", "waits"),
    ("sell trailing 10% from 120", "jump 108", "taker 108"),
    ("sell trailing 10% from 120", "jump 100", "taker 100"),
    ("sell trailing 10% from 120", "110 > 109", "waits"),
    ("sell trailing 10% from 120", "110 > 100", "taker 108"),
    ("buy trailing 10%", "100 > 111", "taker 110"),
    ("buy trailing 10% from 80", "84 > 90", "taker 88"),
  ]

  @Test(arguments: rows)
  func `An order in a motion`(_ order: String, _ motion: String, _ expected: String) {
    var words = order.split(separator: " ").map(String.init)
    var rules = FillRules()
    if words[0] == "touch" { rules.touchFills = words.removeFirst() == "touch" }
    var order = Self.order(words)
    #expect(Self.text(order.meet(Self.motion(motion), rules)) == expected)
  }

  /// Slippage of 1: a taker buys 1 higher, so what he pays must be within the limit.
  @Test(arguments: [
    ("buy limit 95", "jump 94", "taker 94"), ("buy limit 95", "jump 94.5", "waits"),
    ("buy limit 95", "94.5 > 96", "waits"), ("buy limit 95", "94.5 > 93", "maker 95"),
    ("sell limit 95", "jump 95.5", "waits"), ("sell limit 95", "jump 96", "taker 96"),
    ("buy limit-maker 95", "jump 94.5", "would take"), ("sell stop 95", "100 > 90", "taker 95"),
  ])
  func `A limit order takes only what slippage leaves within its limit`(
    _ order: String, _ motion: String, _ expected: String
  ) {
    let rules = FillRules(slippage: .ticks(1), tickSize: amount("1"))
    var order = Self.order(order.split(separator: " ").map(String.init))
    #expect(Self.text(order.meet(Self.motion(motion), rules)) == expected)
  }

  @Test func `A trailing stop follows the best price and never turns back`() {
    var order = Self.order(["sell", "trailing", "10%"])
    for (motion, best) in [
      ("jump 100", "100"), ("100 > 95", "100"), ("95 > 130", "130"), ("130 > 118", "130"),
    ] {
      #expect(order.meet(Self.motion(motion), FillRules()) == .waits)
      #expect(order.stance.extreme == amount(best))
    }
    #expect(Self.text(order.meet(Self.motion("118 > 110"), FillRules())) == "taker 117")
  }

  @Test func `A trailing stop lies on the symbol's ticks`() {
    #expect(Side.sell.stop(amount("99.99"), ratio("0.1%"), amount("0.01")) == amount("99.89"))
    #expect(Side.buy.stop(amount("99.99"), ratio("0.1%"), amount("0.01")) == amount("100.09"))
  }

  private static func order(_ words: [String]) -> Order {
    var words = words
    var stage = Order.Stage.sent
    if words[0] == "resting" { (stage, words) = (.resting, Array(words.dropFirst())) }
    if words[0] == "armed" { (stage, words) = (.triggered, Array(words.dropFirst())) }
    let side = Side(rawValue: words[0]) ?? .buy
    let kind: Order.Kind =
      switch words[1] {
      case "limit": .limit(amount(words[2]))
      case "limit-maker": .limitMaker(amount(words[2]))
      case "stop": .stop(amount(words[2]))
      case "stop-limit": .stopLimit(stop: amount(words[2]), limit: amount(words[3]))
      case "trailing": .trailingStop(ratio(words[2]))
      default: .market
      }
    var order = Order(
      id: OrderID(rawValue: 1), symbol: coin, intent: .quantity(side, amount("1")), kind: kind,
      timeInForce: words.last.flatMap { Order.TimeInForce(rawValue: $0) } ?? .goodTillCancelled,
      placedUs: 0, effectiveUs: 0)
    order.stance.stage = stage
    if words.count == 5, words[3] == "from" { order.stance.extreme = amount(words[4]) }
    return order
  }

  private static func motion(_ text: String) -> Motion {
    let words = text.split(separator: " ").map(String.init)
    return words[0] == "jump"
      ? .jump(to: amount(words[1])) : .glide(from: amount(words[0]), to: amount(words[2]))
  }

  private static func text(_ encounter: Encounter) -> String {
    switch encounter {
    case .waits: "waits"
    case .trades(.taker(let at)): "taker \(at)"
    case .trades(.maker(_, let price)): "maker \(price)"
    case .arms(let at): "arms \(at)"
    case .wouldTake: "would take"
    case .expires: "expires"
    }
  }
}
