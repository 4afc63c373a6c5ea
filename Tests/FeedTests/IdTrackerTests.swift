import TestSupport
import Testing

@testable import Feed

struct IdTrackerTests {
  @Test func `consecutive ids`() {
    var tracker = IdTracker()
    #expect((100..<200).allSatisfy { tracker.see($0) == .next })
  }

  @Test func `a gap, its late filling, and duplicates`() {
    var tracker = IdTracker()
    #expect(tracker.see(10) == .next)
    #expect(tracker.see(15) == .afterGap(missing: 11...14))
    #expect(tracker.see(12) == .late)
    #expect(tracker.see(12) == .duplicate)
    #expect(tracker.see(11) == .late)
    #expect(tracker.see(14) == .late)
    #expect(tracker.see(13) == .late)
    #expect(tracker.see(13) == .duplicate)
    #expect(tracker.see(10) == .duplicate)
    #expect(tracker.see(16) == .next)
  }

  @Test func `ids before the first are late once`() {
    var tracker = IdTracker()
    #expect(tracker.see(6) == .next)
    #expect(tracker.see(5) == .late)
    #expect(tracker.see(5) == .duplicate)
    #expect(tracker.see(0) == .late)
    #expect(tracker.see(-1) == .duplicate)
  }

  @Test func `late ids that split gaps without end keep to the limit`() {
    var tracker = IdTracker()
    _ = tracker.see(0)
    _ = tracker.see(1_000_000)
    for id in stride(from: Int64(2), to: 400_000, by: 2) { _ = tracker.see(id) }
    #expect(tracker.gapCount <= IdTracker.gapsMax)
    #expect(tracker.see(1_000_001) == .next)
  }

  @Test func `the ends of the range do not trap`() {
    var tracker = IdTracker()
    #expect(tracker.see(0) == .next)
    #expect(tracker.see(.max) == .afterGap(missing: 1...(.max - 1)))
    #expect(tracker.see(.max - 1) == .late)
    #expect(tracker.see(.max) == .duplicate)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `any order: every id is new exactly once`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var ids = (0..<300).map { Int64($0 / 2) }
    ids.shuffle(using: &random)
    var tracker = IdTracker()
    var seen: Set<Int64> = []
    for id in ids {
      let isNew = tracker.see(id) != .duplicate
      #expect(isNew == seen.insert(id).inserted, "seed \(seed), id \(id)")
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `ranges in any order: every id is seen once`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var ranges: [ClosedRange<Int64>] = []
    var next: Int64 = 5
    for _ in 0..<80 {
      let last = next + Int64.random(in: 0...4, using: &random)
      ranges.append(next...last)
      next = last + Int64.random(in: 1...3, using: &random)
    }
    ranges += ranges.prefix(20)
    ranges.shuffle(using: &random)
    var tracker = IdTracker()
    var seen: Set<ClosedRange<Int64>> = []
    for range in ranges {
      let verdict = tracker.see(range.lowerBound, through: range.upperBound)
      #expect((verdict == .duplicate) == !seen.insert(range).inserted, "seed \(seed)")
      #expect(verdict != .overlapping, "seed \(seed)")
    }
  }

  @Test func `ranges that share ids overlap, once`() {
    var tracker = IdTracker()
    #expect(tracker.see(10, through: 14) == .next)
    #expect(tracker.see(20, through: 24) == .afterGap(missing: 15...19))
    #expect(tracker.see(14, through: 16) == .overlapping)
    #expect(tracker.see(14, through: 16) == .duplicate)
    #expect(tracker.see(17, through: 19) == .late)
    #expect(tracker.see(24, through: 30) == .overlapping)
    #expect(tracker.see(31, through: 31) == .next)
    #expect(tracker.see(5, through: 3) == .duplicate)
    #expect(tracker.see(.max - 1, through: .max) == .afterGap(missing: 32...(.max - 2)))
  }
}
