import Market
import TestSupport
import Testing

@testable import Backtest

/// The orders that are not done: by number, by price, and with what they set aside.
struct OpenOrdersTests {
  private func order(
    _ number: Int, _ kind: Order.Kind = .limit(amount("9")), _ side: Side = .buy, list: Int? = nil,
    stage: Order.Stage = .rests, symbol: SymbolID = coin
  ) -> Order {
    var order = Order(
      id: OrderID(rawValue: number), symbol: symbol, intent: .quantity(side, sum("1")),
      kind: kind, placedUs: 0, effectiveUs: 0)
    order.list = list.map { OrderID(rawValue: $0) }
    order.stance.stage = stage
    return order
  }

  private func orders(_ list: [Order]) -> OpenOrders {
    var orders = OpenOrders(settings())
    for order in list { _ = orders.insert(order) }
    return orders
  }

  private func numbers(_ orders: OpenOrders) -> [Int] { orders.list.map(\.id.rawValue) }

  private func slot(_ number: Int, _ orders: OpenOrders) throws -> Int {
    try #require(orders.slot(of: OrderID(rawValue: number)))
  }

  @Test
  func `An order that is over is not found, and its slot is given to another after the sweep`()
    throws
  {
    var orders = orders([order(1), order(2), order(3)])
    let slot = try slot(2, orders)
    orders.end(slot)
    #expect(orders.slot(of: OrderID(rawValue: 2)) == nil)
    #expect(orders[slot].isGone && orders[slot].id.rawValue == 2)
    #expect(orders.insert(order(4)) != slot)
    orders.sweep()
    #expect(orders.insert(order(5)) == slot)
    #expect(numbers(orders) == [1, 3, 4, 5] && orders.count == 4)
  }

  @Test func `The others of a list end with the one that trades`() throws {
    var orders = orders([order(1), order(2, list: 2), order(3, list: 2), order(4, list: 4)])
    orders.endList(of: try slot(3, orders))
    #expect(orders[try slot(3, orders)].list == nil)
    #expect(numbers(orders) == [1, 3, 4])
    orders.endList(of: try slot(1, orders))
    #expect(numbers(orders) == [1, 3, 4])
  }

  @Test func `An order stands where the one stood that it replaces`() {
    var replacement = order(3)
    replacement.rank = 1
    #expect(numbers(orders([order(1), order(2), replacement])) == [1, 3, 2])
  }

  @Test func `What is on its way arrives in its time, cancellations before orders`() throws {
    var orders = orders([order(1)])
    for number in 2...3 {
      var sent = Order(
        id: OrderID(rawValue: number), symbol: coin, intent: .quantity(.buy, sum("1")),
        kind: .market, placedUs: 0, effectiveUs: 10)
      sent.stance.stage = .sent
      _ = orders.insert(sent, travels: true)
    }
    orders.leave(try slot(1, orders), fromUs: 10)
    orders.end(try slot(2, orders))
    #expect(orders.onTheirWay.nextUs == 10)
    guard case .cancellation(let cancelled) = orders.onTheirWay.removeFirst(),
      case .order(let first) = orders.onTheirWay.removeFirst(),
      case .order(let second) = orders.onTheirWay.removeFirst()
    else {
      Issue.record("not a cancellation and two orders")
      return
    }
    #expect([cancelled, first, second].map(\.rawValue) == [1, 2, 3])
    #expect(orders.slot(of: first) == nil && orders.slot(of: second) != nil)
    #expect(orders.onTheirWay.nextUs == .max)
  }

  /// Orders, and which of them a market reaches that goes from 90 to 110.
  @Test func `A market reaches the orders beyond which it goes`() throws {
    let list = [
      order(1, .limit(amount("90"))), order(2, .limit(amount("90.01"))),
      order(3, .limit(amount("110")), .sell), order(4, .limit(amount("109.99")), .sell),
      order(5, .stop(amount("110")), stage: .waits),
      order(6, .stop(amount("110.01")), stage: .waits),
      order(7, .stop(amount("90")), .sell, stage: .waits),
      order(8, .stop(amount("89.99")), .sell, stage: .waits),
      order(9, .market, stage: .takes), order(10, .trailingStop(Trail(.percent(1))), stage: .waits),
      order(11, .limit(amount("100")), stage: .sent),
      order(12, .limit(amount("100")), symbol: other),
    ]
    let orders = orders(list)
    let reached = orders.reached(coin, low: amount("90"), high: amount("110"))
    #expect(reached.map { orders[$0].id.rawValue } == [2, 4, 5, 7, 9, 10])
    var touching = OpenOrders(
      {
        var settings = settings()
        settings.limitFills = .touch
        return settings
      }())
    for order in list { _ = touching.insert(order) }
    let touched = touching.reached(coin, low: amount("90"), high: amount("110"))
    #expect(touched.map { touching[$0].id.rawValue } == [1, 2, 3, 4, 5, 7, 9, 10])
  }

  @Test func `Of a list only the dearest order is set aside`() throws {
    var orders = orders([
      order(1, .limit(amount("10"))), order(2, .limit(amount("20")), list: 2),
      order(3, .stop(amount("30")), list: 2, stage: .waits), order(4, .limit(amount("7")), .sell),
    ])
    func aside(_ number: Int) -> [Int128] {
      let reserve = orders.setAside(besides: orders[orders.slot(of: OrderID(rawValue: number))!])
      return [reserve.quote / Exact.one, reserve.base / Exact.one]
    }
    #expect(aside(1) == [30, 1] && aside(2) == [10, 1] && aside(4) == [40, 0])
    orders.end(try slot(3, orders))
    #expect(aside(1) == [20, 1])
  }

  /// The sums against a look at all orders, whatever happened before.
  @Test func `What is kept is what a look at all orders would find`() throws {
    var random = SeededRandom(seed: 14)
    var orders = OpenOrders(settings())
    var number = 0
    for _ in 0..<3000 {
      let open = orders.list
      if open.count < 30, Int.random(in: 0..<3, using: &random) > 0 {
        number += 1
        let price = amount("\(Int.random(in: 80...120, using: &random))")
        let isStop = Bool.random(using: &random)
        _ = orders.insert(
          order(
            number, isStop ? .stop(price) : .limit(price),
            Bool.random(using: &random) ? .buy : .sell,
            stage: isStop ? .waits : .rests))
      } else if let chosen = open.randomElement(using: &random) {
        let slot = try slot(chosen.id.rawValue, orders)
        var changed = chosen
        switch Int.random(in: 0..<3, using: &random) {
        case 0: orders.end(slot)
        case 1:
          changed.stance.stage = .takes
          orders.update(slot, changed)
        default:
          changed.intent = .quantity(chosen.side ?? .buy, sum("0.5"))
          orders.update(slot, changed)
        }
        orders.sweep()
      }
      let (low, high) = (amount("\(Int.random(in: 80...100, using: &random))"), amount("101"))
      let all = orders.list
      let expected = all.filter { order in
        switch order.reach(touchFills: false) {
        case .never: false
        case .always: true
        case .below(let price): price > low.units
        case .above(let price): price < high.units
        }
      }
      #expect(
        orders.reached(coin, low: low, high: high).map { orders[$0].id } == expected.map(\.id))
      let aside = orders.setAside(besides: order(number + 1))
      let needs = all.map { Fees(settings()).reserve(for: $0) }
      #expect(aside.quote == needs.reduce(0) { $0 + $1.quote })
      #expect(aside.base == needs.reduce(0) { $0 + $1.base })
      #expect(orders.tally(coin, isLater: true).orders == all.count)
      for order in all { #expect(orders[try slot(order.id.rawValue, orders)] == order) }
    }
  }
}
