import Market

/// How orders come and go.
extension Exchange {
  /// Orders of one list, at most.
  private static let listMax = 10

  /// Takes an order that stands alone.
  @inline(__always)
  mutating func accept(_ order: Order) {
    if let refusal = refusal(of: order) { return reject(order, refusal) }
    add(order)
  }

  /// Takes orders that stand or fall together.
  mutating func accept(_ list: [Order]) {
    for (index, order) in list.enumerated() {
      if let refusal = refusal(of: order, beside: list[..<index]) { return reject(order, refusal) }
    }
    if list.count > Self.listMax, let first = list.first {
      return reject(
        first, .invalid("a list has from 2 to \(Self.listMax) orders, not \(list.count)"))
    }
    for order in list { add(order) }
  }

  /// Takes an order that replaces another, for what is left of it. While it is on its way, both
  /// stand.
  mutating func accept(_ order: Order, inPlaceOf index: Int) {
    let old = orders[index]
    if let refusal = refusal(of: order, replacing: old.id) { return reject(order, refusal) }
    var order = order
    order.settle(markets.rules(order.symbol), account.fees)
    if order.effectiveUs > nowUs {
      order.replaces = old.id
      orders[index].cancelledUs = min(old.cancelledUs, order.effectiveUs)
      orders.insert(order, behind: index)
    } else {
      order.received = old.received
      orders[index] = order
    }
  }

  @inline(__always)
  private mutating func add(_ order: Order) {
    orders.append(order)
    guard order.limit != nil else { return }
    orders[orders.count - 1].settle(markets.rules(order.symbol), account.fees)
  }

  /// From a time on, an order and the others of its list are cancelled.
  mutating func cancel(_ index: Int, fromUs: Int64) {
    orders.cancel(index, fromUs: fromUs)
    if fromUs <= nowUs { sweepCancelled(nowUs) }
  }

  /// Ends the orders whose cancellation has arrived.
  mutating func sweepCancelled(_ timeUs: Int64) {
    var isAny = false
    for index in orders.indices
    where orders[index].cancelledUs <= timeUs && !orders[index].isGone {
      finish(index)
      isAny = true
    }
    if isAny { orders.sweep() }
  }

  /// An order is over. Its exits are sent now, for what it has traded.
  mutating func finish(_ index: Int) {
    orders[index].isGone = true
    if orders[index].exits != nil, orders[index].received > 0 { sendExits(of: orders[index]) }
  }

  private mutating func sendExits(of order: Order) {
    let rules = markets.rules(order.symbol)
    let quantity = rules.cut(Amount(units: order.received))
    guard quantity > .zero else { return }
    let exits = order.exitOrders(quantity, atUs: nowUs)
    for (index, exit) in exits.enumerated() {
      let failure =
        exit.filterFailure(rules, account.fees) ?? limitFailure(of: exit, beside: exits[..<index])
      if let failure { return reject(exit, .invalid(failure)) }
    }
    for exit in exits { orders.append(exit) }
  }

  /// Replacements of an order that are under way come too late.
  mutating func refuseReplacements(of id: OrderID) {
    for index in orders.indices where orders[index].replaces == id {
      reject(
        orders[index], Refusal(.cancelRejected, "Unknown order sent: it was filled before"))
      orders[index].isGone = true
    }
  }
}
