import Basics

/// The newest trades of a market, as many as fit: what REST can still be asked for.
struct TradeTape: Sendable {
  struct Entry: Sendable {
    var trade: MarketTrade
    /// Trades of one taker order at one price share it.
    var aggregateId: Int64
  }

  /// A ring: trade `id` lies at `id` modulo the capacity, which is a power of two.
  private var ring: [Entry?]
  /// No trade has this id yet.
  private(set) var nextId: Int64
  /// The oldest trade that is still there; `nextId` if there is none.
  private(set) var firstId: Int64

  init(capacity: Int, nextId: Int64) {
    precondition(capacity > 0 && capacity & (capacity - 1) == 0, "no power of two: \(capacity)")
    ring = Array(repeating: nil, count: capacity)
    self.nextId = nextId
    firstId = nextId
  }

  var ids: Range<Int64> { firstId..<nextId }
  var isFull: Bool { nextId - firstId == Int64(ring.count) }
  var last: Entry? { ids.isEmpty ? nil : self[nextId - 1] }

  /// - Parameter id: one of `ids`.
  subscript(id: Int64) -> Entry {
    guard ids.contains(id), let entry = ring[slot(id)] else {
      preconditionFailure("no trade \(id) among \(ids)")
    }
    return entry
  }

  mutating func append(_ trade: MarketTrade, aggregateId: Int64) {
    precondition(trade.id == nextId, "trade \(trade.id) does not follow \(nextId - 1)")
    ring[slot(trade.id)] = Entry(trade: trade, aggregateId: aggregateId)
    nextId += 1
    firstId = max(firstId, nextId - Int64(ring.count))
  }

  /// Puts a trade of the history before all others; false if there is no room.
  mutating func prepend(_ trade: MarketTrade, aggregateId: Int64) -> Bool {
    guard trade.id == firstId - 1, nextId - trade.id <= Int64(ring.count) else { return false }
    ring[slot(trade.id)] = Entry(trade: trade, aggregateId: aggregateId)
    firstId = trade.id
    return true
  }

  /// The kept trades that belong to the same aggregate as one of `ids`.
  func aggregate(of id: Int64) -> Range<Int64> {
    let aggregateId = self[id].aggregateId
    var (first, next) = (id, id + 1)
    while first > firstId, self[first - 1].aggregateId == aggregateId { first -= 1 }
    while next < nextId, self[next].aggregateId == aggregateId { next += 1 }
    return first..<next
  }

  /// The first id whose entry fulfils `isReached`; entries that do follow those that do not.
  func firstId(where isReached: (Entry) -> Bool) -> Int64 {
    ids.partitionPoint { isReached(self[$0]) }
  }

  private func slot(_ id: Int64) -> Int { Int(id) & (ring.count - 1) }
}
