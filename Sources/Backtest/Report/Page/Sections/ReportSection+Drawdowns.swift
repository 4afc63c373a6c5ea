import Market

extension ReportSection {
  /// The deepest falls; nil where the account never fell.
  static func drawdowns(_ facts: ReportFacts) -> ReportSection? {
    let falls = facts.metrics.drawdowns
    guard !falls.isEmpty else { return nil }
    let startUs = facts.metrics.curve.startUs ?? 0
    let rows = falls.enumerated().map { index, fall in
      let fromUs = fall.peakTimeUs ?? startUs
      return [
        "\(index + 1)", Markup.figure(fall.depth.text, as: .percent),
        facts.link(timeUs: fromUs, toUs: fall.recoveredTimeUs ?? fall.lowTimeUs),
        fall.lowTimeUs.map(facts.cell) ?? none,
        fall.recoveredTimeUs.map(facts.cell) ?? "not yet",
        Markup.figure("\(fall.longestUs)", as: .span),
      ]
    }
    return ReportSection(
      id: "drawdowns", title: "Deepest drawdowns",
      html: Markup.table(
        "Deepest drawdowns, marked at the closes",
        ["No.", "Depth", "Peak", "Low", "Recovered", "Length"], rows))
  }
}
