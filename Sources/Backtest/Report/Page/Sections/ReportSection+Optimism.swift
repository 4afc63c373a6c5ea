import Market

extension ReportSection {
  /// Whether the profit hangs on a kind assumption.
  package static func optimism(_ meter: OptimismMeter) -> ReportSection {
    let rows = meter.outcomes.map { outcome in
      [
        Markup.escaped(outcome.name), Markup.figure("\(outcome.finalEquity)", as: .exact),
        Markup.figure("\(outcome.netProfit)", as: .exact, isSigned: true), "\(outcome.fillCount)",
        outcome.netProfit > .zero ? "profit" : "no profit",
      ]
    }
    return ReportSection(
      id: "optimism", title: "Optimism meter",
      html: Markup.paragraph("The same run with one assumption changed: \(meter.text).")
        + Markup.table(
          "Optimism meter", ["Changed", "Final equity", "Net profit", "Fills", "Outcome"],
          texts: ["Changed", "Outcome"], rows))
  }
}
