import Glibc

/// How likely the best of many trials has a true Sharpe ratio above 0 after all the trying: Bailey
/// and López de Prado, "The Deflated Sharpe Ratio" (2014).
package struct DeflatedSharpe: Sendable, Hashable {
  /// Of the trial, per slice: mean ÷ deviation (n − 1), not made yearly.
  package let sharpe: Double
  /// What the best of as many trials without any skill is expected to show.
  package let expectedByLuck: Double
  /// From 0 to 1; above 0.95 is what the authors ask for.
  package let probability: Double
  package let trialCount: Int

  private static let eulerGamma = 0.577_215_664_901_532_9

  /// `returns` are the chosen trial's, `sharpes` those of every trial that was made, the chosen one
  /// included; nil where there are fewer than two trials or three returns, or nothing varies.
  init?(_ returns: [Double], among sharpes: [Double]) {
    guard returns.count > 2, let spread = Statistics.deviation(sharpes),
      let mean = Statistics.mean(returns), let deviation = Statistics.deviation(returns),
      deviation > 0, let moments = Statistics.moments(returns)
    else { return nil }
    let count = Double(sharpes.count)
    let luck =
      (1 - Self.eulerGamma) * Statistics.normalQuantile(1 - 1 / count)
      + Self.eulerGamma * Statistics.normalQuantile(1 - 1 / (count * M_E))
    sharpe = mean / deviation
    expectedByLuck = spread * luck
    trialCount = sharpes.count
    let variance = 1 - moments.skewness * sharpe + (moments.kurtosis - 1) / 4 * sharpe * sharpe
    guard variance > 0 else { return nil }
    let score = (sharpe - expectedByLuck) * Double(returns.count - 1).squareRoot()
    probability = Statistics.normal(below: score / variance.squareRoot())
  }

  /// Mean ÷ deviation of a trial's returns; 0 where nothing varies, as for one that never traded.
  static func sharpe(_ returns: [Double]) -> Double {
    guard let mean = Statistics.mean(returns), let deviation = Statistics.deviation(returns),
      deviation > 0
    else { return 0 }
    return mean / deviation
  }
}
