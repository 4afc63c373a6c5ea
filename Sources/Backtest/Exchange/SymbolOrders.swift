import Market

/// When a motion does something to an order.
enum Reach: Hashable {
  /// It has not arrived.
  case never
  /// At every motion: it takes, or its stop follows the price.
  case always
  /// Where the market falls below this.
  case below(Int64)
  /// Where the market rises above this.
  case above(Int64)
}

extension Order {
  /// - Parameter touchFills: a resting limit order trades where the market touches it.
  func reach(touchFills: Bool) -> Reach {
    switch stance.stage {
    case .sent: return .never
    case .takes: return .always
    case .rests:
      guard let limit else { return .always }
      return side == .buy
        ? .below(limit.units &+ (touchFills ? 1 : 0)) : .above(limit.units &- (touchFills ? 1 : 0))
    case .waits:
      guard let stop else { return .always }
      return side == .buy ? .above(stop.units &- 1) : .below(stop.units &+ 1)
    }
  }
}

/// The open orders of one symbol: by price, and what of them the exchange's filters count.
struct SymbolOrders: Sendable {
  /// What the filters count.
  struct Tally: Sendable {
    var orders = 0
    var stops = 0
    /// Base that they buy.
    var bids: Int128 = 0

    /// Takes an order in, or out with −1.
    mutating func add(_ order: borrowing Order, times sign: Int = 1) {
      orders += sign
      if order.waitsForStop { stops += sign }
      if case .quantity(.buy, let quantity) = order.intent {
        bids += Int128(sign) * quantity.units
      }
    }

    static func += (a: inout Tally, b: Tally) {
      a.orders += b.orders
      a.stops += b.stops
      a.bids += b.bids
    }
  }

  private var falling = PriceLadder()
  private var rising = PriceLadder()
  private var restless: [Int] = []
  /// Of those that nobody takes back.
  private(set) var staying = Tally()
  /// Of those whose cancellation is on its way.
  private(set) var leaving = Tally()
  /// Base that is set aside.
  var reserved: Int128 = 0

  /// Whether anything happens to an order where the market goes from one price to the other.
  @inline(__always)
  func isReached(low: Amount, high: Amount) -> Bool {
    falling.top > low.units || rising.top > -high.units || !restless.isEmpty
  }

  /// The orders to which something happens there, in no order.
  func reached(low: Amount, high: Amount) -> [Int] {
    var slots = restless
    falling.forEach(above: low.units) { slots.append($0) }
    rising.forEach(above: -high.units) { slots.append($0) }
    return slots
  }

  mutating func note(_ order: borrowing Order, _ slot: Int, _ reach: Reach) {
    tally(order, times: 1)
    switch reach {
    case .never: break
    case .always: restless.append(slot)
    case .below(let price): falling.insert(slot, key: price)
    case .above(let price): rising.insert(slot, key: -price)
    }
  }

  mutating func forget(_ order: borrowing Order, _ slot: Int, _ reach: Reach) {
    tally(order, times: -1)
    switch reach {
    case .never: break
    case .always: if let index = restless.firstIndex(of: slot) { restless.remove(at: index) }
    case .below(let price): falling.remove(slot, key: price)
    case .above(let price): rising.remove(slot, key: -price)
    }
  }

  private mutating func tally(_ order: borrowing Order, times sign: Int) {
    if order.cancelledUs == .max {
      staying.add(order, times: sign)
    } else {
      leaving.add(order, times: sign)
    }
  }
}
