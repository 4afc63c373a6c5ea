import Market

/// How much an order buys or sells, once its price is known.
enum OrderSize: Equatable {
  case trade(Amount)
  /// A target that is reached already: the order is done.
  case nothing
  case refused(Rejection.Code, String)
}

/// Which way an order goes at a price.
enum OrderDirection: Equatable {
  case side(Side)
  /// A target that is held already.
  case reached
  case outOfRange
}

extension Broker {
  /// The side an order takes at a market price: for a target, the one that leads to it.
  func direction(of order: Order, at price: Amount) -> OrderDirection {
    guard case .target(let share) = order.intent else {
      return order.side.map { .side($0) } ?? .outOfRange
    }
    // Nothing needs a valuation to be sold.
    if share == .zero { return position(order.symbol) > .zero ? .side(.sell) : .reached }
    guard let (wanted, held) = targetValue(order.symbol, share, at: price) else {
      return .outOfRange
    }
    return wanted == held ? .reached : .side(wanted > held ? .buy : .sell)
  }

  /// The quantity at the price that will be paid. Never in our favour: a purchase by quote is
  /// rounded down, a sale for quote up.
  func size(of order: Order, _ side: Side, at price: Amount) -> OrderSize {
    switch order.intent {
    case .quantity(_, let quantity):
      return .trade(quantity)
    case .quote(.buy, let quote):
      guard let quantity = quantity(spending: quote, at: price) else { return tooLarge }
      return quantity.units > 0
        ? .trade(quantity)
        : .refused(.invalidMessage, "\(quote) buys nothing at \(price)")
    case .quote(.sell, let quote):
      guard let units = Exact.quotient(quote.units, price.units, .up) else {
        return tooLarge
      }
      return .trade(Amount(units: units))
    case .target(let share):
      return size(ofTarget: share, order.symbol, side, at: price)
    }
  }

  private func size(
    ofTarget share: Ratio, _ symbol: SymbolID, _ side: Side, at price: Amount
  ) -> OrderSize {
    let held = position(symbol)
    if share == .zero { return .trade(held) }
    guard let (wanted, value) = targetValue(symbol, share, at: price) else {
      return tooLarge
    }
    if side == .buy {
      // All-in means all cash: the equity's rounding must not leave a unit behind.
      let spend = share == .one ? cash : Amount(units: min(cash.units, max(0, wanted - value)))
      guard let quantity = quantity(spending: spend, at: price) else { return tooLarge }
      return quantity.units > 0 ? .trade(quantity) : .nothing
    }
    guard let units = Exact.quotient(max(0, value - wanted), price.units, .down) else {
      return tooLarge
    }
    let quantity = min(held.units, units)
    return quantity > 0 ? .trade(Amount(units: quantity)) : .nothing
  }

  /// What a target asks to hold and what is held, in quote at this price; nil if out of range.
  private func targetValue(
    _ symbol: SymbolID, _ share: Ratio, at price: Amount
  ) -> (wanted: Int64, held: Int64)? {
    guard let equity = MarketState.worth(cash, markets)?.fine else { return nil }
    let base = Int128(position(symbol).units)
    let marked = Int128(self.price(symbol)?.units ?? 0)
    // The symbol itself counts at the price of the trade, all others at their last prices.
    let (moved, overflow) = equity.addingReportingOverflow(base * (Int128(price.units) - marked))
    guard !overflow else { return nil }
    let (product, isTooLarge) = (moved / Exact.one).multipliedReportingOverflow(
      by: Int128(share.parts))
    guard !isTooLarge, let wanted = Exact.divide(product, Exact.one, .down),
      let held = Exact.product(Int64(base), price.units, .down)
    else { return nil }
    return (wanted, held)
  }

  /// The largest quantity whose cost, rounded up, and fee, rounded up, stay within an amount.
  func quantity(spending quote: Amount, at price: Amount) -> Amount? {
    var value = quote.units
    if settings.feeAsset == .quote {
      // v + ⌈v·r⌉ ≤ quote holds for v = ⌊quote ÷ (1 + r)⌋, and for no larger v.
      guard
        let net = Exact.divide(
          Int128(quote.units) * Exact.one, Exact.one + Int128(settings.fee.parts), .down)
      else { return nil }
      value = net
    }
    // ⌈q·p⌉ ≤ v for every q ≤ v ÷ p.
    return Exact.quotient(value, price.units, .down).map { Amount(units: $0) }
  }

  private var tooLarge: OrderSize { .refused(.invalidMessage, Self.outOfRange) }

  static let outOfRange = "the order's size is out of range at the market's price"
}
