import Foundation
import Market
import TestSupport
import Testing

@testable import Backtest

/// What is to be thought of the best of many trials, against `Golden/sweep.py`.
struct SweepStatisticsTests {
  private struct Golden: Decodable {
    let best: Int
    let sharpe, expectedByLuck, deflated, overfitting, medianLogit: Double
    let splits, blockLength: Int
    let low, median, high, lossShare: Double
    /// In hundredths, trial by trial, slice by slice.
    let equity: [[Int64]]
  }

  private let golden: Golden
  private let returns: [[Double]]

  init() throws {
    let path = PackageRoot.path + "/Tests/BacktestTests/Golden/sweep.json"
    golden = try JSONDecoder().decode(
      Golden.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    returns = golden.equity.map { Self.trial($0).returns }
  }

  static func trial(_ hundredths: [Int64]) -> SweepTrial {
    SweepTrial(
      label: StrategyLabel(name: "t"),
      equity: hundredths.map { AmountSum(units: Int128($0) * 1_000_000) }, fillCount: 0,
      roundTripCount: 0, rejectedCount: 0, maxDrawdown: nil, runHash: "")
  }

  private func near(_ found: Double?, _ expected: Double, _ name: String) {
    let found = found ?? .nan
    #expect(abs(found - expected) < 1e-10, "\(name): found \(found), expected \(expected)")
  }

  @Test func `The deflated Sharpe ratio is Python's`() throws {
    let sharpes = returns.map { DeflatedSharpe.sharpe($0) }
    let found = try #require(DeflatedSharpe(returns[golden.best], among: sharpes))
    near(found.sharpe, golden.sharpe, "Sharpe")
    near(found.expectedByLuck, golden.expectedByLuck, "luck")
    near(found.probability, golden.deflated, "probability")
    #expect(found.trialCount == golden.equity.count)
  }

  @Test
  func `The probability of overfitting is Python's, ties and a trial without trades included`()
    throws
  {
    let found = try #require(OverfittingProbability(returns))
    #expect(found.wayCount == golden.splits)
    near(found.probability, golden.overfitting, "probability")
    near(found.medianLogit, golden.medianLogit, "logit")
  }

  @Test func `Parts of the ways may be done in any order`() {
    let found = OverfittingProbability(returns) { count, work in
      (0..<count).reversed().map(work).reversed()
    }
    #expect(found == OverfittingProbability(returns))
  }

  /// All twelve are Python's; here the last four trials looked at together are not complete.
  @Test(arguments: [1, 2, 5, 7])
  func `A trial's ratio does not depend on how many others there are`(_ count: Int) {
    func sharpes(_ trials: [[Double]], _ mask: Int) -> ArraySlice<Double> {
      let sums = BlockSums(trials, blockCount: 16)
      var out = [Double](repeating: .nan, count: sums.roomCount)
      sums.sharpes(mask, Double(trials[0].count / 2), &out)
      return out[..<count]
    }
    for mask in [0x00ff, 0xff00, 0x5a5a, 0x0ff0] {
      let found = sharpes(Array(returns.prefix(count)), mask)
      #expect(found == sharpes(returns, mask))
      #expect(found.contains { $0 != 0 })
    }
  }

  @Test func `The bootstrap is Python's with the same random numbers`() throws {
    let found = try #require(Bootstrap(returns[golden.best]))
    #expect(found.blockLength == golden.blockLength)
    near(found.low, golden.low, "low")
    near(found.median, golden.median, "median")
    near(found.high, golden.high, "high")
    near(found.lossShare, golden.lossShare, "losses")
    #expect(Bootstrap(returns[0], seed: 2) != Bootstrap(returns[0], seed: 3))
  }

  @Test func `Where there is nothing to judge there is no answer`() {
    #expect(OverfittingProbability([returns[0]]) == nil)
    #expect(OverfittingProbability([[], []]) == nil)
    #expect(OverfittingProbability([returns[0], Array(returns[1].dropLast())]) == nil)
    #expect(DeflatedSharpe(returns[0], among: [0.1]) == nil)
    #expect(DeflatedSharpe([0, 0, 0, 0], among: [0.1, 0.2]) == nil)
    #expect(Bootstrap([0.1]) == nil)
    #expect(Self.trial([100, 0, 0]).returns == [-1, 0])
  }
}
