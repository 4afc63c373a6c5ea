extension ReportSection {
  /// The account's worth and its falls.
  static func equity(_ facts: ReportFacts) -> ReportSection {
    let curve = facts.metrics.curve
    let benchmark = facts.metrics.benchmark
    let series = EquitySeries(curve, benchmark)
    let note =
      series.points.count < series.markCount
      ? "\(series.points.count) points of \(series.markCount) marks; lows and highs are kept. "
        + "equity.csv holds all."
      : "Marked at the close of each of \(series.markCount) candles."
    let legend =
      benchmark.map { ": line the account, dashes \($0.name)" } ?? ""
    return ReportSection(
      id: "equity", title: "Equity and drawdown",
      html: Markup.toolbar("")
        + Markup.chart(
          "equity-chart", "Equity in quote\(legend)", height: 280, hasAxis: false)
        + Markup.chart(
          "drawdown-chart", "Fall from the highest equity so far, by the candles' lows",
          height: 130)
        + Markup.paragraph(note),
      data: series.json(
        start: curve.startFine, startMs: (curve.startUs ?? 0) / 1000, benchmark: benchmark?.name),
      script: PageScript.equity)
  }
}
