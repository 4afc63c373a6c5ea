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
    arriveNow(from: orders.count - 1)
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
    let first = orders.count
    for order in list { add(order) }
    arriveNow(from: first)
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
      orders.insert(order, inPlaceOf: index)
    } else {
      order.received = old.received
      orders[index] = order
      arrive(index)
      orders.sweep()
    }
  }

  @inline(__always)
  private mutating func add(_ order: Order) {
    orders.append(order)
    guard order.limit != nil else { return }
    orders[orders.count - 1].settle(markets.rules(order.symbol), account.fees)
  }

  /// Without latency an order arrives the moment that it is sent.
  private mutating func arriveNow(from first: Int) {
    for index in first..<orders.count where !orders[index].isGone {
      if orders[index].effectiveUs <= nowUs { arrive(index) }
    }
    orders.sweep()
  }

  /// What is on its way until a time arrives, at its own time: cancellations first, then orders in
  /// placing order. The market stands where it is until then.
  mutating func settle(untilUs timeUs: Int64) {
    while let (index, dueUs) = orders.firstDue(untilUs: timeUs) {
      advance(toUs: dueUs)
      if orders[index].cancelledUs <= dueUs { finish(index) } else { arrive(index) }
      orders.sweep()
    }
    advance(toUs: timeUs)
  }

  /// An order arrives.
  mutating func arrive(_ index: Int) {
    let symbol = orders[index].symbol
    guard let quote = markets[symbol].quote, let price = markets[symbol].price else {
      return refuse(index, .notTraded(markets.name(symbol)))
    }
    switch orders[index].arrive(quote, price: price) {
    case .stands:
      guard !orders[index].isAtMarket, let shortage = shortage(for: orders[index]) else { return }
      refuse(index, shortage)
    case .triggers: orders.endList(of: index)
    case .refused(let refusal): refuse(index, refusal)
    case .expires: expire(index)
    }
  }

  /// An order is refused on its arrival, and with it its list.
  private mutating func refuse(_ index: Int, _ refusal: Refusal) {
    orders.endList(of: index)
    reject(orders[index], refusal)
    finish(index)
  }

  /// From a time on, an order and the others of its list are cancelled.
  mutating func cancel(_ index: Int, fromUs: Int64) {
    orders.cancel(index, fromUs: fromUs)
    if fromUs <= nowUs { settle(untilUs: nowUs) }
  }

  /// An order is over. Its exits are sent now, for what it has traded.
  mutating func finish(_ index: Int) {
    orders.end(index)
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
    let first = orders.count
    for exit in exits { orders.append(exit) }
    for index in first..<orders.count where !orders[index].isGone { arrive(index) }
  }

  /// Replacements of an order that are under way come too late.
  mutating func refuseReplacements(of id: OrderID) {
    for index in orders.indices where orders[index].replaces == id {
      reject(
        orders[index], Refusal(.cancelRejected, "Unknown order sent: it was filled before"))
      orders.end(index)
    }
  }
}
