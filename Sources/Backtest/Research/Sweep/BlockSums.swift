/// Sums of returns and of their squares for every subset of the first and of the last 8 blocks, so
/// that any 8 of the 16 are two additions away.
struct BlockSums: Sendable {
  /// Trials are looked at four at a time. The last four are filled up with trials that never
  /// traded.
  private typealias Four = SIMD4<Double>

  private let fourCount: Int
  private let halfCount: Int
  /// By half, then by subset, then by trial.
  private let sums: [[Four]]
  private let squares: [[Four]]

  /// One row for each trial, all equally long, a multiple of `blockCount`.
  init(_ trials: [[Double]], blockCount: Int) {
    let fourCount = (trials.count + 3) / 4
    let halfCount = blockCount / 2
    let length = trials[0].count / blockCount
    func sums(_ half: Int, _ value: (Double) -> Double) -> [Four] {
      var blocks = [Four](repeating: .zero, count: halfCount * fourCount)
      for (trial, row) in trials.enumerated() {
        for block in 0..<halfCount {
          let start = (half * halfCount + block) * length
          blocks[block * fourCount + trial / 4][trial % 4] =
            row[start..<start + length].reduce(0) { $0 + value($1) }
        }
      }
      var all = [Four](repeating: .zero, count: fourCount << halfCount)
      for mask in 1..<(1 << halfCount) {
        let (lowest, rest) = (mask.trailingZeroBitCount, mask & (mask - 1))
        for four in 0..<fourCount {
          all[mask * fourCount + four] =
            all[rest * fourCount + four] + blocks[lowest * fourCount + four]
        }
      }
      return all
    }
    self.fourCount = fourCount
    self.halfCount = halfCount
    self.sums = (0..<2).map { sums($0) { $0 } }
    squares = (0..<2).map { half in sums(half) { $0 * $0 } }
  }

  /// Numbers that `sharpes` writes: as many as trials, and up to three more.
  var roomCount: Int { fourCount * 4 }

  /// Each trial's Sharpe ratio on a set of blocks with `count` returns; 0 where nothing varies.
  func sharpes(_ mask: Int, _ count: Double, _ out: inout [Double]) {
    let low = (mask & ((1 << halfCount) - 1)) * fourCount
    let high = (mask >> halfCount) * fourCount
    let (lowSums, highSums) = (sums[0], sums[1])
    let (lowSquares, highSquares) = (squares[0], squares[1])
    let sumsBelow = lowSums.span.extracting(low..<low + fourCount)
    let sumsAbove = highSums.span.extracting(high..<high + fourCount)
    let squaresBelow = lowSquares.span.extracting(low..<low + fourCount)
    let squaresAbove = highSquares.span.extracting(high..<high + fourCount)
    var out = out.mutableSpan
    for four in 0..<fourCount {
      let sum = sumsBelow[four] + sumsAbove[four]
      let square = squaresBelow[four] + squaresAbove[four]
      let variance = (square - sum * sum / count) / (count - 1)
      // What rounding leaves of nothing counts as nothing: over an endless deviation stands 0.
      let usable = variance.replacing(with: .infinity, where: .!(variance .> 1e-15 * square))
      let ratio = sum / count / usable.squareRoot()
      for index in 0..<4 { out[four &* 4 &+ index] = ratio[index] }
    }
  }
}
