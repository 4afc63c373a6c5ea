import Basics
import Market

/// A sweep's result for a terminal.
package struct SweepText {
  private static let shownMax = 10

  package let lines: [String]

  /// `result` is that of a run over the same market.
  package init(_ report: SweepReport, _ result: BacktestResult, strategy: String) {
    var lines = TextTable.pairs([
      ("sweep", "\(strategy): \(Self.count(report))"),
      ("market", result.marketText { isoText(us: $0, decimals: 0) }),
      ("assumptions", result.assumptionsText()),
    ])
    lines.append("")
    lines += TextTable(Self.rows(report)).text.split(separator: "\n").map(String.init)
    if report.ranked.count > Self.shownMax {
      lines.append("… \(report.ranked.count - Self.shownMax) more")
    }
    lines.append("")
    lines += TextTable.pairs(Self.doubts(report))
    self.lines = lines
  }

  private static func count(_ report: SweepReport) -> String {
    let skipped = report.skippedCount > 0 ? ", \(report.skippedCount) combinations skipped" : ""
    return "\(report.ranked.count) trials\(skipped)"
  }

  private static func rows(_ report: SweepReport) -> [[String]] {
    let names = report.space.axes.map(\.name)
    let head = ["trial"] + names + ["final equity", "return", "max drawdown", "fills"]
    return [head]
      + report.ranked.prefix(shownMax).enumerated().map { rank, trial in
        [rank == 0 ? "best" : "\(rank + 1)"]
          + names.map { name in trial.label.settings.first { $0.name == name }?.value ?? "-" }
          + [
            "\(trial.finalEquity)", trial.netReturn?.roundedPercentText ?? "-",
            trial.maxDrawdown?.roundedPercentText ?? "-", "\(trial.fillCount)",
          ]
      }
  }

  /// How far the best can be believed.
  package static func doubts(_ report: SweepReport) -> [(String, String)] {
    var rows: [(String, String)] = []
    if let deflated = report.deflated {
      rows.append(
        (
          "deflated Sharpe",
          "\(percent(deflated.probability)) that the best has skill, after"
            + " \(deflated.trialCount) trials (95 % is convincing)"
        ))
    }
    if let overfitting = report.overfitting {
      rows.append(
        (
          "overfitting",
          "\(percent(overfitting.probability)) of \(overfitting.wayCount) splits: the best of one"
            + " half is in the lower half of the other"
        ))
    }
    if let bootstrap = report.bootstrap {
      rows.append(
        (
          "bootstrap",
          "final equity of the best from \(money(report.equity(bootstrap.low))) to"
            + " \(money(report.equity(bootstrap.high))) with 95 %, a loss with"
            + " \(percent(bootstrap.lossShare))"
        ))
    }
    if let best = report.best { rows.append(("run hash", best.runHash + " (the best alone)")) }
    return rows
  }

  /// How far the best can be believed, in a sentence.
  package static func verdict(_ report: SweepReport) -> String {
    var text = "The best of \(report.ranked.count) trials"
    if let deflated = report.deflated {
      text += "; that it has skill is \(percent(deflated.probability)) likely after so many"
    }
    if let overfitting = report.overfitting {
      text += "; the search is overfitted with \(percent(overfitting.probability))"
    }
    return text + "."
  }

  static func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10) %"
  }

  static func money(_ value: Double) -> String {
    let cents = AmountSum(units: Int128((value * 100).rounded()) * 1_000_000)
    return cents.text(decimals: 2)
  }
}
