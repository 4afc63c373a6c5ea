import Market

/// What can be refused when an order is placed, by what the market is then, in Binance's words where it
/// has them.
extension Order {
  func refusal(_ rules: SymbolRules, _ fees: Fees, price: Amount) -> Refusal? {
    if case .limitMaker = kind, timeInForce != .goodTillCancelled {
      return .timeInForceNotRequired
    }
    if let failure = badIntent ?? badKind(rules) ?? badExits(rules, price: price) {
      return .invalid(failure)
    }
    return filterFailure(rules, fees).map { .invalid($0) }
  }

  private var badIntent: String? {
    if let expiresUs, expiresUs <= effectiveUs {
      return "good till \(expiresUs / 1000) ms: it arrives at \(effectiveUs / 1000) ms"
    }
    return badSize
  }

  private var badSize: String? {
    switch intent {
    case .quantity(_, let amount) where amount.units <= 0: "quantity \(amount) is not positive"
    case .quote(_, let amount) where amount.units <= 0: "quote amount \(amount) is not positive"
    case .target(let share) where share < .zero || share > .one:
      "share \(share.text) is not from 0 to 1"
    case .target where kind != .market: "a target is for market orders only"
    case .quantity, .quote, .target: nil
    }
  }

  @inline(__always)
  private func badKind(_ rules: SymbolRules) -> String? {
    switch kind {
    case .market: nil
    case .limit(let price), .limitMaker(let price), .stop(let price): rules.failure(price: price)
    case .stopLimit(let stop, let limit):
      rules.failure(price: stop) ?? rules.failure(price: limit)
    case .trailingStop(let trail):
      trail.failure ?? trail.activation.flatMap { rules.failure(price: $0) }
    }
  }

  /// - Parameter price: the market's last.
  @inline(__always)
  func badExits(_ rules: SymbolRules, price: Amount) -> String? {
    guard let exits else { return nil }
    guard let side else { return "a target has no exits" }
    if let failure = exits.badShare { return failure }
    if let profit = exits.takeProfit {
      if let failure = rules.failure(price: profit) { return failure }
      let entry = limit ?? stop ?? price
      if !side.opposite.isBetter(profit, than: entry) {
        return "the relationship of the prices for the orders is not correct: takes profit at"
          + " \(profit), enters at \(entry)"
      }
    }
    switch exits.stop {
    case nil, .trailingStop: break
    case .stop(let price), .stopLimit(let price, _):
      if let profit = exits.takeProfit, side == .buy ? profit <= price : profit >= price {
        return "the relationship of the prices for the orders is not correct: takes profit at"
          + " \(profit), stops at \(price)"
      }
    case .market, .limit, .limitMaker: return "an exit's stop must be a stop"
    }
    guard exits.stop != nil, let exit = exitOrders(.zero, atUs: placedUs).first else { return nil }
    return exit.badKind(rules) ?? exit.distanceFailure(rules.limits)
  }

  /// What the filters demand of the size as far as it is known; the rest is checked at the price.
  func filterFailure(_ rules: SymbolRules, _ fees: Fees) -> String? {
    let quantity: AmountSum
    switch intent {
    case .quantity(_, let amount): quantity = amount
    case .quote(let side, _):
      guard let limit else { return nil }
      switch size(side, at: limit, rules, fees) {
      case .trade(let amount): quantity = amount
      case .nothing: return nil
      case .refused(let refusal): return refusal.message
      }
    case .target: return nil
    }
    return rules.failure(quantity: quantity, isMarket: kind == .market)
      ?? limit.flatMap { rules.failure(price: $0, quantity: quantity, isMarket: false) }
  }

  /// Why a trailing stop's distance is refused; nil if it is not.
  func distanceFailure(_ limits: SymbolRules.Limits) -> String? {
    guard case .trailingStop(let trail) = kind, case .share(let distance) = trail.distance, let side
    else { return nil }
    let bounds = side == .buy ? limits.trailingAbove : limits.trailingBelow
    let partsPerPoint = Int128(Ratio.partsPerOne / 10_000)
    let parts = Int128(distance.parts)
    if parts < Int128(bounds.min) * partsPerPoint {
      return "Filter failure: TRAILING_DELTA: \(distance.percentText) is below \(bounds.min) bp"
    }
    guard bounds.max > 0, parts > Int128(bounds.max) * partsPerPoint else { return nil }
    return "Filter failure: TRAILING_DELTA: \(distance.percentText) is above \(bounds.max) bp"
  }
}
