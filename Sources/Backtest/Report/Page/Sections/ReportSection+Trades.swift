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
    let rows = trips.prefix(ReportPage.rowsMax).map { trip in
      [
        Markup.escaped(facts.result.name(trip.symbol)), facts.link(timeUs: trip.entryTimeUs),
        facts.link(timeUs: trip.exitTimeUs), "\(trip.quantity)", "\(trip.entryPrice)",
        "\(trip.exitPrice)", signed(trip.profit.units, "\(trip.profit)"),
      ]
    }
    return ReportSection(
      id: "trips", title: "Round trips",
      html: Markup.table(
        "Round trips", ["Symbol", "Bought", "Sold", "Quantity", "Entry", "Exit", "Profit"],
        texts: ["Symbol"], rows)
        + rest(rows.count, of: trips.count, "round trips", in: "report.json"))
  }

  /// Each fill, by the number that `tool why` asks for.
  static func fills(_ facts: ReportFacts) -> ReportSection {
    let fills = facts.result.fills
    guard !fills.isEmpty else {
      return ReportSection(
        id: "fills", title: "Fills", html: Markup.paragraph("No order was filled."))
    }
    let rows = fills.prefix(ReportPage.rowsMax).map { fill in
      [
        "\(fill.number)", facts.link(timeUs: fill.timeUs),
        Markup.escaped(facts.result.name(fill.symbol)), fill.side.rawValue, "\(fill.price)",
        "\(fill.quantity)", "\(fill.fee) \(fill.isFeeInBase ? "base" : "quote")",
        "\(fill.order.rawValue)", evidence(fill),
      ]
    }
    return ReportSection(
      id: "fills", title: "Fills",
      html: Markup.table(
        "Fills",
        ["No.", "Time", "Symbol", "Side", "Price", "Quantity", "Fee", "Order", "Evidence"],
        texts: ["Symbol", "Side", "Evidence"], rows)
        + rest(rows.count, of: fills.count, "fills", in: "fills.ndjson")
        + Markup.paragraph(
          "tool why NUMBER shows the recorded frame, or the row of the CSV, behind a fill."))
  }

  private static func evidence(_ fill: Fill) -> String {
    switch fill.evidence {
    case .trade(let id): "trade \(id)"
    case .candle(_, 0): "the candle's open"
    case .candle(_, let step): "glide \(step) of the candle"
    }
  }

  private static func signed(_ units: Int128, _ text: String) -> String {
    "<span class=\(units > 0 ? "up" : "down")>\(units > 0 ? "+" : "")\(text)</span>"
  }
}
