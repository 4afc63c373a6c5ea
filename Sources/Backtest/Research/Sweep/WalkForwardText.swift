import Basics
import Market

/// A walk forward's result for a terminal.
package struct WalkForwardText {
  private static let shownMax = 40

  package let lines: [String]

  /// `result` is that of a run over the same market.
  package init(_ walk: WalkForward, _ result: BacktestResult, strategy: String) {
    func time(_ ms: Int64) -> String {
      String(isoText(ns: ms * 1_000_000, decimals: 0).dropLast(4))
    }
    var rows = [["test from", "parameters", "in training", "in the test", "equity after", "fills"]]
    for step in walk.steps.prefix(Self.shownMax) {
      rows.append([
        time(step.testFromMs),
        step.chosen.label.parameters.map { "\($0.name)=\($0.value)" }
          .joined(separator: " "),
        step.chosen.netReturn?.roundedPercentText ?? "-",
        step.test.netReturn?.roundedPercentText ?? "-", "\(step.test.finalEquity)",
        "\(step.test.fillCount)",
      ])
    }
    var lines = TextTable.pairs([
      ("walk-forward", "\(strategy): \(walk.steps.count) windows"),
      ("market", result.marketText { isoText(us: $0, decimals: 0) }),
      ("assumptions", result.assumptionsText()),
    ])
    lines += [""] + TextTable(rows).text.split(separator: "\n").map(String.init)
    if walk.steps.count > Self.shownMax {
      lines.append("… \(walk.steps.count - Self.shownMax) more")
    }
    guard let stitched = walk.stitched, let start = stitched.equity.first else {
      self.lines = lines
      return
    }
    var sums = [
      (
        "out of sample",
        "\(stitched.finalEquity) from \(start) (\(stitched.netReturn?.roundedPercentText ?? "-")),"
          + " max drawdown \(stitched.maxDrawdown?.roundedPercentText ?? "-")"
      )
    ]
    if let bootstrap = walk.bootstrap {
      let cash = Double(start.units) / Double(Amount.unitsPerOne)
      sums.append(
        (
          "bootstrap",
          "from \(SweepText.money(bootstrap.low * cash)) to \(SweepText.money(bootstrap.high * cash))"
            + " with 95 %, a loss with \(SweepText.percent(bootstrap.lossShare))"
        ))
    }
    self.lines = lines + [""] + TextTable.pairs(sums)
  }
}
