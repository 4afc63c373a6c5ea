import Basics

/// Follows one run of consecutive ids and says which are new, missing, late or doubled.
///
/// Binance numbers the trades of a symbol without a gap (measured: 34,415 of 34,415 steps), so the
/// ids alone show what a recording lacks and what it holds twice.
package struct IdTracker: Sendable {
  /// What an id says about the record that carries it.
  package enum Verdict: Equatable, Sendable {
    /// The first of its run, or one more than the last.
    case next
    /// Beyond the next: the ids between are missing so far.
    case afterGap(missing: ClosedRange<Int64>)
    /// Below the last, and not seen before.
    case late
    /// Seen before.
    case duplicate
  }

  /// Ranges of unseen ids that are remembered; the oldest are given up first.
  package static let gapsMax = 100_000

  /// The highest id seen.
  package private(set) var lastId: Int64?
  /// Unseen ids below `lastId`, ascending; what lies before the first id seen is the first of them.
  private var gaps: [ClosedRange<Int64>] = []

  /// Ranges of unseen ids that are remembered.
  var gapCount: Int { gaps.count }

  package init() {}

  /// Goes on behind an id; what lies before it is nobody's business.
  init(lastId: Int64) { self.lastId = lastId }

  /// Takes in an id. Negative ids are no ids and count as duplicates.
  package mutating func see(_ id: Int64) -> Verdict {
    guard id >= 0 else { return .duplicate }
    guard let last = lastId else {
      if id > 0 { gaps = [0...(id - 1)] }
      lastId = id
      return .next
    }
    if id > last {
      lastId = id
      if id == last + 1 { return .next }
      remember((last + 1)...(id - 1))
      return .afterGap(missing: (last + 1)...(id - 1))
    }
    return fill(id...id) ? .late : .duplicate
  }

  /// Whether any of these ids can still come as late, and not as doubled.
  func misses(anyOf ids: ClosedRange<Int64>) -> Bool {
    let index = gaps.partitionPoint { $0.upperBound >= ids.lowerBound }
    return index < gaps.count && gaps[index].overlaps(ids)
  }

  private mutating func remember(_ gap: ClosedRange<Int64>) {
    gaps.append(gap)
    forgetOldest()
  }

  /// Keeps to the limit: ids of a gap that is forgotten count as duplicates from then on.
  private mutating func forgetOldest() {
    // Half at once: one at a time would move all others each time.
    if gaps.count > Self.gapsMax { gaps.removeFirst(Self.gapsMax / 2) }
  }

  /// Takes ids out of the gap they lie in; false if they do not all lie in one.
  mutating func fill(_ ids: ClosedRange<Int64>) -> Bool {
    let index = gaps.partitionPoint { $0.upperBound >= ids.lowerBound }
    guard index < gaps.count, gaps[index].contains(ids.lowerBound),
      gaps[index].contains(ids.upperBound)
    else { return false }
    let gap = gaps.remove(at: index)
    if ids.upperBound < gap.upperBound {
      gaps.insert((ids.upperBound + 1)...gap.upperBound, at: index)
    }
    if ids.lowerBound > gap.lowerBound {
      gaps.insert(gap.lowerBound...(ids.lowerBound - 1), at: index)
    }
    forgetOldest()
    return true
  }
}
