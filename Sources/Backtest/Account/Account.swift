import Market

/// What resting orders set aside, as Binance locks it. Worked out anew whenever it is needed, so
/// that it cannot drift from the orders.
extension Broker {
  /// Quote and base of a symbol that other orders than this one (and its list) have set aside. An
  /// order lets go of its share when its cancellation arrives, be that within a candle.
  func setAside(besides order: Order) -> (quote: Int128, base: Int128) {
    let atUs = max(nowUs, order.effectiveUs)
    var (quote, base): (Int128, Int128) = (0, 0)
    // The orders of one list stand side by side, and only the dearest of them counts.
    var (list, ofList): (OrderID?, (Int128, Int128)) = (nil, (0, 0))
    for other in orders.list where other.stage != .sent && other.isOpen(atUs: atUs) {
      guard other.id != order.id, other.list == nil || other.list != order.list else { continue }
      let need = need(other)
      let needsBase = other.symbol == order.symbol ? need.base : 0
      let counted = other.list != nil && other.list == list ? ofList : (0, 0)
      quote += max(0, need.quote - counted.0)
      base += max(0, needsBase - counted.1)
      list = other.list
      ofList = (max(counted.0, need.quote), max(counted.1, needsBase))
    }
    return (quote, base)
  }

  /// The same for an order by its index, and at no cost where it is the only one.
  mutating func setAsideByOthers(_ index: Int) -> (quote: Int128, base: Int128) {
    orders.count > 1 ? setAside(besides: orders[index]) : (0, 0)
  }

  /// What an order may come to cost while it rests; nothing where that is not known before its
  /// stop is reached.
  private func need(_ order: Order) -> (quote: Int128, base: Int128) {
    let price = order.limit ?? order.stop
    switch order.intent {
    case .quantity(.sell, let quantity): return (0, Int128(quantity.units))
    case .quantity(.buy, let quantity):
      guard let price, let value = Exact.product(price.units, quantity.units, .up) else {
        return (0, 0)
      }
      guard settings.feeAsset == .quote else { return (Int128(value), 0) }
      let rate = max(settings.fee, settings.makerFee ?? settings.fee)
      return (Int128(value) + Int128(Exact.product(value, rate.parts, .up) ?? 0), 0)
    case .quote(.buy, let quote): return (Int128(quote.units), 0)
    case .quote(.sell, let quote):
      return (0, Int128(price.flatMap { Exact.quotient(quote.units, $0.units, .up) } ?? 0))
    case .target: return (0, 0)
    }
  }

  /// Why the account cannot let an order rest; nil if it can.
  func shortage(for order: Order) -> String? {
    let (need, aside) = (need(order), setAside(besides: order))
    let freeQuote = Int128(cash.units) - aside.quote
    let freeBase = Int128(position(order.symbol).units) - aside.base
    if need.quote > freeQuote { return Self.insufficient(need.quote, "quote", freeQuote) }
    return need.base > freeBase ? Self.insufficient(need.base, "base", freeBase) : nil
  }

  static func insufficient(_ need: Int128, _ asset: String, _ free: Int128) -> String {
    "Account has insufficient balance for requested action: needs \(AmountSum(units: need))"
      + " \(asset), has \(AmountSum(units: free)) free"
  }
}

extension Order {
  /// The price at which a stop becomes an order; nil where it moves or there is none.
  var stop: Amount? {
    switch kind {
    case .stop(let stop), .stopLimit(let stop, _): stop
    case .market, .limit, .limitMaker, .trailingStop: nil
    }
  }
}
