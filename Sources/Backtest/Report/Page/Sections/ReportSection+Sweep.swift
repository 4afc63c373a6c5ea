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
    html += Markup.facts(facts)
    if let map = report.heatMap { html += figure(map) }
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
}
