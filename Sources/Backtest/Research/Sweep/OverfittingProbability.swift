import Glibc

/// How often the best half of history chooses a loser in the other half: the probability of backtest
/// overfitting by combinatorially symmetric cross-validation (Bailey, Borwein, López de Prado and
/// Zhu, 2015).
///
/// The returns are cut into 16 blocks. For each of the 12,870 ways to take 8 of them, the trial with
/// the best Sharpe ratio on these is ranked by its ratio on the other 8. Of equal ratios the first
/// trial is the best; ranks of equals are averaged.
package struct OverfittingProbability: Sendable, Hashable {
  /// The share of the ways in which the best came out in the lower half, the middle included.
  package let probability: Double
  /// Of the ways, the middle one's log odds of the best one's rank: below 0 is bad.
  package let medianLogit: Double
  package let wayCount: Int
  package let trialCount: Int

  /// Does work number by number, in any order or at once, and gives the answers in their order.
  package typealias Share = (_ count: Int, _ work: @Sendable (Int) -> [Double]) -> [[Double]]

  /// One number after the other.
  package static func inTurn(_ count: Int, _ work: @Sendable (Int) -> [Double]) -> [[Double]] {
    (0..<count).map(work)
  }

  private static let blockCount = 16
  private static let halfCount = blockCount / 2
  /// The ways are looked at in so many parts.
  private static let partCount = 16

  /// One row for each trial, equally long, a multiple of 16; nil below two trials. `share` may do
  /// the work on all cores: the answer does not change.
  init?(_ trials: [[Double]], share: Share = inTurn) {
    let length = trials.first?.count ?? 0
    guard trials.count > 1, length > 0, length % Self.blockCount == 0,
      trials.allSatisfy({ $0.count == length })
    else { return nil }
    let blocks = BlockSums(trials, blockCount: Self.blockCount)
    let (trialCount, count) = (trials.count, Double(length / 2))
    // Each way and the one that takes the other blocks look at the same two halves.
    let ways = (0..<(1 << (Self.blockCount - 1))).filter { $0.nonzeroBitCount == Self.halfCount }
    var logits = share(Self.partCount) { part in
      let (from, to) = (ways.count * part, ways.count * (part + 1))
      return Self.logits(
        ways[from / Self.partCount..<to / Self.partCount], blocks, trialCount: trialCount,
        count: count)
    }.flatMap(\.self)
    wayCount = logits.count
    self.trialCount = trialCount
    probability = Double(logits.count { $0 <= 0 }) / Double(logits.count)
    logits.sort()
    medianLogit = Statistics.quantile(0.5, ofSorted: logits) ?? 0
  }

  /// Log odds of the best one's rank: of each way, and of the one that takes the other blocks.
  private static func logits(
    _ ways: ArraySlice<Int>, _ blocks: BlockSums, trialCount: Int, count: Double
  ) -> [Double] {
    var logits: [Double] = []
    func add(inside: [Double], outside: [Double]) {
      let rank = rank(of: best(inside[..<trialCount]), in: outside[..<trialCount])
      let share = rank / Double(trialCount + 1)
      logits.append(log(share / (1 - share)))
    }
    var one = [Double](repeating: 0, count: blocks.roomCount)
    var other = one
    for mask in ways {
      blocks.sharpes(mask, count, &one)
      blocks.sharpes((1 << blockCount) - 1 - mask, count, &other)
      add(inside: one, outside: other)
      add(inside: other, outside: one)
    }
    return logits
  }

  private static func best(_ values: ArraySlice<Double>) -> Int {
    var best = 0
    for index in values.indices where values[index] > values[best] { best = index }
    return best
  }

  /// From 1, the worst, on.
  private static func rank(of index: Int, in values: ArraySlice<Double>) -> Double {
    var (below, equal) = (0, 0)
    let chosen = values[index]
    for value in values {
      below += value < chosen ? 1 : 0
      equal += value == chosen ? 1 : 0
    }
    return Double(below) + Double(equal + 1) / 2
  }
}
