import Basics

/// Follows one run of consecutive trade ids and says which are new, missing, late or doubled.
///
/// Binance numbers the trades of a symbol without a gap (measured: 34,415 of 34,415 steps), so the
/// ids alone show what a recording lacks and what it holds twice. A record has the ids of all its trades:
/// one, or an aggregate's first to last.
package struct IdTracker: Sendable {
  /// What ids say about the record that carries them.
  package enum Verdict: Equatable, Sendable {
    /// The first of their run, or those behind the last.
    case next
    /// Beyond the next: the ids between are missing so far.
    case afterGap(missing: ClosedRange<Int64>)
    /// Below the last, and not seen before.
    case late
    /// Seen before.
    case duplicate
    /// Some were seen before and some not.
    case overlapping
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

  /// Ids below the last that are known to be unseen, from an earlier reading; false if others are known there.
  mutating func expect(_ ids: ClosedRange<Int64>) -> Bool {
    guard ids.lowerBound >= 0, ids.upperBound < lastId ?? .min else { return false }
    let index = gaps.partitionPoint { $0.upperBound >= ids.lowerBound }
    guard index == gaps.count || gaps[index].lowerBound > ids.upperBound else { return false }
    gaps.insert(ids, at: index)
    forgetOldest()
    return true
  }

  /// The parts of a range that are unseen.
  func unseen(in ids: ClosedRange<Int64>) -> [ClosedRange<Int64>] {
    let first = gaps.partitionPoint { $0.upperBound >= ids.lowerBound }
    return gaps[first...].prefix { $0.lowerBound <= ids.upperBound }.map { $0.clamped(to: ids) }
  }

  /// Takes in an id.
  package mutating func see(_ id: Int64) -> Verdict { see(id, through: id) }

  /// Takes in the ids of a record. Negative ids are no ids and count as duplicates.
  package mutating func see(_ first: Int64, through last: Int64) -> Verdict {
    guard first >= 0, first <= last else { return .duplicate }
    guard let highest = lastId else {
      if first > 0 { gaps = [0...(first - 1)] }
      lastId = last
      return .next
    }
    if first > highest {
      lastId = last
      if first == highest + 1 { return .next }
      remember((highest + 1)...(first - 1))
      return .afterGap(missing: (highest + 1)...(first - 1))
    }
    if fill(first...last) { return .late }
    let isNew = cut(first...last) || last > highest
    lastId = max(highest, last)
    return isNew ? .overlapping : .duplicate
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
    return cut(ids)
  }

  /// Takes ids out of all gaps that they lie in; false if they lie in none.
  private mutating func cut(_ ids: ClosedRange<Int64>) -> Bool {
    let first = gaps.partitionPoint { $0.upperBound >= ids.lowerBound }
    var end = first
    while end < gaps.count, gaps[end].lowerBound <= ids.upperBound { end += 1 }
    guard first < end else { return false }
    var rests: [ClosedRange<Int64>] = []
    if gaps[first].lowerBound < ids.lowerBound {
      rests.append(gaps[first].lowerBound...(ids.lowerBound - 1))
    }
    if gaps[end - 1].upperBound > ids.upperBound {
      rests.append((ids.upperBound + 1)...gaps[end - 1].upperBound)
    }
    gaps.replaceSubrange(first..<end, with: rests)
    forgetOldest()
    return true
  }
}
