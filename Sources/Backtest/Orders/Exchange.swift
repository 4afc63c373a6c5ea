import Market

/// What becomes of orders once they were given: sent, settled, swept.
extension Broker {
  /// Orders of one list, at most.
  private static let listMax = 10

  /// When what is sent now arrives, µs since the epoch.
  var takesEffectUs: Int64 {
    let (timeUs, overflow) = nowUs.addingReportingOverflow(settings.latencyUs)
    return overflow ? .max : timeUs
  }

  @inline(__always)
  mutating func newOrder(
    _ symbol: SymbolID, _ intent: Order.Intent, _ kind: Order.Kind,
    _ timeInForce: Order.TimeInForce, _ exits: Order.Exits? = nil
  ) -> Order {
    Order(
      id: nextNumber(), symbol: symbol, intent: intent, kind: kind, timeInForce: timeInForce,
      placedUs: nowUs, effectiveUs: takesEffectUs, exits: exits)
  }

  /// Sends an order that stands alone.
  @inline(__always)
  mutating func submit(_ order: Order) {
    if isWarmingUp { return }
    if let (code, message) = refusal(of: order) { return reject(order, code, message) }
    orders.append(order)
    guard order.limit != nil else { return }
    var settled = order
    settle(&settled)
    orders[orders.count - 1] = settled
  }

  /// Sends orders that stand or fall together.
  mutating func submit(_ list: [Order]) {
    if isWarmingUp { return }
    for (index, order) in list.enumerated() {
      if let (code, message) = refusal(of: order, beside: list[..<index]) {
        return reject(order, code, message)
      }
    }
    if list.count > Self.listMax, let first = list.first {
      return reject(
        first, .invalidMessage, "a list has from 2 to \(Self.listMax) orders, not \(list.count)")
    }
    for var order in list {
      settle(&order)
      orders.append(order)
    }
  }

  /// A limit order for an amount of quote is one for the quantity that it buys at the limit.
  mutating func settle(_ order: inout Order) {
    guard let limit = order.limit, case .quote(let side, _) = order.intent,
      case .trade(let quantity) = size(of: order, side, at: limit)
    else { return }
    order.intent = .quantity(side, quantity)
  }

  /// Ends the orders whose cancellation has arrived.
  mutating func sweepCancelled(_ timeUs: Int64) {
    var isAny = false
    for index in orders.indices
    where orders[index].cancelledUs <= timeUs && !orders[index].isGone {
      finish(index)
      isAny = true
    }
    if isAny { orders.sweep() }
  }
}
