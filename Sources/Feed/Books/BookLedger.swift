package import Binance
package import Market

/// What came of one symbol's book: how it stands, what was missing, and how long it was joined.
package struct BookLedger: Sendable {
  package let symbol: SymbolID
  /// The book that includes RPI orders, `@rpiDepth`; the exchange's snapshots are of the other one.
  package let isRPI: Bool
  package private(set) var updateCount = 0
  package private(set) var snapshotCount = 0
  /// Receive times, ns.
  package private(set) var firstNs: Int64?
  package private(set) var lastNs: Int64 = 0
  package private(set) var firstJoinedNs: Int64?
  /// Since when the book is joined, or is not for the reason that it has.
  package private(set) var sinceNs: Int64 = 0
  /// Why it was not joined last, but for the end of its connections.
  package private(set) var lastTrouble: UnjoinedReason?
  /// What the last message brought about, and whether the book is joined since or has another reason not
  /// to be.
  package private(set) var step = BookTracker.Step()
  package private(set) var hasTurned = false

  private var tracker: BookTracker
  /// Of the stretches that are over.
  private var joinedNs: Int64 = 0
  /// When its session ended: from then on nobody was to record it. Nil while one is.
  private var overNs: Int64?

  init(symbol: SymbolID, isRPI: Bool, keepsLevels: Bool) {
    self.symbol = symbol
    self.isRPI = isRPI
    tracker = BookTracker(keepsLevels: keepsLevels)
  }

  /// The book while it is joined.
  package var book: Book? { tracker.book }
  package var isJoined: Bool { tracker.isJoined }
  package var reason: UnjoinedReason? { tracker.reason }
  package var lastUpdateId: Int64 { tracker.lastUpdateId }
  /// How often updates were missing between others on an open connection.
  package var gapCount: Int { tracker.gapCount }
  /// How often because no connection was there.
  package var outageCount: Int { tracker.outageCount }
  /// Whether a snapshot has come, and no change has ever continued one.
  package var hasNeverJoined: Bool {
    updateCount > 0 && snapshotCount > 0 && firstJoinedNs == nil
  }

  /// The part of the time from the first update on in which the book was joined, and known to be: up to the
  /// last update before ids jumped or the connection ended.
  ///
  /// - Parameter ns: when the recording ends. Where the book was lost before, and its session went on, the time
  ///   until then counts, too.
  package func joinedShare(untilNs ns: Int64) -> Double {
    guard let firstNs else { return 0 }
    let endNs = isJoined ? lastNs : max(lastNs, overNs ?? ns)
    guard endNs > firstNs else { return isJoined || joinedNs > 0 ? 1 : 0 }
    let openNs = isJoined ? max(lastNs - max(sinceNs, firstNs), 0) : 0
    return min(Double(joinedNs + openNs) / Double(endNs - firstNs), 1)
  }

  /// Takes in an update or a snapshot; false if its ids contradict each other.
  mutating func take(
    _ depth: Depth, _ levels: [PriceLevel], _ frame: FrameReference, isSnapshot: Bool
  ) -> Bool {
    let (before, seenNs) = (tracker.reason, lastNs)
    if isSnapshot {
      snapshotCount += 1
      step = tracker.take(snapshot: depth, levels)
    } else {
      guard let step = tracker.take(depth, levels, connection: frame.connection) else {
        return false
      }
      self.step = step
      updateCount += 1
      overNs = nil
      firstNs = firstNs ?? frame.receivedNs
      lastNs = max(lastNs, frame.receivedNs)
    }
    note(before, frame.receivedNs, seenNs: seenNs)
    return true
  }

  /// A connection has ended, or all have: nil. Whether the book is the worse for it.
  ///
  /// - Parameter isOver: nobody was to record it from then on.
  mutating func lost(_ connection: UInt32?, receivedNs: Int64, isOver: Bool) -> Bool {
    let before = tracker.reason
    if connection == nil, overNs == nil { overNs = receivedNs }
    guard connection.map({ tracker.lost($0) }) ?? tracker.lostAll() else { return false }
    step = BookTracker.Step()
    if isOver { overNs = overNs ?? receivedNs }
    note(before, receivedNs, seenNs: isOver ? receivedNs : lastNs)
    return true
  }

  /// - Parameter seenNs: up to when nothing was missing.
  private mutating func note(_ before: UnjoinedReason?, _ receivedNs: Int64, seenNs: Int64) {
    hasTurned = tracker.reason != before
    guard hasTurned else { return }
    if before == nil, let firstNs { joinedNs += max(seenNs - max(sinceNs, firstNs), 0) }
    sinceNs = receivedNs
    if let reason, reason != .connectionLost { lastTrouble = reason }
    if isJoined { firstJoinedNs = firstJoinedNs ?? receivedNs }
  }
}

/// Which books a feed builds.
package enum BookFollowing: Sendable {
  case none
  /// Follows the ids of all: whether each is joined, and what is missing.
  case ids
  /// Builds all.
  case levels
}

/// The books of a feed, by the numbers of their symbols.
struct BookTable: Sendable {
  static let kinds = MessageKinds([.depthUpdate, .rpiDepth, .depthSnapshot])

  private(set) var ledgers: [BookLedger] = []
  private let following: BookFollowing
  private var indices: [Int] = []

  init(_ following: BookFollowing) { self.following = following }

  var isEmpty: Bool { ledgers.isEmpty }

  /// Takes in a message of a book.
  ///
  /// - Returns: the ledger's index; nil if the ids contradict each other.
  mutating func take(
    _ entry: MessageBatch.Entry, of symbol: SymbolID, in batch: MessageBatch
  ) -> Int? {
    let index = index(symbol, isRPI: entry.kind == .rpiDepth)
    let depth = batch.depths[Int(entry.index)]
    let isSnapshot = entry.kind == .depthSnapshot
    return ledgers[index].take(depth, batch.levels, entry.frame, isSnapshot: isSnapshot)
      ? index : nil
  }

  /// A connection has ended, or all have: nil. Gives the indices of the books that are the worse for it.
  mutating func lost(_ connection: UInt32?, receivedNs: Int64, isOver: Bool) -> [Int] {
    ledgers.indices.filter {
      ledgers[$0].lost(connection, receivedNs: receivedNs, isOver: isOver)
    }
  }

  private mutating func index(_ symbol: SymbolID, isRPI: Bool) -> Int {
    let slot = Int(symbol.rawValue) * 2 + (isRPI ? 1 : 0)
    while indices.count <= slot { indices.append(-1) }
    if indices[slot] < 0 {
      indices[slot] = ledgers.count
      ledgers.append(
        BookLedger(symbol: symbol, isRPI: isRPI, keepsLevels: following == .levels))
    }
    return indices[slot]
  }
}
