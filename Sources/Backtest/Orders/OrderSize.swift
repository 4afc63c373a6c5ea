import Market

/// How much an order buys or sells, once its price is known.
enum OrderSize: Equatable {
  case trade(AmountSum)
  /// A target that is reached already, as near as the filters let it: the order is done.
  case nothing
  case refused(Refusal)
}

extension Order {
  /// The quantity at the price that will be paid. Never in our favour: a purchase by quote is
  /// rounded down, a sale for quote up, to the symbol's step.
  func size(
    _ side: Side, at price: Amount, _ rules: SymbolRules, _ fees: Fees
  ) -> OrderSize {
    let quantity: AmountSum
    switch intent {
    case .quantity(_, let asked): quantity = asked
    case .quote(.buy, let quote):
      guard let bought = fees.quantity(spending: quote, at: price) else {
        return .refused(.outOfRange)
      }
      quantity = rules.cut(bought)
      if quantity.units <= 0 {
        return filled > .zero ? .nothing : .refused(.invalid("\(quote) buys nothing at \(price)"))
      }
    case .quote(.sell, let quote):
      let step = max(1, Int128(rules.lot.step.units))
      guard let units = Exact.wideQuotient(quote.units, price.units, .up) else {
        return .refused(.outOfRange)
      }
      quantity = AmountSum(units: (units + step - 1) / step * step)
    case .target: return .refused(.outOfRange)
    }
    // The exchange's filters look at a whole order once, not at what is left of it; and a target
    // keeps to them by itself.
    guard filled == .zero, !isTarget, let failure = rules.failure(of: self, quantity, at: price)
    else { return .trade(quantity) }
    return .refused(.invalid(failure))
  }

  @inline(__always)
  var isForQuoteAtLimit: Bool {
    if case .quote = intent { limit != nil } else { false }
  }

  /// A limit order for an amount of quote is one for the quantity that it buys at the limit.
  mutating func settle(_ rules: SymbolRules, _ fees: Fees) {
    guard let limit, case .quote(let side, _) = intent,
      case .trade(let quantity) = size(side, at: limit, rules, fees)
    else { return }
    intent = .quantity(side, quantity)
  }

  /// Takes a fill off what is left of the order.
  mutating func take(_ fill: Fill) {
    filled += fill.quantity
    received.add(fill)
    switch intent {
    case .quantity(let side, let quantity):
      intent = .quantity(side, AmountSum(units: quantity.units - fill.quantity.units))
    case .quote(.buy, let quote):
      let left = Int128(quote.units) + fill.cashChange
      intent = .quote(.buy, Amount(units: Int64(clamping: left)))
    case .quote(.sell, let quote):
      intent = .quote(.sell, Amount(units: max(0, quote.units - fill.value.units)))
    case .target: break
    }
  }
}

extension SymbolRules {
  fileprivate func failure(of order: Order, _ quantity: AmountSum, at price: Amount) -> String? {
    let isMarket = order.kind == .market
    return failure(quantity: quantity, isMarket: isMarket)
      ?? failure(price: order.limit ?? price, quantity: quantity, isMarket: isMarket)
  }
}
