import Market

extension Broker {
  /// Why an order may not stand beside the market and the other orders; nil if it may.
  ///
  /// - Parameters:
  ///   - replaced: an open order that goes when this one comes.
  ///   - others: orders that come with it.
  mutating func limitFailure(
    of order: Order, replacing replaced: OrderID? = nil, beside others: ArraySlice<Order> = []
  ) -> String? {
    let index = Int(order.symbol.rawValue)
    // Most markets have none, and orders there must not pay for a list of the open ones.
    guard markets[index].hasLimits else { return nil }
    let market = markets[index]
    let limits = market.rules.limits
    let open =
      orders.standing(in: order.symbol, atUs: order.effectiveUs).filter { $0.id != replaced }
      + others
    return bandFailure(of: order, market, limits.percentPrice, "PERCENT_PRICE")
      ?? bandFailure(of: order, market, limits.percentPriceBySide, "PERCENT_PRICE_BY_SIDE")
      ?? order.distanceFailure(limits) ?? countFailure(of: order, open, limits)
      ?? positionFailure(of: order, market.base, open, limits)
  }

  private func bandFailure(
    of order: Order, _ market: MarketState, _ band: SymbolRules.PriceBand, _ filter: String
  ) -> String? {
    guard band != SymbolRules.PriceBand(), let limit = order.limit, let side = order.side,
      let last = market.price
    else { return nil }
    let mean =
      band.averageMinutes > 0
      ? market.recent.mean(minutes: band.averageMinutes, nowUs: nowUs) : nil
    let price = mean ?? last
    let factors = side == .buy ? band.buy : band.sell
    func failed(_ what: String, _ factor: Amount) -> String {
      "Filter failure: \(filter): price \(limit) is \(what) \(factor) times \(price)"
        + (mean == nil ? "" : ", the mean of \(band.averageMinutes) minutes")
    }
    let exact = Int128(limit.units) * Exact.one
    if factors.min.units > 0, exact < Int128(price.units) * Int128(factors.min.units) {
      return failed("below", factors.min)
    }
    guard factors.max.units > 0, exact > Int128(price.units) * Int128(factors.max.units) else {
      return nil
    }
    return failed("above", factors.max)
  }

  private func countFailure(
    of order: Order, _ open: [Order], _ limits: SymbolRules.Limits
  ) -> String? {
    if limits.orderCountMax > 0, open.count >= limits.orderCountMax {
      return "Filter failure: MAX_NUM_ORDERS: \(open.count) are open, which is the limit"
    }
    guard limits.stopCountMax > 0, order.waitsForStop else { return nil }
    let stopCount = open.count { $0.waitsForStop }
    return stopCount < limits.stopCountMax
      ? nil : "Filter failure: MAX_NUM_ALGO_ORDERS: \(stopCount) are open, which is the limit"
  }

  private mutating func positionFailure(
    of order: Order, _ base: Amount, _ open: [Order], _ limits: SymbolRules.Limits
  ) -> String? {
    guard limits.positionMax.units > 0, order.side == .buy, let quantity = bid(of: order) else {
      return nil
    }
    return limits.positionFailure(bids(open, on: base) + quantity)
  }

  /// Base that an open order buys, as far as its price is known; nil for any other.
  private mutating func bid(of order: Order) -> Int128? {
    switch order.intent {
    case .quantity(.buy, let quantity): return Int128(quantity.units)
    case .quote(.buy, _):
      guard let limit = order.limit, case .trade(let quantity) = size(of: order, .buy, at: limit)
      else { return nil }
      return Int128(quantity.units)
    case .quantity(.sell, _), .quote(.sell, _), .target: return nil
    }
  }

  private mutating func bids(_ open: [Order], on base: Amount) -> Int128 {
    open.reduce(Int128(base.units)) { $0 + (bid(of: $1) ?? 0) }
  }

  /// What MAX_POSITION makes of a purchase whose size is known only now that it fills: a target keeps
  /// to it, any other is refused.
  mutating func bounded(_ index: Int, _ quantity: Amount, at price: Amount) -> OrderSize {
    let market = Int(orders[index].symbol.rawValue)
    guard markets[market].hasLimits else { return .trade(quantity) }
    let (order, rules) = (orders[index], markets[market].rules)
    guard rules.limits.positionMax.units > 0, case .quote(.buy, _) = order.intent,
      order.filled == .zero || order.isTarget
    else { return .trade(quantity) }
    let open = orders.standing(in: order.symbol, atUs: nowUs).filter {
      $0.id != order.id && ($0.list == nil || $0.list != order.list)
    }
    let taken = bids(open, on: position(order.symbol))
    guard order.isTarget else {
      let failure = rules.limits.positionFailure(taken + Int128(quantity.units))
      return failure.map { .refused(.invalidMessage, $0) } ?? .trade(quantity)
    }
    let room = max(0, Int128(rules.limits.positionMax.units) - taken)
    guard room < Int128(quantity.units) else { return .trade(quantity) }
    return rules.marketable(Amount(units: Int64(room)), at: price).map { .trade($0) } ?? .nothing
  }
}

extension SymbolRules.Limits {
  fileprivate func positionFailure(_ units: Int128) -> String? {
    guard units > Int128(positionMax.units) else { return nil }
    return "Filter failure: MAX_POSITION: \(AmountSum(units: units)) held and ordered is above "
      + "\(positionMax)"
  }
}

extension Order {
  /// Why a trailing stop's distance is refused; nil if it is not.
  func distanceFailure(_ limits: SymbolRules.Limits) -> String? {
    guard case .trailingStop(let distance) = kind, let side else { return nil }
    let bounds = side == .buy ? limits.trailingAbove : limits.trailingBelow
    let partsPerPoint = Int128(Ratio.partsPerOne / 10_000)
    let parts = Int128(distance.parts)
    if parts < Int128(bounds.min) * partsPerPoint {
      return "Filter failure: TRAILING_DELTA: \(distance.percentText) is below \(bounds.min) bp"
    }
    guard bounds.max > 0, parts > Int128(bounds.max) * partsPerPoint else { return nil }
    return "Filter failure: TRAILING_DELTA: \(distance.percentText) is above \(bounds.max) bp"
  }

  fileprivate var waitsForStop: Bool {
    switch kind {
    case .stop, .stopLimit, .trailingStop: stage != .triggered
    case .market, .limit, .limitMaker: false
    }
  }
}
