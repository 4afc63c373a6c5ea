extension ReportSection {
  /// The account's worth and its falls.
  static func equity(_ facts: ReportFacts) -> ReportSection {
    let curve = facts.metrics.curve
    let series = EquitySeries(curve)
    let note =
      series.points.count < series.markCount
      ? "\(series.points.count) points of \(series.markCount) marks; lows and highs are kept. "
        + "equity.csv holds all."
      : "Marked at the close of each of \(series.markCount) candles."
    return ReportSection(
      id: "equity", title: "Equity and drawdown",
      html: Markup.chart("equity-chart", "Equity in quote", height: 240)
        + Markup.chart(
          "drawdown-chart", "Fall from the highest equity so far, by the candles' lows", 130)
        + Markup.paragraph(note),
      data: series.json(start: curve.startFine, startMs: (curve.startUs ?? 0) / 1000),
      script: PageScript.equity)
  }
}
