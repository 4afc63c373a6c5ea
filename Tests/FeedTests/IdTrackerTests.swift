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
}
