/// Why a book is not known to be right.
package enum UnjoinedReason: Equatable, Sendable {
  case noSnapshot
  /// The changes go back to `first` alone, which the snapshot does not reach.
  case snapshotTooOld(snapshot: Int64, first: Int64)
  /// The snapshot is newer than the newest change.
  case awaitsUpdates(snapshot: Int64)
  /// Changes are missing between two ids.
  case idsJumped(from: Int64, to: Int64)
  case connectionLost

  /// For JSON.
  package var name: String {
    switch self {
    case .noSnapshot: "noSnapshot"
    case .snapshotTooOld: "snapshotTooOld"
    case .awaitsUpdates: "awaitsUpdates"
    case .idsJumped: "idsJumped"
    case .connectionLost: "connectionLost"
    }
  }

  package var text: String {
    switch self {
    case .noSnapshot: "no snapshot has come"
    case .snapshotTooOld(let snapshot, let first):
      "the snapshot of \(snapshot) is older than the first update, which begins at \(first)"
    case .awaitsUpdates(let snapshot): "no update has reached the snapshot of \(snapshot) yet"
    case .idsJumped(let from, let to): "update ids jumped from \(from) to \(to)"
    case .connectionLost: "the connection was lost"
    }
  }
}

/// Joins a snapshot and the changes of a book by their ids alone.
///
/// ```
///   changes    ─┤after         run          last├─▶ the next one
///   snapshot            base ▲
/// ```
/// A run of changes that follow each other takes a book to its last id if the book stands within the run.
/// That is Binance's rule for spot (`U` ≤ lastUpdateId + 1 ≤ `u`, then `U` = `u` + 1) and for futures
/// (by `pu`). Levels are absolute, so that a change that overlaps with the one before is no matter. A book whose
/// run was broken goes on without a new snapshot if what was missing comes after all, or if nothing was.
package struct BookJoin: Equatable, Sendable {
  /// What is to be done with a change of the book.
  package enum Use: Equatable, Sendable {
    /// It brings nothing new, or comes too late.
    case passed
    case applied
    /// It waits: behind the others, before them, or instead of them.
    case waitsLast, waitsFirst, waitsAlone
    /// The book is not joined, and nears the changes that wait by it.
    case nears
  }

  package struct Step: Equatable, Sendable {
    package var use = Use.passed
    /// The book has joined: the changes that wait and reach beyond this id are to be applied.
    package var joinedAt: Int64?
    /// The ids between which changes are missing, as this one shows.
    package var gap: (from: Int64, to: Int64)? {
      gapIds.map { ($0.lowerBound, $0.upperBound) }
    }
    /// They were missed because no connection was there.
    package fileprivate(set) var isOutage = false
    fileprivate var gapIds: ClosedRange<Int64>?
  }

  /// Nil: the book is joined.
  package private(set) var reason: UnjoinedReason? = .noSnapshot
  /// How often changes were missing between others, and did not come later.
  package private(set) var gapCount = 0
  /// How often changes were missed while no connection brought any.
  package private(set) var outageCount = 0
  /// Where the book stands.
  private var base: Int64?
  /// Whether it has stood elsewhere before: not a snapshot that never joined.
  private var hasMoved = false
  private var run: Run?
  /// The last id of the run, or of the one before.
  private var newest: Int64?
  private var isAfterLoss = false
  /// The newest gap, as far as nothing has filled it.
  private var gap: (after: Int64, before: Int64)?

  private struct Run: Equatable {
    var after: Int64
    var first: Int64
    var last: Int64

    init(_ ids: UpdateIds) { (after, first, last) = (ids.after, ids.first, ids.last) }
  }

  package init() {}

  package var isJoined: Bool { reason == nil }
  /// The update id at which a joined book stands.
  package var lastUpdateId: Int64 { base ?? -1 }

  package static func == (a: Self, b: Self) -> Bool {
    a.reason == b.reason && a.base == b.base && a.run == b.run && a.gapCount == b.gapCount
  }

  /// A change has come.
  package mutating func see(_ ids: UpdateIds) -> Step {
    var step = Step()
    guard let run else {
      begin(ids, &step)
      return step
    }
    if ids.after > run.last {
      begin(ids, &step)
    } else if ids.last > run.last {
      self.run?.last = ids.last
      newest = ids.last
      if isJoined {
        base = ids.last
        step.use = .applied
      } else {
        step.use = .waitsLast
        step.joinedAt = settle()
      }
    } else {
      takeLate(ids, run, &step)
    }
    return step
  }

  /// A change that follows none before it.
  private mutating func begin(_ ids: UpdateIds, _ step: inout Step) {
    if let newest, ids.after > newest { noteGap(newest, ids, &step) }
    isAfterLoss = false
    run = Run(ids)
    newest = ids.last
    if base == -1 { base = ids.after }
    step.use = .waitsAlone
    step.joinedAt = settle()
  }

  private mutating func noteGap(_ newest: Int64, _ ids: UpdateIds, _ step: inout Step) {
    step.gapIds = newest...max(newest, ids.first)
    if isAfterLoss {
      step.isOutage = true
      outageCount += 1
      gap = nil
    } else {
      gapCount += 1
      gap = (newest, ids.after)
    }
  }

  /// A change of ids before the newest: doubled, or out of order.
  private mutating func takeLate(_ ids: UpdateIds, _ run: Run, _ step: inout Step) {
    narrowGap(ids)
    guard !isJoined else { return }
    if ids.after < run.after, ids.last >= run.after {
      self.run?.after = ids.after
      self.run?.first = ids.first
      step.use = .waitsFirst
      step.joinedAt = settle()
    } else if let base, ids.after <= base, base < ids.last, ids.last < run.after {
      self.base = ids.last
      step.use = .nears
    }
  }

  private mutating func narrowGap(_ ids: UpdateIds) {
    guard var gap else { return }
    if ids.after <= gap.after, ids.last > gap.after { gap.after = ids.last }
    if ids.last >= gap.before, ids.after < gap.before { gap.before = ids.after }
    self.gap = gap
    guard gap.after >= gap.before else { return }
    self.gap = nil
    gapCount -= 1
  }

  /// What a snapshot is good for.
  package enum SnapshotUse: Equatable, Sendable {
    /// The book is joined without it.
    case spare
    /// The book that is there is nearer to joining.
    case tooOld
    /// The book is the snapshot now; with `joinedAt` as in `Step`.
    case taken(joinedAt: Int64?)
  }

  /// A snapshot has come; of -1 it is of a book that was never changed.
  package mutating func see(snapshot id: Int64) -> SnapshotUse {
    guard !isJoined else { return .spare }
    let id = id < 0 ? run?.after ?? -1 : id
    if let base, id <= base, base >= run?.after ?? Int64.min, id < run?.after ?? Int64.max {
      return .tooOld
    }
    base = id
    hasMoved = false
    return .taken(joinedAt: settle())
  }

  /// No connection brings changes of the book any more.
  package mutating func lose() {
    run = nil
    isAfterLoss = true
    if base != nil { reason = .connectionLost }
  }

  /// The changes that wait begin only here: there were too many.
  package mutating func forget(before first: UpdateIds) {
    guard !isJoined, let run, first.after > run.after else { return }
    self.run?.after = first.after
    self.run?.first = first.first
    _ = settle()
  }

  /// Joins if the book stands within the run. Gives where it stood.
  private mutating func settle() -> Int64? {
    guard let base else { return nil }
    guard let run, base <= run.last else {
      reason = .awaitsUpdates(snapshot: base)
      return nil
    }
    guard base >= run.after else {
      reason =
        hasMoved
        ? .idsJumped(from: base, to: run.first)
        : .snapshotTooOld(snapshot: base, first: run.first)
      return nil
    }
    reason = nil
    self.base = run.last
    hasMoved = true
    return base
  }
}
