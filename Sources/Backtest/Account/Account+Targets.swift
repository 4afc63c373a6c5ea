import Market

/// Which way an order goes at a price.
enum OrderDirection: Equatable {
  case side(Side)
  /// A target that is held already.
  case reached
  case outOfRange
}

extension Account {
  /// The side an order takes at a market price: for a target, the one that leads to it.
  @inline(__always)
  func direction(
    of order: Order, at price: Amount, _ markets: borrowing Markets
  ) -> OrderDirection {
    guard case .target(let share) = order.intent else {
      return order.side.map { .side($0) } ?? .outOfRange
    }
    // Nothing needs a valuation to be sold.
    if share == .zero { return position(order.symbol) > .zero ? .side(.sell) : .reached }
    guard let (wanted, held) = value(of: share, in: order.symbol, at: price, markets) else {
      return .outOfRange
    }
    return wanted == held ? .reached : .side(wanted > held ? .buy : .sell)
  }

  /// Turns a target into what it comes to at the price that will be paid: a purchase for an amount
  /// of quote, or a sale of a quantity. Otherwise says that there is nothing to do.
  func resolve(
    _ order: inout Order, _ side: Side, at price: Amount, besides aside: Reserve,
    _ markets: borrowing Markets
  ) -> OrderSize? {
    guard case .target(let share) = order.intent else { return nil }
    if share == .zero { return sell(&order, .max, at: price, besides: aside, markets) }
    guard let (wanted, held) = value(of: share, in: order.symbol, at: price, markets) else {
      return .refused(.outOfRange)
    }
    if side == .sell {
      guard let units = Exact.wideQuotient(max(0, held - wanted), price.units, .down) else {
        return .refused(.outOfRange)
      }
      return sell(&order, units, at: price, besides: aside, markets)
    }
    let free = Int64(clamping: Int128(cash.units) - aside.quote)
    // All-in means all cash: the equity's rounding must not leave a unit behind.
    let spend = Amount(units: share == .one ? free : min(free, max(0, wanted - held)))
    guard let affordable = fees.quantity(spending: spend, at: price) else {
      return .refused(.outOfRange)
    }
    guard markets.rules(order.symbol).marketable(affordable, at: price) != nil else {
      return .nothing
    }
    // By quote, so that it cannot bounce on a tape that runs away.
    order.intent = .quote(.buy, spend)
    order.isTarget = true
    return nil
  }

  private func sell(
    _ order: inout Order, _ units: Int128, at price: Amount, besides aside: Reserve,
    _ markets: borrowing Markets
  ) -> OrderSize? {
    let held = position(order.symbol).units
    let free = held - aside.base
    if units > 0, free <= 0 {
      return .refused(.insufficient(held, "base", free: free))
    }
    let wanted = AmountSum(units: min(units, free))
    guard let quantity = markets.rules(order.symbol).marketable(wanted, at: price) else {
      return .nothing
    }
    order.intent = .quantity(.sell, quantity)
    order.isTarget = true
    return nil
  }

  /// What a target asks to hold and what is held, in quote at this price; nil if out of range.
  private func value(
    of share: Ratio, in symbol: SymbolID, at price: Amount, _ markets: borrowing Markets
  ) -> (wanted: Int64, held: Int64)? {
    guard let equity = worth(markets)?.fine else { return nil }
    let base = position(symbol).units
    let marked = Int128(markets.price(symbol)?.units ?? 0)
    // The symbol itself counts at the price of the trade, all others at their last prices.
    guard let moved = Exact.sum(equity, base, times: Int128(price.units) - marked) else {
      return nil
    }
    let (product, isTooLarge) = (moved / Exact.one).multipliedReportingOverflow(
      by: Int128(share.parts))
    guard !isTooLarge, let wanted = Exact.divide(product, Exact.one, .down),
      let held = Exact.product(price.units, base, .down).flatMap({ Int64(exactly: $0) })
    else { return nil }
    return (wanted, held)
  }
}
