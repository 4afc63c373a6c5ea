import Binance
import Market
import TestSupport

/// An exchange's true book as a plain dictionary of levels, and a wire that loses, doubles, reorders and
/// delays what it says.
struct BookTrial {
  /// What is true at an update id: quantities by price.
  struct Truth: Equatable {
    var bids: [Int64: Int64] = [:]
    var asks: [Int64: Int64] = [:]
  }

  /// In thousandths.
  struct Faults {
    var lost = 0
    var doubled = 0
    var delayed = 0
    var disconnects = 0
    var isRedundant = false
    static let none = Faults()
  }

  private struct Message {
    var depth: Depth
    var levels: [PriceLevel]
    var isSnapshot = false
    var connection: UInt32 = 1
    var dueTick: Int
  }

  private static let snapshotLevels = 12
  private let hasLeaps: Bool
  private var random: SeededRandom
  private var faults: Faults
  private var truth = Truth()
  private var truths: [Int64: Truth] = [:]
  private var id: Int64 = 1000
  private var sentId: Int64 = 1000
  private var changedBids: Set<Int64> = []
  private var changedAsks: Set<Int64> = []
  private var wire: [Message] = []
  private var tick = 0
  private var connections: [UInt32] = [1]
  private var snapshotIsAsked = false
  private(set) var tracker = BookTracker(keepsLevels: true)
  private(set) var joinedTicks = 0
  private(set) var comparisons: [SnapshotComparison] = []
  /// What was claimed and is not so.
  private(set) var lies: [String] = []

  init(seed: UInt64, hasLeaps: Bool, _ faults: Faults) {
    random = SeededRandom(seed: seed)
    self.hasLeaps = hasLeaps
    self.faults = faults
    for price in 0..<40 {
      truth.bids[900 - Int64(price)] = 5
      truth.asks[1000 + Int64(price)] = 5
    }
    truths[id] = truth
  }

  mutating func run(ticks: Int) {
    for _ in 0..<ticks {
      tick += 1
      for _ in 0..<Int.random(in: 0...4, using: &random) { change() }
      breakConnections()
      sendDiff()
      askSnapshot()
      deliver()
      if tracker.isJoined { joinedTicks += 1 }
    }
  }

  /// From now on the wire is as it should be.
  mutating func heal() { faults = .none }

  private mutating func hits(_ thousandths: Int) -> Bool {
    Int.random(in: 0..<1000, using: &random) < thousandths
  }

  private mutating func change() {
    id += hasLeaps ? Int64.random(in: 1...30, using: &random) : 1
    let offset = Int64.random(in: 0..<45, using: &random)
    let quantity = Int64.random(in: 0...4, using: &random)
    if Bool.random(using: &random) {
      truth.bids[900 - offset] = quantity == 0 ? nil : quantity
      changedBids.insert(900 - offset)
    } else {
      truth.asks[1000 + offset] = quantity == 0 ? nil : quantity
      changedAsks.insert(1000 + offset)
    }
    truths[id] = truth
  }

  private mutating func breakConnections() {
    guard hits(faults.disconnects) else { return }
    for connection in connections { _ = tracker.lost(connection) }
    let first = (connections.max() ?? 0) + 1
    connections = faults.isRedundant ? [first, first + 1] : [first]
    // What was under way on them is gone.
    wire.removeAll { !$0.isSnapshot }
  }

  private mutating func sendDiff() {
    guard id > sentId else { return }
    let bids = changedBids.sorted().map { level($0, truth.bids[$0] ?? 0) }
    let asks = changedAsks.sorted().map { level($0, truth.asks[$0] ?? 0) }
    let first = hasLeaps ? sentId + Int64.random(in: 1...(id - sentId), using: &random) : sentId + 1
    let depth = depth((first, id, hasLeaps ? sentId : -1), bids: bids.count, asks: asks.count)
    (changedBids, changedAsks, sentId) = ([], [], id)
    for connection in connections {
      var message = Message(depth: depth, levels: bids + asks, dueTick: tick)
      message.connection = connection
      if hits(faults.lost) { continue }
      if hits(faults.delayed) { message.dueTick += Int.random(in: 1...6, using: &random) }
      wire.append(message)
      guard hits(faults.doubled) else { continue }
      message.dueTick += Int.random(in: 0...8, using: &random)
      wire.append(message)
    }
  }

  /// As a recorder does: again until one joins, and once in a while.
  private mutating func askSnapshot() {
    guard !snapshotIsAsked, !tracker.isJoined ? tick % 5 == 0 : tick % 41 == 0 else { return }
    snapshotIsAsked = true
    let bids = truth.bids.sorted { $0.key > $1.key }.prefix(Self.snapshotLevels)
    let asks = truth.asks.sorted { $0.key < $1.key }.prefix(Self.snapshotLevels)
    var message = Message(
      depth: depth((-1, id, -1), bids: bids.count, asks: asks.count),
      levels: (bids + asks).map { level($0.key, $0.value) }, dueTick: tick)
    message.isSnapshot = true
    message.dueTick += Int.random(in: 0...9, using: &random)
    wire.append(message)
  }

  private mutating func deliver() {
    let due = wire.filter { $0.dueTick <= tick }
    wire.removeAll { $0.dueTick <= tick }
    for message in due {
      if message.isSnapshot {
        snapshotIsAsked = false
        let step = tracker.take(snapshot: message.depth, message.levels)
        if let comparison = step.comparison { comparisons.append(comparison) }
      } else {
        let step = tracker.take(message.depth, message.levels, connection: message.connection)
        if let comparison = step?.comparison { comparisons.append(comparison) }
      }
      check()
    }
  }

  private mutating func check() {
    guard let book = tracker.book else { return }
    guard let truth = truths[tracker.lastUpdateId] else {
      return lies.append("tick \(tick): no book ever stood at \(tracker.lastUpdateId)")
    }
    check(book.bids, truth.bids)
    check(book.asks, truth.asks)
  }

  /// All that the book reaches, and whatever it says of what lies behind.
  private mutating func check(_ levels: BookLevels, _ truth: [Int64: Int64]) {
    for level in levels where truth[level.price.units] != level.quantity.units {
      lies.append("tick \(tick): \(level) and not \(truth[level.price.units] ?? 0)")
    }
    guard let reach = levels.reach?.units else { return }
    let reached = truth.keys.filter { levels.isBid ? $0 >= reach : $0 <= reach }
    for price in reached where levels.quantity(at: Amount(units: price)) == .zero {
      lies.append("tick \(tick): nothing at \(price)")
    }
    let order = levels.map(\.price)
    if order != order.sorted(by: { levels.isBid ? $0 > $1 : $0 < $1 }) {
      lies.append("tick \(tick): out of order")
    }
  }

  private func level(_ price: Int64, _ quantity: Int64) -> PriceLevel {
    PriceLevel(price: Amount(units: price), quantity: Amount(units: quantity))
  }

  private func depth(
    _ ids: (first: Int64, last: Int64, previous: Int64), bids: Int, asks: Int
  ) -> Depth {
    Depth(
      symbol: SymbolID(rawValue: 0), decimals: Decimals(price: 0, quantity: 0),
      firstUpdateId: ids.first, lastUpdateId: ids.last, previousUpdateId: ids.previous,
      transactionTimeUs: -1, bids: 0..<Int32(bids), asks: Int32(bids)..<Int32(bids + asks))
  }
}
