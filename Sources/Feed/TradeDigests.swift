import Market

/// What each of the latest trades of a symbol said, two bytes of it: so that one with the ids of another that
/// came long before can be compared with that one.
///
/// The digests lie in a window, by id. Two contents agree by chance once in 65,535 times.
package struct TradeDigests: Sendable {
  /// Ids whose trades are remembered: 2 MB.
  package static let countMax = 1 << 20
  /// The same beside a recorder, which may follow all symbols there are: 128 KB.
  package static let liveCountMax = 1 << 16
  private static let countMin = 1 << 10

  private let countMax: Int
  /// 0 where nothing is known.
  private var digests: [UInt16] = []
  private var newestId = Int64.min
  /// Ids that may be skipped: each is a write, and trades must have paid for it.
  private var credit = Int64(countMin)

  /// - Parameter countMax: a power of two, of at least 1,024.
  init(countMax: Int = countMax) { self.countMax = countMax }

  mutating func add(_ trade: Trade) {
    let id = trade.firstTradeId
    guard id >= 0, trade.price.units > 0, trade.quantity.units > 0 else { return }
    advance(to: id, past: min(max(0, trade.lastTradeId &- id), Int64(countMax)))
    if let at = index(of: id) { digests[at] = Self.digest(trade) }
  }

  /// Whether the trade that had these ids before said the same; nil where that is not known.
  func agrees(with trade: Trade) -> Bool? {
    guard trade.price.units > 0, trade.quantity.units > 0, let at = index(of: trade.firstTradeId),
      digests[at] != 0
    else { return nil }
    return digests[at] == Self.digest(trade)
  }

  /// Nil for an id that is not remembered.
  private func index(of id: Int64) -> Int? {
    guard id >= 0, id <= newestId, newestId - id < Int64(digests.count) else { return nil }
    return Int(id & Int64(digests.count - 1))
  }

  /// Makes room for an id; what lies between it and the newest one before is not known. The trade has so many more
  /// `ids`, which the next one skips.
  private mutating func advance(to id: Int64, past ids: Int64) {
    if digests.isEmpty { begin(at: id) }
    credit = min(Int64(countMax), credit + 1 + ids)
    guard id > newestId else { return }
    let step = id - newestId
    credit -= step - 1
    guard credit >= 0, step < Int64(countMax) else { return begin(at: id) }
    while digests.count < countMax, step > Int64(digests.count) || holdsOldest(within: step) {
      grow()
    }
    while newestId < id {
      newestId += 1
      digests[Int(newestId & Int64(digests.count - 1))] = 0
    }
  }

  /// Forgets all that was before an id.
  private mutating func begin(at id: Int64) {
    digests = [UInt16](repeating: 0, count: Self.countMin)
    newestId = id
    credit = Int64(Self.countMin)
  }

  /// Whether one of the oldest ids would be forgotten.
  private func holdsOldest(within step: Int64) -> Bool {
    var id = newestId
    while id < newestId + step {
      id += 1
      if digests[Int(id & Int64(digests.count - 1))] != 0 { return true }
    }
    return false
  }

  private mutating func grow() {
    var wider = [UInt16](repeating: 0, count: digests.count * 2)
    var id = max(0, newestId - Int64(digests.count) + 1)
    while id <= newestId {
      wider[Int(id & Int64(wider.count - 1))] = digests[Int(id & Int64(digests.count - 1))]
      id += 1
    }
    digests = wider
  }

  private static func digest(_ trade: Trade) -> UInt16 {
    var hash = mix(0, trade.price.units)
    hash = mix(hash, trade.quantity.units)
    // REST and archives give ms where streams give µs.
    hash = mix(hash, trade.tradeTimeUs / 1000)
    hash = mix(hash, trade.lastTradeId &- trade.firstTradeId)
    return max(1, UInt16(truncatingIfNeeded: hash >> 48))
  }

  @inline(__always)
  private static func mix(_ hash: UInt64, _ part: Int64) -> UInt64 {
    let product = (hash ^ UInt64(bitPattern: part)) &* 0x9e37_79b9_7f4a_7c15
    return product ^ product >> 29
  }
}
