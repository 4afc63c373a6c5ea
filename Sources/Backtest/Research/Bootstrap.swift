import Basics
import Market

/// How far the final equity could have come out otherwise, had the same stretches of returns come in
/// another order and number: a circular block bootstrap (Politis and Romano, 1992).
///
/// Blocks keep what neighbouring returns have to do with each other. The same seed gives the same
/// answer on every machine.
package struct Bootstrap: Sendable, Hashable {
  /// Multiples of the cash at the start: below `low` came 2.5 % of the resamples, above `high` 2.5 %.
  package let low: Double
  package let median: Double
  package let high: Double
  /// Share of the resamples that ended below the cash at the start.
  package let lossShare: Double
  package let sampleCount: Int
  package let blockLength: Int
  package let seed: UInt64

  package static let sampleCount = 2000

  /// Nil below eight returns.
  init?(_ returns: [Double], seed: UInt64 = 1, sampleCount: Int = Bootstrap.sampleCount) {
    guard returns.count >= 8 else { return nil }
    var random = SplitMix64(seed: seed)
    let count = returns.count
    // The fourth root of the length estimates a distribution best (Hall, Horowitz, Jing 1995).
    let blockLength = max(2, Int(Double(count).squareRoot().squareRoot().rounded(.up)))
    let growth = returns.map { 1 + $0 }
    var ends: [Double] = []
    for _ in 0..<sampleCount {
      var worth = 1.0
      var left = count
      while left > 0 {
        var at = random.below(count)
        for _ in 0..<min(left, blockLength) {
          worth *= growth[at]
          at = at + 1 == count ? 0 : at + 1
        }
        left -= blockLength
      }
      ends.append(worth)
    }
    lossShare = Double(ends.count { $0 < 1 }) / Double(sampleCount)
    ends.sort()
    low = Statistics.quantile(0.025, ofSorted: ends) ?? 0
    median = Statistics.quantile(0.5, ofSorted: ends) ?? 0
    high = Statistics.quantile(0.975, ofSorted: ends) ?? 0
    self.sampleCount = sampleCount
    self.blockLength = blockLength
    self.seed = seed
  }
}

extension SplitMix64 {
  /// A number from 0 to below `count`: the high half of a product, which is uneven by less than
  /// `count` ÷ 2⁶⁴.
  fileprivate mutating func below(_ count: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }
}
