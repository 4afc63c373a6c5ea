package import Market

/// A snapshot beside the book that was joined before it came.
package struct SnapshotComparison: Equatable, Sendable {
  /// The snapshot's id.
  package let id: Int64
  /// The first level, from the best on, that is not the same. `quantity` is the book's.
  package let difference: BookDifference?
}

/// Compares later snapshots with a joined book, and takes over the levels that the book did not reach.
///
/// A snapshot is of any id, and a book stands where a change ends. So the snapshot is taken to the book's
/// id by the changes since; then all that both reach must be the same.
struct SnapshotChecker: Sendable {
  /// Seconds of the busiest symbol; an answer takes less.
  private static let changesMax = 256
  private static let levelsMax = 1 << 15

  private var changes: [BookDelta] = []
  private var levelCount = 0
  private var snapshot: (book: Book, id: Int64)?

  mutating func removeAll() { self = SnapshotChecker() }

  /// A change was applied to the book.
  mutating func note(_ change: BookDelta) {
    changes.append(change)
    levelCount += change.levelCount
    guard changes.count > Self.changesMax || levelCount > Self.levelsMax else { return }
    changes.removeFirst((changes.count + 1) / 2)
    levelCount = changes.reduce(0) { $0 + $1.levelCount }
  }

  mutating func add(_ book: Book, id: Int64) {
    // A book that was never changed has no id to be compared at.
    if id >= 0 { snapshot = (book, id) }
  }

  /// Compares the snapshot, if there is one and the book has reached it.
  mutating func check(_ book: inout Book, at id: Int64) -> SnapshotComparison? {
    guard let (snapshotBook, snapshotId) = snapshot, snapshotId <= id else { return nil }
    snapshot = nil
    guard snapshotId == id || changes.first.map({ $0.ids.after <= snapshotId }) ?? false else {
      return nil
    }
    var fresh = snapshotBook
    for change in changes where change.ids.last > snapshotId { change.apply(to: &fresh) }
    let difference = book.difference(from: fresh)
    book.refresh(with: fresh)
    return SnapshotComparison(id: snapshotId, difference: difference)
  }
}
