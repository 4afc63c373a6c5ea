public import Market

/// Orders say what to trade, how much, how to meet the market, how long to stay, and what closes
/// what they opened. An order is a market order unless another kind is given.
extension Broker {
  /// Buys a quantity of the base asset.
  @discardableResult
  public mutating func buy(
    _ symbol: SymbolID, quantity: some ExactAmount, _ kind: Order.Kind = .market,
    timeInForce: Order.TimeInForce = .goodTillCancelled, exits: Order.Exits? = nil,
    label: OrderLabel? = nil
  ) -> OrderID {
    place(
      symbol, .quantity(.buy, quantity.sum), kind, timeInForce: timeInForce, exits: exits,
      label: label)
  }

  /// Buys for at most this much quote; fees taken in quote are part of it.
  @discardableResult
  public mutating func buy(
    _ symbol: SymbolID, quote: Amount, _ kind: Order.Kind = .market,
    timeInForce: Order.TimeInForce = .goodTillCancelled, exits: Order.Exits? = nil,
    label: OrderLabel? = nil
  ) -> OrderID {
    place(symbol, .quote(.buy, quote), kind, timeInForce: timeInForce, exits: exits, label: label)
  }

  /// Sells a quantity of the base asset.
  @discardableResult
  public mutating func sell(
    _ symbol: SymbolID, quantity: some ExactAmount, _ kind: Order.Kind = .market,
    timeInForce: Order.TimeInForce = .goodTillCancelled, exits: Order.Exits? = nil,
    label: OrderLabel? = nil
  ) -> OrderID {
    place(
      symbol, .quantity(.sell, quantity.sum), kind, timeInForce: timeInForce, exits: exits,
      label: label)
  }

  /// Sells for at least this much quote, before the fee.
  @discardableResult
  public mutating func sell(
    _ symbol: SymbolID, quote: Amount, _ kind: Order.Kind = .market,
    timeInForce: Order.TimeInForce = .goodTillCancelled, exits: Order.Exits? = nil,
    label: OrderLabel? = nil
  ) -> OrderID {
    place(symbol, .quote(.sell, quote), kind, timeInForce: timeInForce, exits: exits, label: label)
  }

  /// Buys or sells at market until this share of the account's worth is held in the symbol, as far
  /// as free cash goes: `.one` spends all of it, fees included, and never bounces; `.zero` sells
  /// all. It keeps to the exchange's filters: what is too little to be traded stays, what is more
  /// than its largest lot counts as several orders at one price.
  @discardableResult
  public mutating func target(
    _ symbol: SymbolID, share: Ratio, label: OrderLabel? = nil
  ) -> OrderID {
    place(symbol, .target(share), label: label)
  }

  /// Places an order now; it takes effect after the latency. Its exits have the numbers after its
  /// own, stop first. What is left of it `untilUs`, µs since the epoch, expires then (GTD).
  @discardableResult
  public mutating func place(
    _ symbol: SymbolID, _ intent: Order.Intent, _ kind: Order.Kind = .market,
    timeInForce: Order.TimeInForce = .goodTillCancelled, exits: Order.Exits? = nil,
    untilUs: Int64? = nil, label: OrderLabel? = nil
  ) -> OrderID {
    var order = order(symbol, intent, kind, timeInForce: timeInForce, exits: exits)
    order.expiresUs = untilUs
    guard isTrading() else { return order.id }
    if let refusal = duplicate(label) {
      exchange.reject(order, refusal)
    } else {
      labels.add(label, to: order.id, exitCount: exits?.count ?? 0)
      exchange.accept(&order)
    }
    return order.id
  }

  /// Two open orders of one id could not be distinguished.
  private func duplicate(_ label: OrderLabel?) -> Refusal? {
    guard let clientId = label?.clientId, let id = order(clientId: clientId),
      exchange.orders.slot(of: id) != nil
    else { return nil }
    return Refusal(.newOrderRejected, "Duplicate order sent: \(clientId) is open")
  }

  /// Places a list of orders for one thing, "one cancels the other": the first that trades, be it
  /// in part, or whose stop is reached cancels the others. Two to ten kinds. The list has one label,
  /// by whose id whatever is left of it can be cancelled.
  @discardableResult
  public mutating func placeList(
    _ symbol: SymbolID, _ intent: Order.Intent, _ kinds: [Order.Kind], label: OrderLabel? = nil
  ) -> [OrderID] {
    var list = kinds.map { order(symbol, intent, $0) }
    for index in list.indices {
      list[index].list = list[0].id
      list[index].isLeg = true
    }
    let ids = list.map(\.id)
    guard isTrading() else { return ids }
    if let refusal = duplicate(label) {
      exchange.reject(list, refusal)
    } else {
      labels.add(label, to: ids)
      exchange.accept(list)
    }
    return ids
  }

  /// What is ordered during the warm-up goes nowhere, but is counted.
  private mutating func isTrading() -> Bool {
    if isWarmingUp { exchange.noteWarmUpOrder() }
    return !isWarmingUp
  }

  /// Takes back an order, and with it the others of its list; or one exit that waits for its entry. The
  /// cancellation travels as long as an order does: until then it may still trade. False if there is no
  /// such order, which is a rejection.
  @discardableResult
  public mutating func cancel(_ id: OrderID) -> Bool {
    if let slot = exchange.orders.slot(of: id) {
      exchange.cancel(slot, fromUs: arrivalUs)
      return true
    }
    guard exchange.orders.entry(ofExit: id) != nil else { return refuseUnknown(id) }
    exchange.changeExit(id, to: nil, fromUs: arrivalUs)
    return true
  }

  private mutating func refuseUnknown(_ id: OrderID) -> Bool {
    guard !isWarmingUp else { return false }
    let name = labels[id]?.clientId.map { "id \($0)" } ?? "number \(id.rawValue)"
    exchange.reject(id, nil, .unknownOrder("no open order has the \(name)"))
    return false
  }

  /// Refuses to change an order of an id that none was given.
  mutating func refuse(clientId: String) {
    guard !isWarmingUp else { return }
    exchange.reject(
      OrderID(rawValue: 0), nil, .unknownOrder("no order was given the id \(clientId)"))
  }

  /// Takes back all orders in a symbol.
  public mutating func cancelAll(_ symbol: SymbolID) {
    for order in openOrders where order.symbol == symbol {
      // With one of a list the others go.
      guard let slot = exchange.orders.slot(of: order.id) else { continue }
      exchange.cancel(slot, fromUs: arrivalUs)
    }
  }

  /// Sells at market what is held of a symbol, and takes back all orders in it, exits that wait
  /// included.
  @discardableResult
  public mutating func close(_ symbol: SymbolID, label: OrderLabel? = nil) -> OrderID {
    exchange.dropExits(symbol)
    cancelAll(symbol)
    return target(symbol, share: .zero, label: label)
  }

  /// Takes an order back and places another for the rest of it instead, of another size or kind or
  /// with other exits; what is not given stays as it was, each exit by itself. Where the order is gone when
  /// this arrives, the new one is refused. Nil if there is no such order, which is a rejection. An exit
  /// that waits for its entry keeps its number and size, and has no exits.
  @discardableResult
  public mutating func replace(
    _ id: OrderID, _ kind: Order.Kind? = nil, intent: Order.Intent? = nil,
    exits: Order.Exits? = nil
  ) -> OrderID? {
    guard let slot = exchange.orders.slot(of: id) else {
      guard let entry = exchange.orders.entry(ofExit: id) else {
        _ = refuseUnknown(id)
        return nil
      }
      if let kind, intent == nil, exits == nil {
        exchange.changeExit(id, to: kind, fromUs: arrivalUs)
      } else {
        exchange.reject(id, exchange.orders[entry], .exitKeepsSize)
      }
      return id
    }
    let old = exchange.orders[slot]
    var order = order(
      old.symbol, intent ?? old.intent, kind ?? old.kind, timeInForce: old.timeInForce,
      exits: exits?.orElse(old.exits) ?? old.exits)
    (order.isExit, order.isLeg) = (old.isExit, old.isLeg)
    (order.list, order.rank, order.expiresUs) = (old.list, old.rank, old.expiresUs)
    exchange.accept(order, inPlaceOf: slot)
    if exchange.orders.slot(of: order.id) != nil {
      labels.add(labels[id], to: order.id, exitCount: order.exits?.count ?? 0)
    }
    return order.id
  }

  /// Refuses an order in a symbol that has no number, because nothing of it was seen.
  mutating func refuse(symbol name: String) {
    let id = nextNumber(exits: nil)
    if isTrading() { exchange.reject(id, nil, .notTraded(name)) }
  }

  /// When what is sent now arrives, µs since the epoch.
  private var arrivalUs: Int64 {
    let (timeUs, overflow) = nowUs.addingReportingOverflow(exchange.settings.latencyUs)
    return overflow ? .max : timeUs
  }

  @inline(__always)
  private mutating func order(
    _ symbol: SymbolID, _ intent: Order.Intent, _ kind: Order.Kind,
    timeInForce: Order.TimeInForce = .goodTillCancelled, exits: Order.Exits? = nil
  ) -> Order {
    Order(
      id: nextNumber(exits: exits), symbol: symbol, intent: intent, kind: kind,
      timeInForce: timeInForce, placedUs: nowUs, effectiveUs: arrivalUs, exits: exits)
  }
}
