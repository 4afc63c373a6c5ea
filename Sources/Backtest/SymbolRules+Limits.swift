public import Market

extension SymbolRules {
  /// How orders may stand to the market and to each other. Zero is no limit.
  public struct Limits: Hashable, Sendable {
    /// PERCENT_PRICE_BY_SIDE, PERCENT_PRICE: limits of a limit order's price, as factors of the
    /// market's. The exchange takes the average of some minutes; here the last price stands for it.
    public struct Factors: Hashable, Sendable {
      public var min: Amount
      public var max: Amount

      public init(min: Amount = .zero, max: Amount = .zero) {
        self.min = min
        self.max = max
      }
    }

    /// TRAILING_DELTA: bounds of a trailing stop's distance, in basis points.
    public struct Distances: Hashable, Sendable {
      public var min: Int64
      public var max: Int64

      public init(min: Int64 = 0, max: Int64 = 0) {
        self.min = min
        self.max = max
      }
    }

    public var buy = Factors()
    public var sell = Factors()
    /// MAX_NUM_ORDERS: orders open in the symbol.
    public var orderCountMax: Int64 = 0
    /// MAX_NUM_ALGO_ORDERS: of these, orders whose stop was not reached yet.
    public var stopCountMax: Int64 = 0
    /// MAX_POSITION: base held, and bought by open orders of a quantity; what one of a quote amount will
    /// buy is not known.
    public var positionMax = Amount.zero
    /// Of a trailing stop that buys, above the market, and of one that sells, below it.
    public var trailingAbove = Distances()
    public var trailingBelow = Distances()

    public init() {}

    /// In the order of the run hash.
    var numbers: [Int64] {
      [
        buy.min.units, buy.max.units, sell.min.units, sell.max.units, orderCountMax, stopCountMax,
        positionMax.units, trailingAbove.min, trailingAbove.max, trailingBelow.min,
        trailingBelow.max,
      ]
    }
  }
}

extension Broker {
  /// Why an order may not stand beside the market and the other orders; nil if it may.
  func limitFailure(
    of order: Order, _ market: MarketState, replacing replaced: OrderID?,
    beside others: ArraySlice<Order>
  ) -> String? {
    let limits = market.rules.limits
    // Most markets have none, and orders there must not pay for a list of the open ones.
    guard limits != SymbolRules.Limits() else { return nil }
    let open = openOrders.filter { $0.id != replaced }
    return factorFailure(of: order, market.price, limits) ?? distanceFailure(of: order, limits)
      ?? countFailure(of: order, open + others, limits)
      ?? positionFailure(of: order, market.base, open, limits)
  }

  private func factorFailure(
    of order: Order, _ price: Amount?, _ limits: SymbolRules.Limits
  ) -> String? {
    guard let limit = order.limit, let price, let side = order.side else { return nil }
    let factors = side == .buy ? limits.buy : limits.sell
    let exact = Int128(limit.units) * Exact.one
    let isLow = exact < Int128(price.units) * Int128(factors.min.units)
    let isHigh = exact > Int128(price.units) * Int128(factors.max.units)
    if factors.min.units > 0, isLow {
      return "Filter failure: PERCENT_PRICE_BY_SIDE: price \(limit) is below \(factors.min) times "
        + "\(price)"
    }
    guard factors.max.units > 0, isHigh else { return nil }
    return "Filter failure: PERCENT_PRICE_BY_SIDE: price \(limit) is above \(factors.max) times "
      + "\(price)"
  }

  private func distanceFailure(of order: Order, _ limits: SymbolRules.Limits) -> String? {
    guard case .trailingStop(let distance) = order.kind, let side = order.side else { return nil }
    let bounds = side == .buy ? limits.trailingAbove : limits.trailingBelow
    let partsPerPoint = Int128(Ratio.partsPerOne / 10_000)
    let parts = Int128(distance.parts)
    if parts < Int128(bounds.min) * partsPerPoint {
      return "Filter failure: TRAILING_DELTA: \(distance.percentText) is below \(bounds.min) bp"
    }
    guard bounds.max > 0, parts > Int128(bounds.max) * partsPerPoint else { return nil }
    return "Filter failure: TRAILING_DELTA: \(distance.percentText) is above \(bounds.max) bp"
  }

  private func countFailure(
    of order: Order, _ open: [Order], _ limits: SymbolRules.Limits
  ) -> String? {
    let open = open.filter { $0.symbol == order.symbol && !$0.isGone }
    if limits.orderCountMax > 0, open.count >= limits.orderCountMax {
      return "Filter failure: MAX_NUM_ORDERS: \(open.count) are open, which is the limit"
    }
    guard limits.stopCountMax > 0, order.waitsForStop else { return nil }
    let stopCount = open.count { $0.waitsForStop }
    return stopCount < limits.stopCountMax
      ? nil : "Filter failure: MAX_NUM_ALGO_ORDERS: \(stopCount) are open, which is the limit"
  }

  private func positionFailure(
    of order: Order, _ base: Amount, _ open: [Order], _ limits: SymbolRules.Limits
  ) -> String? {
    guard limits.positionMax.units > 0, order.side == .buy else { return nil }
    var units = Int128(base.units)
    for open in open + [order] where open.symbol == order.symbol && !open.isGone {
      if case .quantity(.buy, let quantity) = open.intent { units += Int128(quantity.units) }
    }
    return units <= Int128(limits.positionMax.units)
      ? nil
      : "Filter failure: MAX_POSITION: \(AmountSum(units: units)) held and ordered is above "
        + "\(limits.positionMax)"
  }
}

extension Order {
  fileprivate var waitsForStop: Bool {
    switch kind {
    case .stop, .stopLimit, .trailingStop: stage != .triggered
    case .market, .limit, .limitMaker: false
    }
  }
}
