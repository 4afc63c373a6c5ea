import Basics
import Market

/// What the trials of a sweep, those of earlier runs on the same ledger included, come to together.
package struct SweepReport: Sendable {
  package let space: SweepSpace
  /// The best first; of equals, the one that was tried first.
  package let ranked: [SweepTrial]
  /// Combinations whose values do not go together.
  package let skippedCount: Int
  package let deflated: DeflatedSharpe?
  package let overfitting: OverfittingProbability?
  package let bootstrap: Bootstrap?
  package let heatMap: HeatMap?

  /// `trials` are all that the ledger holds, since all of them were tries. `share` may do work on all
  /// cores.
  package init(
    _ space: SweepSpace, _ trials: [SweepTrial], skippedCount: Int,
    share: OverfittingProbability.Share = OverfittingProbability.inTurn
  ) {
    self.space = space
    self.skippedCount = skippedCount
    ranked = Self.ranked(trials)
    let returns = trials.map(\.returns)
    let sharpes = returns.map { DeflatedSharpe.sharpe($0) }
    deflated = ranked.first.flatMap { DeflatedSharpe($0.returns, among: sharpes) }
    overfitting = OverfittingProbability(returns, share: share)
    bootstrap = ranked.first.flatMap { Bootstrap($0.returns) }
    heatMap = HeatMap(space, ranked)
  }

  /// The best final equity first; of equals, the one that was tried first.
  package static func ranked(_ trials: [SweepTrial]) -> [SweepTrial] {
    trials.indices.sorted { a, b in
      let (first, second) = (trials[a].finalEquity, trials[b].finalEquity)
      return first != second ? first > second : a < b
    }.map { trials[$0] }
  }

  package var best: SweepTrial? { ranked.first }

  /// What the figures mean, in the order of the JSON's keys.
  package static let definitions: [(key: String, meaning: String)] = [
    ("trials", "every trial in the ledger, the best final equity first"),
    ("sliceEquity", "the account's worth at the start and at the end of each slice of the market"),
    ("skipped", "combinations whose values do not go together, such as fast >= slow"),
    (
      "deflatedSharpe",
      "probability that the best trial's true Sharpe ratio is above 0 after so many trials (Bailey"
        + " and Lopez de Prado 2014), on slice returns, all trials in the ledger counted"
    ),
    (
      "overfitting",
      "probability of backtest overfitting: CSCV with 16 blocks, share of the 12,870 splits in which"
        + " the trial with the best Sharpe ratio on one half is not above the middle on the other"
    ),
    (
      "bootstrap",
      "final equity of the best trial over resamples of its slice returns, circular blocks, seeded;"
        + " low and high enclose 95 %"
    ),
    ("runHash", "what tool backtest prints for the trial's parameters alone"),
  ]

  /// Money in quote.
  package func equity(_ multiple: Double) -> Double {
    multiple * Double(best?.equity.first?.units ?? 0) / Double(Amount.unitsPerOne)
  }

  package func json(sliceEquity: Bool = false) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.number("trialCount", ranked.count)
      writer.number("skipped", skippedCount)
      writer.object("deflatedSharpe", deflated) { deflated, writer in
        writer.double("probability", deflated.probability)
        writer.double("sharpePerSlice", deflated.sharpe)
        writer.double("expectedByLuck", deflated.expectedByLuck)
      }
      writer.object("overfitting", overfitting) { overfitting, writer in
        writer.double("probability", overfitting.probability)
        writer.double("medianLogit", overfitting.medianLogit)
        writer.number("splits", overfitting.wayCount)
      }
      writer.object("bootstrap", bootstrap) { bootstrap, writer in
        writer.double("low", equity(bootstrap.low))
        writer.double("median", equity(bootstrap.median))
        writer.double("high", equity(bootstrap.high))
        writer.double("lossShare", bootstrap.lossShare)
        writer.number("resamples", bootstrap.sampleCount)
        writer.number("blockLength", bootstrap.blockLength)
        writer.number("seed", bootstrap.seed)
      }
      heatMap?.write(&writer)
      writer.array("trials") { writer in
        for trial in ranked { writer.object { trial.write(&$0, sliceEquity: sliceEquity) } }
      }
      writer.object("definitions") { writer in
        for (key, meaning) in Self.definitions { writer.string(key, meaning) }
      }
    }
    return writer.text
  }
}

extension SweepTrial {
  func write(_ writer: inout JSONWriter, sliceEquity: Bool) {
    writer.string("strategy", label.name)
    writer.object("parameters") { writer in
      for setting in label.settings { writer.string(setting.name, setting.value) }
    }
    writer.number("finalEquity", finalEquity)
    writer.number("netReturn", netReturn?.text)
    writer.number("maxDrawdown", maxDrawdown?.text)
    writer.number("fills", fillCount)
    writer.number("roundTrips", roundTripCount)
    writer.number("rejections", rejectedCount)
    if sliceEquity {
      // As texts, so that no reader makes doubles of them.
      writer.array("sliceEquity") { writer in
        for worth in equity { writer.string(nil, worth.description) }
      }
    }
    writer.string("runHash", runHash)
  }

  /// A line of a ledger.
  package var ledgerLine: String {
    var writer = JSONWriter()
    writer.object { write(&$0, sliceEquity: true) }
    return writer.text
  }
}

extension JSONWriter {
  /// A statistic to 12 digits; null where there is none.
  mutating func double(_ key: String, _ value: Double) {
    number(key, DecimalNumber.text(value, digits: 12))
  }

  /// An object, or null where there is none.
  mutating func object<Value>(
    _ key: String, _ value: Value?, _ body: (Value, inout JSONWriter) -> Void
  ) {
    guard let value else { return number(key, String?.none) }
    object(key) { body(value, &$0) }
  }
}
