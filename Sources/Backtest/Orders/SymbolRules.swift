public import Market

/// What the exchange demands of orders in a symbol, from the recording's exchangeInfo. Zero is no
/// limit, as it is for the exchange.
///
/// Source: https://developers.binance.com/docs/binance-spot-api-docs/filters
public struct SymbolRules: Hashable, Sendable {
  /// Bounds of a quantity (LOT_SIZE, MARKET_LOT_SIZE).
  public struct Lot: Hashable, Sendable {
    public var step: Amount
    public var min: Amount
    public var max: Amount

    public init(step: Amount = .zero, min: Amount = .zero, max: Amount = .zero) {
      self.step = step
      self.min = min
      self.max = max
    }
  }

  /// The smallest step of a price (`PRICE_FILTER.tickSize`); nil if the recording does not say.
  public var tickSize: Amount?
  public var priceMin = Amount.zero
  public var priceMax = Amount.zero
  public var lot = Lot()
  /// For market orders, besides `lot`.
  public var marketLot = Lot()
  /// Bounds of price × quantity (NOTIONAL, MIN_NOTIONAL). A market order's value is that at the price
  /// it pays; the exchange, which does not know that yet, takes the mean of some minutes.
  public var notionalMin = Amount.zero
  public var notionalMax = Amount.zero
  /// Whether the bounds hold for market orders too.
  public var notionalMinIsForMarket = true
  public var notionalMaxIsForMarket = false
  public var limits = Limits()

  public init(tickSize: Amount? = nil) { self.tickSize = tickSize }
}

extension SymbolRules {
  /// A quantity cut to the lot's step.
  public func cut(_ quantity: some ExactAmount) -> AmountSum { lot.cut(quantity.sum) }

  /// The most of a quantity that market orders may be for: as many of them as the largest lot asks
  /// for. Nil where it is too little for one.
  func marketable(_ quantity: AmountSum, at price: Amount) -> AmountSum? {
    let most = marketLot.cut(cut(quantity))
    let leastValue = notionalMinIsForMarket ? Int128(notionalMin.units) * Exact.one : 0
    let (value, isLarge) = Int128(price.units).multipliedReportingOverflow(by: most.units)
    guard most.units > 0, most >= max(lot.min, marketLot.min).sum, isLarge || value >= leastValue
    else { return nil }
    return most
  }

  /// A price moved to the nearest tick that is no worse than it for a side: down for a purchase.
  public func onTick(_ price: Amount, for side: Side) -> Amount {
    let tick = tickSize?.units ?? 1
    let down = price.units / tick * tick
    guard side == .sell, down < price.units else { return Amount(units: down) }
    let (up, overflow) = down.addingReportingOverflow(tick)
    return overflow ? price : Amount(units: up)
  }

  /// Why a price is refused; nil if it is not.
  func failure(price: Amount) -> String? {
    if price.units <= 0 { return "price \(price) is not positive" }
    if priceMin.units > 0, price < priceMin {
      return "Filter failure: PRICE_FILTER: price \(price) is below \(priceMin)"
    }
    if priceMax.units > 0, price > priceMax {
      return "Filter failure: PRICE_FILTER: price \(price) is above \(priceMax)"
    }
    guard let tickSize, price.units % tickSize.units != 0 else { return nil }
    return "Filter failure: PRICE_FILTER: price \(price) is not a multiple of \(tickSize)"
  }

  /// Why a quantity is refused; nil if it is not.
  func failure(quantity: AmountSum, isMarket: Bool) -> String? {
    lot.failure(quantity, "LOT_SIZE")
      ?? (isMarket ? marketLot.failure(quantity, "MARKET_LOT_SIZE") : nil)
  }

  /// Why an order's value is refused; nil if it is not.
  func failure(price: Amount, quantity: AmountSum, isMarket: Bool) -> String? {
    guard notionalMin.units > 0 || notionalMax.units > 0 else { return nil }
    // Exact: units of 10⁻¹⁶ on both sides.
    let (product, isLarge) = Int128(price.units).multipliedReportingOverflow(by: quantity.units)
    let value = isLarge ? .max : product
    func shown() -> AmountSum { AmountSum(units: value / Exact.one) }
    if notionalMin.units > 0, !isMarket || notionalMinIsForMarket,
      value < Int128(notionalMin.units) * Exact.one
    {
      return "Filter failure: NOTIONAL: value \(shown()) is below \(notionalMin)"
    }
    if notionalMax.units > 0, !isMarket || notionalMaxIsForMarket,
      value > Int128(notionalMax.units) * Exact.one
    {
      return "Filter failure: NOTIONAL: value \(shown()) is above \(notionalMax)"
    }
    return nil
  }

  /// Throws where a rule is none.
  func validate() throws(BacktestError) {
    if let tickSize, tickSize.units <= 0 {
      throw .settings("tick size \(tickSize) is not positive")
    }
    let bounds =
      [
        priceMin, priceMax, lot.step, lot.min, lot.max, marketLot.step, marketLot.min,
        marketLot.max,
        notionalMin, notionalMax,
      ] + limits.numbers.map { Amount(units: $0) }
    if let negative = bounds.first(where: { $0.units < 0 }) {
      throw .settings("a symbol's rules hold \(negative): they must not be negative")
    }
  }
}

extension SymbolRules.Lot {
  fileprivate func cut(_ quantity: AmountSum) -> AmountSum {
    guard step.units > 1 else { return quantity }
    if let small = Int64(exactly: quantity.units) {
      return AmountSum(units: Int128(small / step.units * step.units))
    }
    return AmountSum(units: quantity.units / Int128(step.units) * Int128(step.units))
  }

  fileprivate func failure(_ quantity: AmountSum, _ filter: String) -> String? {
    func failed(_ what: String) -> String {
      "Filter failure: \(filter): quantity \(quantity) is \(what)"
    }
    if min.units > 0, quantity < min.sum { return failed("below \(min)") }
    if max.units > 0, quantity > max.sum { return failed("above \(max)") }
    if step.units > 0, quantity.units % Int128(step.units) != 0 {
      return failed("not a multiple of \(step)")
    }
    return nil
  }
}
