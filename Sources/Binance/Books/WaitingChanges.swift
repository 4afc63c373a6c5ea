import Market

/// A change of a book that is kept, with its levels.
struct BookDelta: Sendable {
  let ids: UpdateIds
  private let levels: [PriceLevel]
  private let bidCount: Int

  init(_ ids: UpdateIds, _ depth: Depth, _ levels: [PriceLevel]) {
    self.ids = ids
    let (bids, asks) = (levels.slice(depth.bids), levels.slice(depth.asks))
    bidCount = bids.count
    self.levels = Array(bids) + asks
  }

  var levelCount: Int { levels.count }

  func apply(to book: inout Book) {
    book.apply(bids: levels[..<bidCount], asks: levels[bidCount...])
  }
}

/// Changes that follow each other and wait for a snapshot.
struct WaitingChanges: Sendable {
  /// Minutes of the busiest symbol. Of more the older half is given up: a snapshot that is asked for now does
  /// not need them.
  static let countMax = 4096
  static let levelsMax = 1 << 17

  private var changes: [BookDelta] = []
  private var levelCount = 0

  /// Adds a change behind the others.
  ///
  /// - Returns: the ids of the first one left, if older ones were given up.
  mutating func add(_ change: BookDelta) -> UpdateIds? {
    changes.append(change)
    levelCount += change.levelCount
    guard changes.count > Self.countMax || levelCount > Self.levelsMax, changes.count > 1 else {
      return nil
    }
    changes.removeFirst(changes.count / 2)
    levelCount = changes.reduce(0) { $0 + $1.levelCount }
    return changes[0].ids
  }

  mutating func addFirst(_ change: BookDelta) {
    changes.insert(change, at: 0)
    levelCount += change.levelCount
  }

  mutating func restart(with change: BookDelta) {
    changes = [change]
    levelCount = change.levelCount
  }

  mutating func removeAll() {
    changes = []
    levelCount = 0
  }

  /// All of them; none waits any more.
  mutating func take() -> [BookDelta] {
    defer { removeAll() }
    return changes
  }
}
