package import Market

/// A symbol's book, built from snapshots and changes as they come, and whether it is right.
///
/// It is right as of `lastUpdateId` while it is joined, and never shown as right before. Without levels it
/// follows the ids alone, which costs next to nothing.
package struct BookTracker: Sendable {
  /// What a message has brought about.
  package struct Step: Sendable {
    /// The book is another one.
    package var hasChanged = false
    /// The ids between which changes are missing, as this one shows.
    package var gap: (from: Int64, to: Int64)?
    /// They were missed because no connection was there.
    package var isOutage = false
    /// It was a snapshot.
    package var isSnapshot = false
    /// A snapshot was compared with the joined book.
    package var comparison: SnapshotComparison?

    package init() {}
  }

  /// Connections that are remembered for bringing changes; the recorder has two at most.
  private static let carriersMax = 8

  private let keepsLevels: Bool
  private var join = BookJoin()
  private var waiting = WaitingChanges()
  private var checker = SnapshotChecker()
  private var carriers: [UInt32] = []
  private var tracked = Book()

  package init(keepsLevels: Bool) { self.keepsLevels = keepsLevels }

  /// The book, as far as it is known to be right.
  package var book: Book? { isJoined && keepsLevels ? tracked : nil }
  /// The book as it last was right, as of `lastUpdateId`: while it waits for updates, too, of which none is
  /// known to be missing.
  package var latest: Book? {
    switch reason {
    case nil, .awaitsUpdates, .connectionLost: tracked
    case .noSnapshot, .snapshotTooOld, .idsJumped: nil
    }
  }
  package var isJoined: Bool { join.isJoined }
  /// Why it is not joined; nil if it is.
  package var reason: UnjoinedReason? { join.reason }
  package var lastUpdateId: Int64 { join.lastUpdateId }
  /// How often updates were missing between others, and how often because no connection was there.
  package var gapCount: Int { join.gapCount }
  package var outageCount: Int { join.outageCount }

  /// A change has come. Nil if its ids contradict each other.
  package mutating func take(
    _ depth: Depth, _ levels: [PriceLevel], connection: UInt32
  ) -> Step? {
    guard let ids = UpdateIds(depth) else { return nil }
    note(connection)
    let found = join.see(ids)
    var step = Step()
    (step.gap, step.isOutage) = (found.gap, found.isOutage)
    step.hasChanged = found.use == .applied || found.joinedAt != nil
    guard keepsLevels, found.use != .passed else { return step }
    let change = BookDelta(ids, depth, levels)
    switch found.use {
    case .applied: apply(change)
    case .nears: change.apply(to: &tracked)
    case .waitsAlone: waiting.restart(with: change)
    case .waitsFirst: waiting.addFirst(change)
    case .waitsLast:
      if let first = waiting.add(change) { join.forget(before: first) }
    case .passed: break
    }
    if let id = found.joinedAt { applyWaiting(beyond: id) }
    if isJoined { step.comparison = checker.check(&tracked, at: lastUpdateId) }
    return step
  }

  /// A snapshot has come.
  package mutating func take(snapshot depth: Depth, _ levels: [PriceLevel]) -> Step {
    let use = join.see(snapshot: depth.lastUpdateId)
    var step = Step()
    step.isSnapshot = true
    guard use != .tooOld else { return step }
    let fresh = keepsLevels ? Book(depth, levels) : Book()
    switch use {
    case .tooOld: break
    case .spare:
      guard keepsLevels else { break }
      checker.add(fresh, id: depth.lastUpdateId)
      step.comparison = checker.check(&tracked, at: lastUpdateId)
    case .taken(let joinedAt):
      tracked = fresh
      checker.removeAll()
      step.hasChanged = joinedAt != nil
      if let joinedAt { applyWaiting(beyond: joinedAt) }
    }
    return step
  }

  /// A connection has ended. Whether the book is the worse for it: no other one brings its changes.
  package mutating func lost(_ connection: UInt32) -> Bool {
    guard carriers.contains(connection) else { return false }
    carriers.removeAll { $0 == connection }
    guard carriers.isEmpty else { return false }
    join.lose()
    waiting.removeAll()
    checker.removeAll()
    return true
  }

  /// All connections have ended: another session begins.
  package mutating func lostAll() -> Bool {
    carriers = Array(carriers.prefix(1))
    return carriers.first.map { lost($0) } ?? false
  }

  private mutating func note(_ connection: UInt32) {
    guard !carriers.contains(connection) else { return }
    if carriers.count == Self.carriersMax { carriers.removeFirst() }
    carriers.append(connection)
  }

  private mutating func apply(_ change: BookDelta) {
    change.apply(to: &tracked)
    checker.note(change)
  }

  private mutating func applyWaiting(beyond id: Int64) {
    for change in waiting.take() where change.ids.last > id { apply(change) }
  }
}

extension Book {
  /// A snapshot as it came.
  package init(_ depth: Depth, _ levels: [PriceLevel]) {
    self.init(bids: levels.slice(depth.bids), asks: levels.slice(depth.asks))
  }
}

extension [PriceLevel] {
  /// The levels of a message's side.
  package func slice(_ range: Range<Int32>) -> ArraySlice<PriceLevel> {
    self[Int(range.lowerBound)..<Int(range.upperBound)]
  }
}
