import Capture
import TestSupport
import Testing

@Suite struct EvenBudgetTests {
  @Test func `some at once, then evenly`() {
    var budget = EvenBudget(countMax: 10, windowNs: 60, atOnceMax: 4)
    let taken = (Int64(0)..<60).flatMap { now in
      (0..<6).filter { _ in budget.take(nowNs: now) }.map { _ in now }
    }
    #expect(taken == [0, 0, 0, 0, 11, 22, 33, 44, 55])
    // After a rest it may be many at once again.
    #expect((0..<6).count { _ in budget.take(nowNs: 1000) } == 4)
  }

  @Test func `never more than the limit within any window`() {
    for seed in UInt64(1)...100 {
      var random = SeededRandom(seed: seed)
      let atOnceMax = Int.random(in: 1...9, using: &random)
      var budget = EvenBudget(countMax: 10, windowNs: 1000, atOnceMax: atOnceMax)
      var taken: [Int64] = []
      var now: Int64 = 0
      for _ in 0..<2000 {
        if budget.take(nowNs: now) { taken.append(now) }
        now += Int64.random(in: 0...300, using: &random)
      }
      for (index, time) in taken.enumerated() where index >= 10 {
        #expect(time - taken[index - 10] >= 1000, "seed \(seed)")
      }
    }
  }
}
