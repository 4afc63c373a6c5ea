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
/// `STAGE SIDE KIND PRICE… [IOC]`, a motion `jump P` or `A > B`, and what happens.
struct OrderTableTests {
  private static let rows: [(String, String, String)] = [
    ("takes buy market", "jump 5", "taker 5"), ("takes buy market", "5 > 3", "taker 5"),

    ("takes buy limit 95", "jump 96", "waits"), ("takes buy limit 95", "jump 95", "taker 95"),
    ("takes buy limit 95", "jump 90", "taker 90"), ("takes buy limit 95", "100 > 96", "waits"),
    ("takes buy limit 95", "100 > 95", "waits"), ("takes buy limit 95", "100 > 94", "maker 95"),
    ("takes buy limit 95", "93 > 99", "taker 93"),
    ("takes sell limit 105", "jump 104", "waits"),
    ("takes sell limit 105", "jump 105", "taker 105"),
    ("takes sell limit 105", "jump 110", "taker 110"),
    ("takes sell limit 105", "100 > 106", "maker 105"),
    ("takes buy limit 95 IOC", "jump 96", "expires"),
    ("takes buy limit 95 IOC", "100 > 90", "expires"),
    ("takes buy limit 95 FOK", "jump 95", "taker 95"),
    ("takes buy limit 95 FOK", "jump 96", "expires"),

    ("rests buy limit 95", "jump 96", "waits"), ("rests buy limit 95", "jump 95", "waits"),
    ("rests buy limit 95", "jump 94", "maker 95"), ("rests buy limit 95", "100 > 95", "waits"),
    ("rests buy limit 95", "100 > 94", "maker 95"), ("rests buy limit 95", "93 > 99", "maker 95"),
    ("rests sell limit 105", "jump 105", "waits"),
    ("rests sell limit 105", "jump 106", "maker 105"),
    ("rests sell limit 105", "100 > 105", "waits"),
    ("rests sell limit 105", "100 > 105.01", "maker 105"),
    ("touch rests buy limit 95", "jump 95", "maker 95"),
    ("touch rests sell limit 105", "100 > 105", "maker 105"),
    ("rests buy limit-maker 95", "jump 94", "maker 95"),
    ("rests buy limit-maker 95", "96 > 94", "maker 95"),

    ("waits sell stop 95", "jump 96", "waits"), ("waits sell stop 95", "jump 95", "taker 95"),
    ("waits sell stop 95", "jump 90", "taker 90"), ("waits sell stop 95", "100 > 96", "waits"),
    ("waits sell stop 95", "100 > 95", "taker 95"), ("waits sell stop 95", "100 > 90", "taker 95"),
    ("waits sell stop 95", "93 > 99", "taker 93"),
    ("waits buy stop 105", "jump 104", "waits"), ("waits buy stop 105", "jump 107", "taker 107"),
    ("waits buy stop 105", "100 > 107", "taker 105"), ("waits buy stop 105", "100 > 104", "waits"),
    ("takes buy stop 105", "jump 103", "taker 103"),

    ("waits sell stop-limit 95 94", "100 > 96", "waits"),
    ("waits sell stop-limit 95 94", "100 > 90", "taker 95"),
    ("waits sell stop-limit 95 94", "jump 94.5", "taker 94.5"),
    ("waits sell stop-limit 95 94", "jump 93", "arms 93"),
    ("waits sell stop-limit 95 97", "100 > 90", "arms 95"),
    ("waits sell stop-limit 95 97 IOC", "100 > 90", "expires"),
    ("rests sell stop-limit 95 94", "jump 94", "waits"),
    ("rests sell stop-limit 95 94", "93 > 94.5", "maker 94"),
    ("waits buy stop-limit 105 106", "100 > 110", "taker 105"),
    ("waits buy stop-limit 105 104", "jump 108", "arms 108"),

    // 10 % below the best price so far: 100, then 120.
    ("waits sell trailing 10% from 100", "jump 100", "waits"),
    ("waits sell trailing 10% from 100", "100 > 91", "waits"),
    ("waits sell trailing 10% from 100", "jump 85", "taker 85"),
    ("waits sell trailing 10% from 100", "100 > 80", "taker 90"),
    ("waits sell trailing 10% from 100", "100 > 120", "waits"),
    ("waits sell trailing 10% from 120", "jump 108", "taker 108"),
    ("waits sell trailing 10% from 120", "jump 100", "taker 100"),
    ("waits sell trailing 10% from 120", "110 > 109", "waits"),
    ("waits sell trailing 10% from 120", "110 > 100", "taker 108"),
    ("waits buy trailing 10% from 100", "100 > 111", "taker 110"),
    ("waits buy trailing 10% from 80", "84 > 90", "taker 88"),
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
    ("takes buy limit 95", "jump 94", "taker 94"), ("takes buy limit 95", "jump 94.5", "waits"),
    ("takes buy limit 95", "94.5 > 96", "waits"), ("takes buy limit 95", "94.5 > 93", "maker 95"),
    ("takes sell limit 95", "jump 95.5", "waits"), ("takes sell limit 95", "jump 96", "taker 96"),
    ("waits sell stop 95", "100 > 90", "taker 95"),
  ])
  func `A limit order takes only what slippage leaves within its limit`(
    _ order: String, _ motion: String, _ expected: String
  ) {
    let rules = FillRules(slippage: .ticks(1), tickSize: amount("1"))
    var order = Self.order(order.split(separator: " ").map(String.init))
    #expect(Self.text(order.meet(Self.motion(motion), rules)) == expected)
  }

  @Test func `An order that takes and finds nothing within its limit comes to rest`() {
    var order = Self.order(["takes", "buy", "limit", "95"])
    #expect(order.meet(Self.motion("jump 96"), FillRules()) == .waits)
    #expect(order.stance.stage == .rests)
    #expect(Self.text(order.meet(Self.motion("jump 90"), FillRules())) == "maker 95")
  }

  @Test func `A trailing stop follows the best price and never turns back`() {
    var order = Self.order(["waits", "sell", "trailing", "10%"])
    for (motion, best) in [
      ("jump 100", "100"), ("100 > 95", "100"), ("95 > 130", "130"), ("130 > 118", "130"),
    ] {
      #expect(order.meet(Self.motion(motion), FillRules()) == .waits)
      #expect(order.stance.extreme == amount(best))
    }
    #expect(Self.text(order.meet(Self.motion("118 > 110"), FillRules())) == "taker 117")
  }

  @Test func `A trailing stop lies on the symbol's ticks`() {
    let trail = Trail(ratio("0.1%"))
    #expect(trail.stop(amount("99.99"), .sell, amount("0.01")) == amount("99.89"))
    #expect(trail.stop(amount("99.99"), .buy, amount("0.01")) == amount("100.09"))
  }

  private static func order(_ words: [String]) -> Order {
    var order = sentOrder(words.dropFirst().joined(separator: " "))
    order.stance.stage =
      switch words[0] {
      case "takes": .takes
      case "rests": .rests
      case "waits": .waits
      default: .sent
      }
    if words.count == 6, words[4] == "from" { order.stance.extreme = amount(words[5]) }
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
    case .expires: "expires"
    }
  }
}
