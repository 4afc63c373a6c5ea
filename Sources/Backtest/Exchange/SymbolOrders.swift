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
  @inline(__always)
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

    init() {}

    /// Of one order.
    @inline(__always)
    init(_ order: borrowing Order) {
      orders = 1
      stops = order.waitsForStop ? 1 : 0
      if case .quantity(.buy, let quantity) = order.intent { bids = quantity.units }
    }

    static func += (a: inout Tally, b: Tally) {
      a.orders += b.orders
      a.stops += b.stops
      a.bids += b.bids
    }

    static func -= (a: inout Tally, b: Tally) {
      a.orders -= b.orders
      a.stops -= b.stops
      a.bids -= b.bids
    }
  }

  /// What falling prices reach, and what rising ones do.
  private(set) var falling = PriceLadder()
  private(set) var rising = PriceLadder()
  /// To these something happens at every motion.
  private(set) var restless: [Int] = []
  /// Of those that nobody takes back.
  private(set) var staying = Tally()
  /// Of those whose cancellation is on its way.
  private(set) var leaving = Tally()
  /// Base that is set aside.
  var reserved: Int128 = 0

  /// Where the market can go without anything happening to an order.
  @inline(__always)
  var calm: Calm {
    guard restless.isEmpty else { return .none }
    return Calm(lowest: falling.top, highest: rising.top == .min ? .max : -rising.top)
  }

  @inline(__always)
  mutating func note(_ slot: Int, _ reach: Reach, _ tally: Tally, isLeaving: Bool) {
    if isLeaving { leaving += tally } else { staying += tally }
    switch reach {
    case .never: break
    case .always: restless.append(slot)
    case .below(let price): falling.insert(slot, key: price)
    case .above(let price): rising.insert(slot, key: -price)
    }
  }

  @inline(__always)
  mutating func forget(_ slot: Int, _ reach: Reach, _ tally: Tally, isLeaving: Bool) {
    if isLeaving { leaving -= tally } else { staying -= tally }
    switch reach {
    case .never: break
    case .always: if let index = restless.firstIndex(of: slot) { restless.remove(at: index) }
    case .below(let price): falling.remove(slot, key: price)
    case .above(let price): rising.remove(slot, key: -price)
    }
  }
}

/// Prices between which nothing happens to an order, both included.
struct Calm: Equatable {
  let lowest: Int64
  let highest: Int64

  static let all = Calm(lowest: .min, highest: .max)
  static let none = Calm(lowest: .max, highest: .min)

  @inline(__always)
  func holds(low: Amount, high: Amount) -> Bool { low.units >= lowest && high.units <= highest }
}
