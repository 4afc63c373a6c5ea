import Market

extension Broker {
  /// What can be refused when an order is placed, by what the market and the account are then, in Binance's
  /// words where it has them.
  ///
  /// - Parameters:
  ///   - replaced: an open order that goes when this one comes.
  ///   - others: orders of the same list that are placed with it.
  mutating func refusal(
    of order: Order, replacing replaced: OrderID? = nil, beside others: ArraySlice<Order> = []
  ) -> (Rejection.Code, String)? {
    let index = Int(order.symbol.rawValue)
    guard index < markets.count, markets[index].isSeen else {
      return (.badSymbol, "no candle or trade of symbol \(order.symbol.rawValue) was seen yet")
    }
    let openCount = orders.count + others.count - (replaced == nil ? 0 : 1)
    if openCount >= Self.openOrdersMax {
      return (.tooManyOrders, "\(openCount) orders are open, which is the limit")
    }
    if let failure = badIntent(of: order) ?? badKind(of: order, markets[index].rules)
      ?? badExits(of: order, markets[index].rules)
    {
      return (.invalidMessage, failure)
    }
    if let stop = order.stop, let side = order.side, let price = markets[index].price,
      !side.isBetter(price, than: stop)
    {
      return (.newOrderRejected, "Stop price would trigger immediately: \(stop) at \(price)")
    }
    if let failure = filterFailure(of: order, markets[index].rules) {
      return (.invalidMessage, failure)
    }
    return limitFailure(of: order, replacing: replaced, beside: others)
      .map { (.invalidMessage, $0) }
  }

  private func badIntent(of order: Order) -> String? {
    switch order.intent {
    case .quantity(_, let amount) where amount.units <= 0: "quantity \(amount) is not positive"
    case .quote(_, let amount) where amount.units <= 0: "quote amount \(amount) is not positive"
    case .target(let share) where share < .zero || share > .one:
      "share \(share.text) is not from 0 to 1"
    case .target where order.kind != .market: "a target is for market orders only"
    case .quantity, .quote, .target: nil
    }
  }

  @inline(__always)
  private func badKind(of order: Order, _ rules: SymbolRules) -> String? {
    switch order.kind {
    case .market: nil
    case .limit(let price), .limitMaker(let price), .stop(let price): rules.failure(price: price)
    case .stopLimit(let stop, let limit):
      rules.failure(price: stop) ?? rules.failure(price: limit)
    case .trailingStop(let distance):
      distance > .zero && distance < .one
        ? nil : "a trailing stop's distance \(distance.text) is not between 0 and 1"
    }
  }

  @inline(__always)
  private func badExits(of order: Order, _ rules: SymbolRules) -> String? {
    guard let exits = order.exits else { return nil }
    guard order.side != nil else { return "a target has no exits" }
    if let price = exits.takeProfit, let failure = rules.failure(price: price) { return failure }
    switch exits.stop {
    case nil, .trailingStop: break
    case .stop(let price), .stopLimit(let price, _):
      if let profit = exits.takeProfit, order.side == .buy ? profit <= price : profit >= price {
        return "the relationship of the prices for the orders is not correct: takes profit at"
          + " \(profit), stops at \(price)"
      }
    case .market, .limit, .limitMaker: return "an exit's stop must be a stop"
    }
    guard let stop = exits.stop else { return nil }
    let exit = Order(exit: stop, of: order)
    return badKind(of: exit, rules) ?? exit.distanceFailure(rules.limits)
  }

  /// What the filters demand of the size as far as it is known; the rest is checked at the price.
  mutating func filterFailure(of order: Order, _ rules: SymbolRules) -> String? {
    let quantity: Amount
    switch order.intent {
    case .quantity(_, let amount): quantity = amount
    case .quote(let side, _):
      guard let limit = order.limit else { return nil }
      switch size(of: order, side, at: limit) {
      case .trade(let amount): quantity = amount
      case .nothing: return nil
      case .refused(_, let message): return message
      }
    case .target: return nil
    }
    if let failure = rules.failure(quantity: quantity, isMarket: order.kind == .market) {
      return failure
    }
    return order.limit.flatMap { rules.failure(price: $0, quantity: quantity, isMarket: false) }
  }
}

extension Order {
  /// Stands for an exit that is not sent yet, to be looked at.
  fileprivate init(exit kind: Kind, of order: Order) {
    self.init(
      id: order.id, symbol: order.symbol,
      intent: order.side.map { .quantity($0.opposite, .zero) } ?? order.intent, kind: kind,
      placedUs: order.placedUs, effectiveUs: order.effectiveUs)
  }
}
