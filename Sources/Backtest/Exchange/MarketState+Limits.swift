import Market

/// What an order stands beside.
struct Neighbours {
  /// Orders that are open in the symbol, and those that come with it.
  let orders: SymbolOrders.Tally
  /// Base held of the symbol.
  let base: AmountSum

  /// Base that is held or bought.
  var taken: Int128 { base.units + orders.bids }
}

/// How orders may stand to the market and to each other.
extension MarketState {
  /// Why an order may not stand beside the market and the other orders; nil if it may.
  func limitFailure(of order: Order, beside others: Neighbours, nowUs: Int64) -> String? {
    let limits = rules.limits
    return bandFailure(of: order, limits.percentPrice, "PERCENT_PRICE", nowUs: nowUs)
      ?? bandFailure(of: order, limits.percentPriceBySide, "PERCENT_PRICE_BY_SIDE", nowUs: nowUs)
      ?? order.distanceFailure(limits) ?? countFailure(of: order, others.orders)
      ?? positionFailure(of: order, others)
  }

  private func bandFailure(
    of order: Order, _ band: SymbolRules.PriceBand, _ filter: String, nowUs: Int64
  ) -> String? {
    guard band != SymbolRules.PriceBand(), let limit = order.limit, let side = order.side,
      let last = price
    else { return nil }
    let mean =
      band.averageMinutes > 0 ? recent.mean(minutes: band.averageMinutes, nowUs: nowUs) : nil
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

  private func countFailure(of order: Order, _ open: SymbolOrders.Tally) -> String? {
    let limits = rules.limits
    if limits.orderCountMax > 0, open.orders >= limits.orderCountMax {
      return "Filter failure: MAX_NUM_ORDERS: \(open.orders) are open, which is the limit"
    }
    guard limits.stopCountMax > 0, order.waitsForStop else { return nil }
    return open.stops < limits.stopCountMax
      ? nil : "Filter failure: MAX_NUM_ALGO_ORDERS: \(open.stops) are open, which is the limit"
  }

  private func positionFailure(of order: Order, _ others: Neighbours) -> String? {
    guard rules.limits.positionMax.units > 0, case .quantity(.buy, let quantity) = order.intent
    else { return nil }
    return positionFailure(others.taken + quantity.units)
  }

  private func positionFailure(_ units: Int128) -> String? {
    let positionMax = rules.limits.positionMax
    guard units > Int128(positionMax.units) else { return nil }
    return "Filter failure: MAX_POSITION: \(AmountSum(units: units)) held and ordered is above "
      + "\(positionMax)"
  }

  /// What MAX_POSITION makes of a purchase whose size is known only now that it fills: a target keeps
  /// to it, any other is refused.
  func bounded(
    _ order: Order, _ quantity: AmountSum, at price: Amount, beside others: Neighbours
  ) -> OrderSize {
    guard order.isTarget else {
      let failure = positionFailure(others.taken + quantity.units)
      return failure.map { .refused(.invalid($0)) } ?? .trade(quantity)
    }
    let room = max(0, Int128(rules.limits.positionMax.units) - others.taken)
    guard room < quantity.units else { return .trade(quantity) }
    return rules.marketable(AmountSum(units: room), at: price).map { .trade($0) } ?? .nothing
  }
}
