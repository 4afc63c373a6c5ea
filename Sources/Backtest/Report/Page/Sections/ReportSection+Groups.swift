import Market

extension ReportSection {
  /// Round trips by what they have in common; nil where there is nothing to tell apart.
  static func groups(_ facts: ReportFacts) -> ReportSection? {
    let kinds = facts.metrics.groups.kinds
    guard !kinds.isEmpty else { return nil }
    let tables = kinds.map { kind in
      "<h3>\(Markup.escaped(kind.title))</h3>\n" + table(kind)
        + rest(
          min(kind.groups.count, ReportPage.rowsMax), of: kind.groups.count, "groups",
          in: "report.json")
    }
    return ReportSection(id: "groups", title: "Groups of round trips", html: tables.joined())
  }

  private static func table(_ kind: TripGroups.Kind) -> String {
    let strongest = kind.groups.map { abs($0.profit.units) }.max() ?? 0
    let rows = kind.groups.prefix(ReportPage.rowsMax).map { group in
      let share = strongest > 0 ? abs(group.profit.units) * 45 / strongest : 0
      return [
        Markup.escaped(group.name), Markup.figure("\(group.tripCount)", as: .count),
        Markup.figure(group.winRate?.text, as: .percent),
        "<span class=\"heat \(Markup.sign(group.profit.units))\" style=\"--heat:\(share)%\">"
          + Markup.figure("\(group.profit)", as: .money, isSigned: true) + "</span>",
        Markup.figure("\(group.meanProfit)", as: .money, isSigned: true),
        Markup.figure("\(group.meanHoldingUs)", as: .span),
      ]
    }
    return Markup.table(
      Markup.escaped(kind.title),
      ["Group", "Round trips", "Win rate", "Profit", "A trip", "Mean holding"], texts: ["Group"],
      rows)
  }
}
