/// The state of one diff depth stream: which levels changed since its last frame.
struct DepthStream: Sendable {
  /// `depth@100ms` or `depth`.
  let name: String
  let slotUs: Int64
  private var changed: [OrderBook.Change] = []
  /// The update id that the next frame's `U` follows.
  private(set) var sentUpdateId: Int64

  init(_ stream: GeneratedStream, book: OrderBook) {
    self.init(
      name: stream.description, slotUs: stream == .depth100ms ? 100_000 : 1_000_000, book: book)
  }

  init(name: String, slotUs: Int64, book: OrderBook) {
    self.name = name
    self.slotUs = slotUs
    sentUpdateId = book.updateId
  }

  var hasChanges: Bool { !changed.isEmpty }

  mutating func note(_ changes: [OrderBook.Change]) { changed.append(contentsOf: changes) }

  /// The levels that changed, each once: bids from the highest price down, asks from the lowest up.
  mutating func take(
    lastUpdateId: Int64
  ) -> (firstUpdateId: Int64, changed: [OrderBook.Change]) {
    changed.sort { a, b in
      a.side != b.side ? a.side == .bid : a.key > b.key
    }
    var unique: [OrderBook.Change] = []
    unique.reserveCapacity(changed.count)
    for change in changed where change != unique.last { unique.append(change) }
    changed.removeAll(keepingCapacity: true)
    let first = sentUpdateId + 1
    sentUpdateId = lastUpdateId
    return (first, unique)
  }
}
