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
    placedCount += 1
    return Order(
      id: OrderID(rawValue: placedCount), symbol: symbol, intent: intent, kind: kind,
      timeInForce: timeInForce, placedUs: nowUs, effectiveUs: takesEffectUs, exits: exits)
  }

  /// Sends an order that stands alone.
  @inline(__always)
  mutating func submit(_ order: Order) {
    if isWarmingUp { return }
    if let (code, message) = refusal(of: order) { return reject(order, code, message) }
    openOrders.append(order)
    guard order.limit != nil else { return }
    var settled = order
    settle(&settled)
    openOrders[openOrders.count - 1] = settled
  }

  /// Sends orders that stand or fall together.
  mutating func submit(_ orders: [Order]) {
    if isWarmingUp { return }
    for (index, order) in orders.enumerated() {
      if let (code, message) = refusal(of: order, beside: orders[..<index]) {
        return reject(order, code, message)
      }
    }
    if orders.count > Self.listMax, let first = orders.first {
      return reject(
        first, .invalidMessage, "a list has from 2 to \(Self.listMax) orders, not \(orders.count)")
    }
    for var order in orders {
      settle(&order)
      openOrders.append(order)
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
    for index in openOrders.indices
    where openOrders[index].cancelledUs <= timeUs && !openOrders[index].isGone {
      finish(index)
      isAny = true
    }
    if isAny { sweep() }
  }

  /// Drops the orders that are done.
  mutating func sweep() {
    if openOrders.count == 1 {
      if openOrders[0].isGone { openOrders.removeAll(keepingCapacity: true) }
    } else {
      openOrders.removeAll(where: \.isGone)
    }
  }

  mutating func reject(_ order: Order, _ code: Rejection.Code, _ message: String) {
    rejectedCount += 1
    guard rejections.count < Self.rejectionsKeptMax else { return }
    rejections.append(Rejection(order: order, code: code, message: message, timeUs: nowUs))
  }
}
