import Market

/// What an order stands beside.
struct Neighbours {
  /// Orders that are open in the symbol, and those that come with it.
  let orders: [Order]
  /// Base held of the symbol.
  let base: Amount
  let fees: Fees
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

  private func countFailure(of order: Order, _ open: [Order]) -> String? {
    let limits = rules.limits
    if limits.orderCountMax > 0, open.count >= limits.orderCountMax {
      return "Filter failure: MAX_NUM_ORDERS: \(open.count) are open, which is the limit"
    }
    guard limits.stopCountMax > 0, order.waitsForStop else { return nil }
    let stopCount = open.count { $0.waitsForStop }
    return stopCount < limits.stopCountMax
      ? nil : "Filter failure: MAX_NUM_ALGO_ORDERS: \(stopCount) are open, which is the limit"
  }

  private func positionFailure(of order: Order, _ others: Neighbours) -> String? {
    guard rules.limits.positionMax.units > 0, order.side == .buy,
      let quantity = order.bid(rules, others.fees)
    else { return nil }
    return positionFailure(taken(by: others) + quantity)
  }

  private func positionFailure(_ units: Int128) -> String? {
    let positionMax = rules.limits.positionMax
    guard units > Int128(positionMax.units) else { return nil }
    return "Filter failure: MAX_POSITION: \(AmountSum(units: units)) held and ordered is above "
      + "\(positionMax)"
  }

  /// Base that is held or bought.
  private func taken(by others: Neighbours) -> Int128 {
    others.orders.reduce(Int128(others.base.units)) { $0 + ($1.bid(rules, others.fees) ?? 0) }
  }

  /// What MAX_POSITION makes of a purchase whose size is known only now that it fills: a target keeps
  /// to it, any other is refused.
  func bounded(
    _ order: Order, _ quantity: Amount, at price: Amount, beside others: Neighbours
  ) -> OrderSize {
    let taken = taken(by: others)
    guard order.isTarget else {
      let failure = positionFailure(taken + Int128(quantity.units))
      return failure.map { .refused(.invalid($0)) } ?? .trade(quantity)
    }
    let room = max(0, Int128(rules.limits.positionMax.units) - taken)
    guard room < Int128(quantity.units) else { return .trade(quantity) }
    return rules.marketable(Amount(units: Int64(room)), at: price).map { .trade($0) } ?? .nothing
  }
}

extension Order {
  /// Base that an open order buys, as far as its price is known; nil for any other.
  fileprivate func bid(_ rules: SymbolRules, _ fees: Fees) -> Int128? {
    switch intent {
    case .quantity(.buy, let quantity): return Int128(quantity.units)
    case .quote(.buy, _):
      guard let limit, case .trade(let quantity) = size(.buy, at: limit, rules, fees) else {
        return nil
      }
      return Int128(quantity.units)
    case .quantity(.sell, _), .quote(.sell, _), .target: return nil
    }
  }

  fileprivate var waitsForStop: Bool {
    switch kind {
    case .stop, .stopLimit, .trailingStop: stance.stage == .sent || stance.stage == .waits
    case .market, .limit, .limitMaker: false
    }
  }
}
