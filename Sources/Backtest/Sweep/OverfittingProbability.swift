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

  private static let blockCount = 16
  private static let halfCount = blockCount / 2
  private static let masks = 1 << halfCount

  /// One row for each trial, equally long, a multiple of 16; nil below two trials.
  init?(_ trials: [[Double]]) {
    let length = trials.first?.count ?? 0
    guard trials.count > 1, length > 0, length % Self.blockCount == 0,
      trials.allSatisfy({ $0.count == length })
    else { return nil }
    let blocks = BlockSums(trials, blockCount: Self.blockCount)
    let count = Double(length / 2)
    var logits: [Double] = []
    func add(inside: [Double], outside: [Double]) {
      let rank = Self.rank(of: Self.best(inside), in: outside)
      let share = rank / Double(trials.count + 1)
      logits.append(log(share / (1 - share)))
    }
    var one = [Double](repeating: 0, count: trials.count)
    var other = one
    // Each way and the one that takes the other blocks look at the same two halves.
    for mask in 0..<(1 << (Self.blockCount - 1)) where mask.nonzeroBitCount == Self.halfCount {
      blocks.sharpes(mask, count, &one)
      blocks.sharpes((1 << Self.blockCount) - 1 - mask, count, &other)
      add(inside: one, outside: other)
      add(inside: other, outside: one)
    }
    wayCount = logits.count
    trialCount = trials.count
    probability = Double(logits.count { $0 <= 0 }) / Double(logits.count)
    logits.sort()
    medianLogit = Statistics.quantile(0.5, ofSorted: logits) ?? 0
  }

  private static func best(_ values: [Double]) -> Int {
    var best = 0
    for index in values.indices where values[index] > values[best] { best = index }
    return best
  }

  /// From 1, the worst, on.
  private static func rank(of index: Int, in values: [Double]) -> Double {
    var (below, equal) = (0, 0)
    for value in values {
      if value < values[index] { below += 1 } else if value == values[index] { equal += 1 }
    }
    return Double(below) + Double(equal + 1) / 2
  }
}

/// Sums of returns and of their squares for every subset of the first and of the last 8 blocks, so
/// that any 8 of the 16 are two additions away.
private struct BlockSums {
  private let trialCount: Int
  private let halfCount: Int
  /// By half, then by subset, then by trial.
  private var sums: [[Double]] = []
  private var squares: [[Double]] = []

  init(_ trials: [[Double]], blockCount: Int) {
    trialCount = trials.count
    halfCount = blockCount / 2
    let length = trials[0].count / blockCount
    func sums(_ half: Int, _ value: (Double) -> Double) -> [Double] {
      let blocks = (0..<halfCount).map { block in
        trials.map { row in
          let start = (half * halfCount + block) * length
          return row[start..<start + length].reduce(0) { $0 + value($1) }
        }
      }
      var all = [Double](repeating: 0, count: trials.count << halfCount)
      for mask in 1..<(1 << halfCount) {
        let (lowest, rest) = (mask.trailingZeroBitCount, mask & (mask - 1))
        for trial in trials.indices {
          all[mask * trials.count + trial] =
            all[rest * trials.count + trial] + blocks[lowest][trial]
        }
      }
      return all
    }
    for half in 0..<2 {
      self.sums.append(sums(half) { $0 })
      squares.append(sums(half) { $0 * $0 })
    }
  }

  /// Each trial's Sharpe ratio on a set of blocks with `count` returns; 0 where nothing varies.
  func sharpes(_ mask: Int, _ count: Double, _ out: inout [Double]) {
    let low = (mask & ((1 << halfCount) - 1)) * trialCount
    let high = (mask >> halfCount) * trialCount
    let (lowSums, highSums) = (sums[0], sums[1])
    let (lowSquares, highSquares) = (squares[0], squares[1])
    let sumsBelow = lowSums.span.extracting(low..<low + trialCount)
    let sumsAbove = highSums.span.extracting(high..<high + trialCount)
    let squaresBelow = lowSquares.span.extracting(low..<low + trialCount)
    let squaresAbove = highSquares.span.extracting(high..<high + trialCount)
    var out = out.mutableSpan
    for trial in 0..<trialCount {
      let sum = sumsBelow[trial] + sumsAbove[trial]
      let square = squaresBelow[trial] + squaresAbove[trial]
      let variance = (square - sum * sum / count) / (count - 1)
      // What rounding leaves of nothing counts as nothing.
      out[trial] = variance > 1e-15 * square ? sum / count / variance.squareRoot() : 0
    }
  }
}
