import Market

/// How much an order buys or sells, once its price is known.
enum OrderSize: Equatable {
  case trade(Amount)
  /// A target that is reached already, as near as the filters let it: the order is done.
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

/// What looks at the account on each order's way is `mutating` without changing anything: such a
/// method is handed the account itself, any other one a copy.
extension Broker {
  /// The side an order takes at a market price: for a target, the one that leads to it.
  @inline(__always)
  mutating func direction(of index: Int, at price: Amount) -> OrderDirection {
    let symbol = orders[index].symbol
    guard case .target(let share) = orders[index].intent else {
      return orders[index].side.map { .side($0) } ?? .outOfRange
    }
    // Nothing needs a valuation to be sold.
    if share == .zero { return position(symbol) > .zero ? .side(.sell) : .reached }
    guard let (wanted, held) = targetValue(symbol, share, at: price) else {
      return .outOfRange
    }
    return wanted == held ? .reached : .side(wanted > held ? .buy : .sell)
  }

  /// Turns a target into what it comes to at the price that will be paid: a purchase for an amount
  /// of quote, or a sale of a quantity. Otherwise says that there is nothing to do.
  mutating func resolve(_ index: Int, _ side: Side, at price: Amount) -> OrderSize? {
    guard case .target(let share) = orders[index].intent else { return nil }
    let symbol = orders[index].symbol
    let aside = setAsideByOthers(index)
    let freeBase = Int64(clamping: Int128(position(symbol).units) - aside.base)
    if share == .zero { return sell(index, .max, free: freeBase, at: price) }
    guard let (wanted, held) = targetValue(symbol, share, at: price) else { return tooLarge }
    if side == .buy {
      let free = Int64(clamping: Int128(cash.units) - aside.quote)
      // All-in means all cash: the equity's rounding must not leave a unit behind.
      let spend = share == .one ? free : min(free, max(0, wanted - held))
      guard let affordable = quantity(spending: Amount(units: spend), at: price, symbol) else {
        return tooLarge
      }
      guard rules(symbol).marketable(affordable, at: price) != nil else { return .nothing }
      // By quote, so that it cannot bounce on a tape that runs away.
      orders[index].intent = .quote(.buy, Amount(units: spend))
      orders[index].isTarget = true
      return nil
    }
    guard let units = Exact.quotient(max(0, held - wanted), price.units, .down) else {
      return tooLarge
    }
    return sell(index, units, free: freeBase, at: price)
  }

  private mutating func sell(
    _ index: Int, _ units: Int64, free: Int64, at price: Amount
  ) -> OrderSize? {
    let symbol = orders[index].symbol
    if units > 0, free <= 0 {
      return .refused(
        .newOrderRejected,
        Self.insufficient(Int128(position(symbol).units), "base", Int128(free)))
    }
    let wanted = Amount(units: min(units, free))
    guard let quantity = rules(symbol).marketable(wanted, at: price) else { return .nothing }
    orders[index].intent = .quantity(.sell, quantity)
    orders[index].isTarget = true
    return nil
  }

  /// The quantity at the price that will be paid. Never in our favour: a purchase by quote is
  /// rounded down, a sale for quote up, to the symbol's step.
  mutating func size(of order: Order, _ side: Side, at price: Amount) -> OrderSize {
    let quantity: Amount
    switch order.intent {
    case .quantity(_, let asked): quantity = asked
    case .quote(.buy, let quote):
      guard let bought = self.quantity(spending: quote, at: price, order.symbol) else {
        return tooLarge
      }
      quantity = bought
      if quantity.units <= 0 {
        return order.filled > .zero
          ? .nothing : .refused(.invalidMessage, "\(quote) buys nothing at \(price)")
      }
    case .quote(.sell, let quote):
      let step = max(1, Int128(rules(order.symbol).lot.step.units))
      guard let units = Exact.quotient(quote.units, price.units, .up),
        let raised = Int64(exactly: (Int128(units) + step - 1) / step * step)
      else { return tooLarge }
      quantity = Amount(units: raised)
    case .target: return tooLarge
    }
    // The exchange's filters look at a whole order once, not at what is left of it; and a target
    // keeps to them by itself.
    guard order.filled == .zero, !order.isTarget,
      let failure = failure(of: order, quantity, at: price)
    else {
      return .trade(quantity)
    }
    return .refused(.invalidMessage, failure)
  }

  private mutating func failure(of order: Order, _ quantity: Amount, at price: Amount) -> String? {
    let rules = rules(order.symbol)
    let isMarket = order.kind == .market
    return rules.failure(quantity: quantity, isMarket: isMarket)
      ?? rules.failure(price: order.limit ?? price, quantity: quantity, isMarket: isMarket)
  }

  /// What a target asks to hold and what is held, in quote at this price; nil if out of range.
  private mutating func targetValue(
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

  /// The largest quantity on the symbol's step whose cost, rounded up, and fee, rounded up, stay
  /// within an amount.
  func quantity(spending quote: Amount, at price: Amount, _ symbol: SymbolID) -> Amount? {
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
    return Exact.quotient(max(0, value), price.units, .down).map {
      rules(symbol).cut(Amount(units: $0))
    }
  }

  private var tooLarge: OrderSize { .refused(.invalidMessage, Self.outOfRange) }

  static let outOfRange = "the order's size is out of range at the market's price"
}
