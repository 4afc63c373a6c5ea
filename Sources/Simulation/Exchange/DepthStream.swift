/// The state of the streams that show the book at one pace: which levels changed since their last
/// frame.
struct DepthStream: Sendable {
  let slot: MarketStream.Slot
  private var changed: [OrderBook.Change] = []
  /// The update id that the next frame's `U` follows.
  private(set) var sentUpdateId: Int64

  init(_ slot: MarketStream.Slot, book: OrderBook) {
    self.slot = slot
    sentUpdateId = book.updateId
  }

  mutating func note(_ changes: [OrderBook.Change]) { changed.append(contentsOf: changes) }

  /// The levels that changed, each once: bids from the highest price down, asks from the lowest up.
  mutating func take(lastUpdateId: Int64) -> [OrderBook.Change] {
    changed.sort { a, b in
      a.side != b.side ? a.side == .bid : a.key > b.key
    }
    var unique: [OrderBook.Change] = []
    unique.reserveCapacity(changed.count)
    for change in changed where change != unique.last { unique.append(change) }
    changed.removeAll(keepingCapacity: true)
    sentUpdateId = lastUpdateId
    return unique
  }
}
