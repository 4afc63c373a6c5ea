import Market

extension ReportSection {
  /// Each sale with the purchases that it ends.
  static func trips(_ facts: ReportFacts) -> ReportSection {
    let trips = facts.result.roundTrips
    guard !trips.isEmpty else {
      return ReportSection(
        id: "trips", title: "Round trips",
        html: Markup.paragraph("Nothing that was bought was sold."))
    }
    let html = """
      <div class="toolbar" role="group" aria-label="Filter">
      <label>Symbol, reason or tag <input id="trips-words" type="search"></label>
      <label>Result <select id="trips-result"><option value="">all<option>won<option>lost</select></label>
      <label><input id="trips-view" type="checkbox"> Only the time in view</label></div>
      <div class="scroll" tabindex="0" role="region" aria-label="Round trips, table"><table>\
      <caption>Round trips</caption></table></div>
      <div class="toolbar"><button type="button" data-turn="back" aria-label="Page before">←</button>\
      <button type="button" data-turn="on" aria-label="Next page">→</button>\
      <output aria-live="polite"></output></div>

      """
    return ReportSection(
      id: "trips", title: "Round trips",
      html: html
        + rest(
          min(trips.count, ChartLimits.tripsMax), of: trips.count, "round trips", in: "report.json"),
      script: PageScript.trips)
  }

  /// Each fill, by the number that `tool why` asks for.
  static func fills(_ facts: ReportFacts) -> ReportSection {
    let fills = facts.result.fills
    guard !fills.isEmpty else {
      return ReportSection(
        id: "fills", title: "Fills", html: Markup.paragraph("No order was filled."))
    }
    let rows = fills.prefix(fillRowsMax).map { fill in
      [
        "\(fill.number)", facts.link(timeUs: fill.timeUs),
        Markup.escaped(facts.result.name(fill.symbol)), fill.side.rawValue,
        Markup.figure("\(fill.price)", as: .exact), Markup.figure("\(fill.quantity)", as: .exact),
        Markup.figure("\(fill.fee)", as: .exact) + (fill.isFeeInBase ? " base" : " quote"),
        "\(fill.order.rawValue)", fill.reason.rawValue,
        Markup.escaped(facts.result.labels[fill.order]?.tag ?? ""), evidence(fill),
      ]
    }
    return ReportSection(
      id: "fills", title: "Fills",
      html: Markup.table(
        "Fills",
        [
          "No.", "Time", "Symbol", "Side", "Price", "Quantity", "Fee", "Order", "Reason", "Tag",
          "Evidence",
        ], texts: ["Symbol", "Side", "Reason", "Tag", "Evidence"], rows)
        + rest(rows.count, of: fills.count, "fills", in: "fills.ndjson")
        + Markup.paragraph(
          "tool why NUMBER shows the recorded frame, or the row of the CSV, behind a fill."))
  }

  /// The round trips' table holds the others; each row has several figures.
  private static let fillRowsMax = 100

  private static func evidence(_ fill: Fill) -> String {
    switch fill.evidence {
    case .trade(let id): "trade \(id)"
    case .candle(_, 0): "the candle's open"
    case .candle(_, let step): "glide \(step) of the candle"
    }
  }
}
