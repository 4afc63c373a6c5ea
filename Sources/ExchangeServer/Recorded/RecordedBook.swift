import Basics
import Binance
import Market

/// An order book as a recording shows it: from a snapshot and the changes after it, or from frames
/// with the best levels alone.
struct RecordedBook {
  /// The best price first.
  private(set) var bids: [PriceLevel] = []
  private(set) var asks: [PriceLevel] = []
  private(set) var lastUpdateId: Int64 = 0
  private(set) var isKnown = false
  /// Changes that came before a snapshot, which may be older than they are.
  private var waiting: [Change] = []

  private struct Change {
    var first: Int64
    var last: Int64
    var bids: [PriceLevel]
    var asks: [PriceLevel]
  }

  private static let waitingMax = 2000
  private static let levelsMax = 50_000

  mutating func snapshot(_ depth: Depth, _ levels: [PriceLevel]) {
    guard depth.lastUpdateId >= lastUpdateId || !isKnown else { return }
    replace(depth, levels)
    let changes = waiting
    waiting = []
    for change in changes where change.last > lastUpdateId { apply(change) }
  }

  /// The best levels as they are now; nothing is known of those behind.
  mutating func best(_ depth: Depth, _ levels: [PriceLevel]) {
    if hasChanges { return }
    replace(depth, levels)
  }

  private var hasChanges = false

  mutating func change(_ depth: Depth, _ levels: [PriceLevel]) {
    let change = Change(
      first: depth.firstUpdateId, last: depth.lastUpdateId, bids: Self.side(depth.bids, levels),
      asks: Self.side(depth.asks, levels))
    // Ids of futures leap: there `pu` says that a change goes on from the book.
    let isNext = change.first <= lastUpdateId + 1 || depth.previousUpdateId == lastUpdateId
    guard isKnown, hasChanges || isNext else { return wait(change) }
    hasChanges = true
    if change.last > lastUpdateId { apply(change) }
  }

  private mutating func wait(_ change: Change) {
    waiting.append(change)
    if waiting.count > Self.waitingMax { waiting.removeFirst(Self.waitingMax / 2) }
  }

  private mutating func replace(_ depth: Depth, _ levels: [PriceLevel]) {
    bids = Self.side(depth.bids, levels).filter { $0.quantity.units > 0 }
    asks = Self.side(depth.asks, levels).filter { $0.quantity.units > 0 }
    bids.sort { $0.price > $1.price }
    asks.sort { $0.price < $1.price }
    lastUpdateId = depth.lastUpdateId
    isKnown = true
  }

  private mutating func apply(_ change: Change) {
    for level in change.bids { Self.put(level, &bids) { $0.price > $1.price } }
    for level in change.asks { Self.put(level, &asks) { $0.price < $1.price } }
    lastUpdateId = change.last
  }

  private static func side(_ range: Range<Int32>, _ levels: [PriceLevel]) -> [PriceLevel] {
    Array(levels[Int(range.lowerBound)..<Int(range.upperBound)])
  }

  private static func put(
    _ level: PriceLevel, _ side: inout [PriceLevel], isBetter: (PriceLevel, PriceLevel) -> Bool
  ) {
    let index = side.partitionPoint { !isBetter($0, level) }
    let isThere = index < side.count && side[index].price == level.price
    switch (isThere, level.quantity.units > 0) {
    case (true, true): side[index] = level
    case (true, false): side.remove(at: index)
    case (false, true): if side.count < levelsMax { side.insert(level, at: index) }
    case (false, false): break
    }
  }
}
