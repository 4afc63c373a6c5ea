public import Market

/// Which way an order goes.
public enum Side: String, Sendable, Hashable {
  case buy, sell

  public var opposite: Side { self == .buy ? .sell : .buy }
}

/// An order's number: 1 for the first order of a run, counted in placing order.
public struct OrderID: Hashable, Comparable, Sendable {
  public let rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  public static func < (a: OrderID, b: OrderID) -> Bool { a.rawValue < b.rawValue }
}

/// What a strategy asked for, as the broker keeps it until it is filled, rejected, expired or
/// cancelled.
public struct Order: Sendable, Hashable {
  public let id: OrderID
  public let symbol: SymbolID
  /// What is left to be reached.
  public internal(set) var intent: Intent
  public let kind: Kind
  public let timeInForce: TimeInForce
  /// When the strategy decided, µs since the epoch.
  public let placedUs: Int64
  /// From when the order can meet the market: `placedUs` plus the latency.
  public let effectiveUs: Int64
  /// Base bought or sold so far.
  public internal(set) var filled = AmountSum.zero

  /// Of the orders of one list, the first that trades or whose stop is reached cancels the others.
  /// The list's number is that of its first order; nil for an order on its own.
  var list: OrderID?
  /// The orders that this one leaves behind once it has traded.
  var exits: Exits?
  var received = Received()
  /// From when on it is expired, µs since the epoch; nil: its time in force decides.
  public internal(set) var expiresUs: Int64?
  /// When it was over without having traded in full, µs since the epoch; nil: it was not.
  public internal(set) var endedUs: Int64?
  /// The order that this one replaces: if that is gone when this arrives, this is refused.
  var replaces: OrderID?
  /// Where it stands among the open orders: how many were placed up to it, or to the first of the orders
  /// which it replaces. An exit is placed when its entry is done. 0: not placed yet.
  var rank = 0

  /// It was a target, which keeps to the filters by itself.
  var isTarget = false
  /// It closes what another order has opened.
  var isExit = false
  /// One of several that close the same, or of a list.
  var isLeg = false

  var stance = Stance()
  /// From when it counts for the order what the market does: its arrival, or the moment at which
  /// its stop was reached.
  var sinceUs: Int64
  /// From when it is cancelled: a cancellation travels as long as an order.
  var cancelledUs = Int64.max
  /// Done with, to be swept from the open orders.
  var isGone = false

  init(
    id: OrderID, symbol: SymbolID, intent: Intent, kind: Kind,
    timeInForce: TimeInForce = .goodTillCancelled, placedUs: Int64, effectiveUs: Int64,
    exits: Exits? = nil
  ) {
    self.id = id
    self.symbol = symbol
    self.intent = intent
    self.kind = kind
    self.timeInForce = timeInForce
    self.placedUs = placedUs
    self.effectiveUs = effectiveUs
    self.exits = exits
    self.exits?.number(after: id)
    sinceUs = effectiveUs
  }
}

extension Order {
  /// What to reach. How much that is becomes known with the price at which it fills.
  public enum Intent: Sendable, Hashable {
    /// Buy or sell this much of the base asset.
    case quantity(Side, AmountSum)
    /// Buy for at most this much quote (fees taken in quote included), or sell for at least it.
    case quote(Side, Amount)
    /// Hold this share of the account's worth in the symbol: 0 sells all, 1 spends all cash. For
    /// market orders only.
    case target(Ratio)
  }

  /// How the order meets the market; what each does in a motion stands at `Order.meet`.
  public enum Kind: Sendable, Hashable {
    /// At whatever price comes next.
    case market
    /// At this price or a better one.
    case limit(Amount)
    /// A limit order that refuses to take: rejected if it would trade on arrival.
    case limitMaker(Amount)
    /// A market order once the price is this or worse: above for a purchase, below for a sale.
    case stop(Amount)
    /// A limit order once the price is `stop` or worse.
    case stopLimit(stop: Amount, limit: Amount)
    /// A stop that follows the best price since the order took effect, or since that came to where it
    /// begins to follow.
    case trailingStop(Trail)
  }

  /// How long an order stays.
  public enum TimeInForce: String, Sendable, Hashable, CaseIterable {
    case goodTillCancelled = "GTC"
    /// Trades what it can on arrival; the rest expires.
    case immediateOrCancel = "IOC"
    /// Trades all of it on arrival, or expires.
    case fillOrKill = "FOK"
  }

  /// What motions change in an order before it trades.
  struct Stance: Sendable, Hashable {
    var stage = Stage.sent
    /// Trailing stops: the best price for the account since the order arrived.
    var extreme: Amount?
  }

  enum Stage: Sendable, Hashable {
    /// On its way.
    case sent
    /// It waits for its stop to be reached.
    case waits
    /// It takes what the next motions bring, at the market's price or within its limit.
    case takes
    /// It stands in the book at its limit.
    case rests
  }

  /// The side if it is known before the price is: nil for a target.
  @inline(__always)
  public var side: Side? {
    switch intent {
    case .quantity(let side, _), .quote(let side, _): side
    case .target: nil
    }
  }

  /// The price at which it waits as a limit order; nil for one that trades at any price.
  @inline(__always)
  public var limit: Amount? {
    switch kind {
    case .limit(let limit), .limitMaker(let limit), .stopLimit(_, let limit): limit
    case .market, .stop, .trailingStop: nil
    }
  }

  /// The price at which a stop becomes an order; nil where it moves or there is none.
  @inline(__always)
  var stop: Amount? {
    switch kind {
    case .stop(let stop), .stopLimit(let stop, _): stop
    case .market, .limit, .limitMaker, .trailingStop: nil
    }
  }

  /// Whether it trades at any price as soon as it can.
  @inline(__always)
  var isAtMarket: Bool {
    switch kind {
    case .market: true
    case .limit, .limitMaker, .stopLimit: false
    case .stop, .trailingStop: stance.stage == .takes
    }
  }

  /// Whether it counts as one whose stop is not reached.
  @inline(__always)
  var waitsForStop: Bool {
    switch kind {
    case .stop, .stopLimit, .trailingStop: stance.stage == .sent || stance.stage == .waits
    case .market, .limit, .limitMaker: false
    }
  }

  /// The same order, for what is left of it, as another kind.
  func again(as kind: Kind, atUs timeUs: Int64) -> Order {
    var order = Order(
      id: id, symbol: symbol, intent: intent, kind: kind, timeInForce: timeInForce,
      placedUs: timeUs, effectiveUs: timeUs, exits: exits)
    (order.list, order.rank) = (list, rank)
    (order.isExit, order.isLeg) = (isExit, isLeg)
    return order
  }
}
