import Market

/// How orders come and go.
extension Exchange {
  /// Orders of one list, at most.
  private static let listMax = 10

  /// Takes an order that stands alone.
  mutating func accept(_ order: inout Order) {
    if let refusal = refusal(of: order) { return reject(order, refusal) }
    insert(&order)
  }

  /// Takes orders that stand or fall together.
  mutating func accept(_ list: [Order]) {
    for (index, order) in list.enumerated() {
      if let refusal = refusal(of: order, beside: list[..<index]) { return reject(list, refusal) }
    }
    if list.count > Self.listMax {
      return reject(
        list, .invalid("a list has from 2 to \(Self.listMax) orders, not \(list.count)"))
    }
    insert(list)
  }

  /// Takes an order instead of another, for what is left of it. While it is on its way, both
  /// stand.
  mutating func accept(_ order: Order, inPlaceOf slot: Int) {
    var order = order
    if let refusal = refusal(of: order, replacing: slot) { return reject(order, refusal) }
    if order.effectiveUs > nowUs {
      order.replaces = orders[slot].id
      orders.leave(slot, fromUs: order.effectiveUs)
    } else {
      order.received = orders[slot].received
      orders.end(slot)
    }
    insert(&order)
  }

  /// Without latency an order arrives the moment that it is sent.
  private mutating func insert(_ order: inout Order) {
    if order.isForQuoteAtLimit { order = settled(order) }
    if order.effectiveUs > nowUs {
      _ = orders.insert(order, travels: true)
    } else {
      let arrival = arrival(of: &order)
      settle(arrival, orders.insert(order, travels: false))
    }
    orders.sweep()
  }

  private mutating func insert(_ list: [Order]) {
    let slots = list.map { orders.insert(settled($0), travels: $0.effectiveUs > nowUs) }
    for slot in slots where !orders[slot].isGone && orders[slot].effectiveUs <= nowUs {
      arrive(slot)
    }
  }

  /// What is on its way until a time arrives, at its own time. The market stands where it is until
  /// then.
  @inline(__always)
  mutating func settle(untilUs timeUs: Int64) {
    if orders.onTheirWay.nextUs <= timeUs { settleWay(untilUs: timeUs) }
    advance(toUs: timeUs)
  }

  private mutating func settleWay(untilUs timeUs: Int64) {
    while orders.onTheirWay.nextUs <= timeUs { takeNext() }
  }

  /// Takes in what arrives next.
  mutating func takeNext() {
    advance(toUs: orders.onTheirWay.nextUs)
    switch orders.onTheirWay.removeFirst() {
    case .order(let id): if let slot = orders.slot(of: id) { arrive(slot) }
    case .cancellation(let id): if let slot = orders.slot(of: id) { endCancelled(slot) }
    case .exitChange(let id, let kind): changeExit(id, to: kind)
    case .expiry(let id): if let slot = orders.slot(of: id) { expire(slot) }
    case nil: break
    }
    orders.sweep()
  }

  private mutating func arrive(_ slot: Int) {
    var order = orders[slot]
    let arrival = arrival(of: &order)
    orders.update(slot, order)
    settle(arrival, slot)
  }

  /// Compares an order with the market as it is known now.
  private func arrival(of order: inout Order) -> Arrival {
    guard let known = markets.known(order.symbol) else {
      return .refused(.notTraded(markets.name(order.symbol)))
    }
    return order.arrive(known.quote, price: known.price)
  }

  private mutating func settle(_ arrival: Arrival, _ slot: Int) {
    switch arrival {
    case .stands: if let shortage = shortage(ofNew: slot) { refuse(slot, shortage) }
    case .triggers: endList(of: slot)
    case .refused(let refusal): refuse(slot, refusal)
    case .expires: expire(slot)
    }
  }

  /// An order is refused on its arrival, and with it its list.
  private mutating func refuse(_ slot: Int, _ refusal: Refusal) {
    let others = orders.others(of: slot)
    orders.endList(of: slot)
    reject([orders[slot]] + others.map { orders[$0] }, refusal)
    finish(slot)
  }

  /// From a time on, an order and the others of its list are cancelled.
  mutating func cancel(_ slot: Int, fromUs: Int64) {
    let others = orders.others(of: slot)
    cancelAlone(slot, fromUs: fromUs)
    for slot in others { cancelAlone(slot, fromUs: fromUs) }
    orders.sweep()
  }

  private mutating func cancelAlone(_ slot: Int, fromUs: Int64) {
    if fromUs > nowUs { return orders.leave(slot, fromUs: fromUs) }
    // Who does it knows it.
    if reportsOwnCancels { endCancelled(slot) } else { finish(slot) }
  }

  /// Cancels an exit that waits for its entry, or gives it another kind; where the entry has traded by the
  /// time that this arrives, the exit itself.
  mutating func changeExit(_ id: OrderID, to kind: Order.Kind?, fromUs: Int64) {
    if fromUs > nowUs { return orders.onTheirWay.add(.exitChange(id, kind), dueUs: fromUs) }
    changeExit(id, to: kind)
    orders.sweep()
  }

  private mutating func changeExit(_ id: OrderID, to kind: Order.Kind?) {
    if let slot = orders.entry(ofExit: id) { return changeExit(id, of: slot, to: kind) }
    guard let slot = orders.slot(of: id) else {
      return reject(id, nil, .unknownOrder("its exit is not there"))
    }
    guard let kind else { return endCancelled(slot) }
    var order = orders[slot].again(as: kind, atUs: nowUs)
    order.received = orders[slot].received
    if let refusal = refusal(of: order, replacing: slot) { return reject(order, refusal) }
    orders.end(slot)
    insert(&order)
  }

  private mutating func changeExit(_ id: OrderID, of slot: Int, to kind: Order.Kind?) {
    var entry = orders[slot]
    guard entry.exits?.change(id, to: kind) == true else {
      return reject(id, entry, .invalid("an exit that waits stays a stop, or a limit order"))
    }
    let market = markets[entry.symbol]
    if let failure = entry.badExits(market.rules, price: market.price ?? .zero) {
      return reject(id, entry, .invalid(failure))
    }
    orders.update(slot, entry)
  }

  /// Orders in a symbol leave none behind.
  mutating func dropExits(_ symbol: SymbolID) {
    for order in orders.list where order.symbol == symbol && order.exits != nil {
      guard let slot = orders.slot(of: order.id) else { continue }
      orders.change(slot) { $0.exits = nil }
    }
  }

  /// An order is over. Its exits are sent now, for what it has traded.
  mutating func finish(_ slot: Int) {
    guard !orders[slot].isGone else { return }
    orders.end(slot)
    if orders[slot].exits != nil { sendExits(of: orders[slot]) }
  }

  mutating func sendExits(of order: Order) {
    guard order.received.base > .zero else { return }
    let rules = markets.rules(order.symbol)
    var order = order
    let quantity = rules.cut(order.received.base)
    guard quantity > .zero, let side = order.side, let price = order.received.meanPrice else {
      return
    }
    order.exits?.settle(side, at: price, rules)
    let exits = order.exitOrders(quantity, atUs: nowUs)
    for (index, exit) in exits.enumerated() {
      let failure =
        exit.filterFailure(rules, account.fees) ?? limitFailure(of: exit, beside: exits[..<index])
      if let failure { return reject(exits, .invalid(failure)) }
    }
    insert(exits)
  }

  /// Replacements of an order that are under way come too late.
  mutating func refuseReplacements(of id: OrderID) {
    for slot in orders.replacements(of: id) {
      reject(orders[slot], .unknownOrder("it was filled before"))
      orders.end(slot)
    }
  }
}
