import Market
import Testing

@testable import Backtest

/// The list of orders that are not done.
struct OpenOrdersTests {
  private func order(_ number: Int, list: Int? = nil, symbol: SymbolID = coin) -> Order {
    var order = Order(
      id: OrderID(rawValue: number), symbol: symbol, intent: .quantity(.buy, amount("1")),
      kind: .limit(amount("9")), placedUs: 0, effectiveUs: 0)
    order.list = list.map { OrderID(rawValue: $0) }
    return order
  }

  private func orders(_ list: [Order]) -> OpenOrders {
    var orders = OpenOrders()
    for order in list { orders.append(order) }
    return orders
  }

  private func numbers(_ orders: OpenOrders) -> [Int] { orders.list.map(\.id.rawValue) }

  @Test(arguments: [1, 3]) func `An order that is over is not found, and goes with the sweep`(
    _ count: Int
  ) {
    var orders = orders((1...count).map { order($0) })
    #expect(orders.index(of: OrderID(rawValue: count)) == count - 1)
    orders.end(count - 1)
    #expect(orders.index(of: OrderID(rawValue: count)) == nil)
    #expect(orders.count == count)
    orders.sweep()
    #expect(numbers(orders) == Array(1..<count))
    #expect(orders.isEmpty == (count == 1))
  }

  @Test func `The others of a list end with the one that trades`() {
    var orders = orders([order(1), order(2, list: 2), order(3, list: 2), order(4, list: 4)])
    orders.endList(of: 2)
    #expect(orders[2].list == nil)
    orders.sweep()
    #expect(numbers(orders) == [1, 3, 4])
    orders.endList(of: 0)
    #expect(orders.list.allSatisfy { !$0.isGone })
  }

  @Test func `A list is cancelled together, and never later than it was`() {
    var orders = orders([order(1), order(2, list: 2), order(3, list: 2)])
    orders[1].cancelledUs = 5
    orders.cancel(2, fromUs: 7)
    #expect(orders.list.map(\.cancelledUs) == [.max, 5, 7])
    #expect(orders.standing(in: coin, atUs: 5).map(\.id.rawValue) == [1, 3])
    #expect(orders.standing(in: other, atUs: 5).isEmpty)
  }

  @Test func `An order stands behind the one that it replaces`() {
    var orders = orders([order(1), order(2, symbol: other)])
    orders.insert(order(3), inPlaceOf: 0)
    #expect(numbers(orders) == [1, 3, 2])
    orders.keep(coin)
    #expect(numbers(orders) == [1, 3])
  }
}
