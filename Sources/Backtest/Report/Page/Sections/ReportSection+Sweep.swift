extension ReportSection {
  /// Cells of a heat map that the page has room for.
  private static let cellsMax = 1000

  /// What a sweep found around the run that the page shows, its best trial. `facts` are what is to be
  /// thought of it, as pairs of texts.
  package static func sweep(
    _ report: SweepReport, facts: [(String, String)]
  ) -> ReportSection {
    var html = Markup.paragraph(
      "This page shows the best of \(report.ranked.count) trials: \(report.best?.label.text ?? "")")
    html += Markup.facts(facts.filter { $0.0 != "run hash" })
    html += Markup.folded("Run hash", Markup.facts(facts.filter { $0.0 == "run hash" }))
    if let map = report.heatMap { html += figure(map) }
    html += spread(report) + slices(report)
    return ReportSection(id: "sweep", title: "Sweep", html: html)
  }

  private static func figure(_ map: HeatMap) -> String {
    guard map.rows.values.count * map.columns.values.count <= cellsMax else {
      return Markup.paragraph("The heat map is too large for this page: see heatmap.svg.")
    }
    let names = "\(map.rows.name) and \(map.columns.name)"
    return
      "<figure><figcaption>Net return by \(Markup.escaped(names)): blue gained, orange lost, the more "
      + "the stronger.</figcaption><div class=\"scroll bare\" tabindex=\"0\" role=\"region\""
      + " aria-label=\"Heat map\">\(map.svg())</div></figure>\n"
  }

  /// How many trials returned how much, the best one's bar marked.
  private static func spread(_ report: SweepReport) -> String {
    guard let spread = TrialSpread(report) else { return "" }
    let rows = spread.bins.map { bin in
      [
        Markup.figure(bin.from.text, as: .percent, isSigned: true),
        Markup.figure(bin.to.text, as: .percent, isSigned: true),
        Markup.figure("\(bin.count)", as: .count),
      ]
    }
    return
      "<figure><figcaption>Trials by net return; the best stands in the outlined bar</figcaption>"
      + "<div class=\"scroll bare\" tabindex=\"0\" role=\"region\" aria-label=\"Trials by return\">"
      + "\(spread.svg())</div></figure>\n"
      + Markup.folded(
        "Trials by return as a table",
        Markup.table("Trials by net return", ["From", "To", "Trials"], rows))
  }

  /// Through the best: one parameter after the other varied, the others as they are in it.
  private static func slices(_ report: SweepReport) -> String {
    guard let best = report.best else { return "" }
    return report.space.axes.filter { $0.values.count > 1 }.map { axis in
      let rows = report.slice(axis, through: best).prefix(ReportPage.rowsMax).map {
        value, trial in
        [
          Markup.escaped(value) + (trial.label == best.label ? " (best)" : ""),
          Markup.figure(trial.netReturn?.text, as: .percent, isSigned: true),
          Markup.figure("\(trial.finalEquity)", as: .money),
          Markup.figure(trial.maxDrawdown?.text, as: .percent),
          Markup.figure("\(trial.fillCount)", as: .count),
        ]
      }
      let name = Markup.escaped(axis.name)
      return "<h3>\(name), the others as in the best</h3>\n"
        + Markup.table(
          "Slice through \(name)",
          [name, "Net return", "Final equity", "Max drawdown", "Fills"], texts: [name], Array(rows))
    }.joined()
  }
}
