extension ReportSection {
  /// How the round trips are spread; nil without one.
  static func spread(_ facts: ReportFacts) -> ReportSection? {
    guard !facts.result.roundTrips.isEmpty else { return nil }
    func counts(_ id: String, _ name: String) -> String {
      "<details><summary>\(name) as a table</summary><div class=\"scroll\" tabindex=\"0\""
        + " role=\"region\" aria-label=\"\(name), table\"><table id=\"\(id)-table\"><caption>\(name)</caption>"
        + "<thead><tr><th scope=col>From<th scope=col>Round trips<tbody></table></div></details>\n"
    }
    let html =
      "<div class=\"pair\"><div>"
      + Markup.picture("returns-chart", "Round trips by return", height: 220)
      + counts("returns-chart", "Returns") + "</div><div>"
      + Markup.picture("held-chart", "Round trips by time held", height: 220)
      + counts("held-chart", "Times held") + "</div></div>\n"
      + Markup.picture(
        "excursions-chart",
        "Return of each round trip (upwards) over how far the market went against it (squares, to the"
          + " left) and in its favour (dots, to the right); the table of round trips has the numbers",
        height: 300)
    return ReportSection(
      id: "spread", title: "Distribution of round trips", html: html, script: PageScript.spread)
  }
}
