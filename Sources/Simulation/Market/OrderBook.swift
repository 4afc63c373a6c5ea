/// The generated order book: both sides, the update id, and what changed since someone last asked.
struct OrderBook: Sendable {
  enum Side: Sendable { case bid, ask }

  struct Change: Sendable, Equatable {
    var side: Side
    var key: Int64
  }

  private(set) var bids = BookSide()
  private(set) var asks = BookSide()
  /// Grows by one with every change of a level: the `u` of the streams.
  private(set) var updateId: Int64
  /// The levels set since the last `removeAll`, in the order of their update ids.
  var changes: [Change] = []

  init(updateId: Int64) { self.updateId = updateId }

  var bestBidTicks: Int64 { bids.best.key }
  var bestAskTicks: Int64 { -asks.best.key }

  /// The levels of a side, the best last.
  func levels(_ side: Side) -> [BookLevel] { side == .bid ? bids.levels : asks.levels }

  func best(_ side: Side) -> BookLevel { side == .bid ? bids.best : asks.best }

  func count(_ side: Side) -> Int { side == .bid ? bids.levels.count : asks.levels.count }

  func level(_ side: Side, at index: Int) -> BookLevel {
    side == .bid ? bids.levels[index] : asks.levels[index]
  }

  func steps(_ side: Side, at key: Int64) -> Int64 {
    side == .bid ? bids.steps(at: key) : asks.steps(at: key)
  }

  /// Sets the absolute quantity at a price; 0 removes the level.
  mutating func set(_ side: Side, key: Int64, steps: Int64) {
    switch side {
    case .bid: bids.set(key, steps: steps)
    case .ask: asks.set(key, steps: steps)
    }
    updateId += 1
    changes.append(Change(side: side, key: key))
  }

  static func key(_ side: Side, ticks: Int64) -> Int64 { side == .bid ? ticks : -ticks }
  static func ticks(_ side: Side, key: Int64) -> Int64 { side == .bid ? key : -key }
}

extension OrderBook.Side {
  var opposite: OrderBook.Side { self == .bid ? .ask : .bid }
}
