import Basics
import Market

extension ReportSection {
  /// What each UTC day made of the day before.
  static func daily(_ facts: ReportFacts) -> ReportSection {
    let days = facts.metrics.daily.days.suffix(ChartLimits.daysMax)
    var writer = JSONWriter()
    writer.array { writer in
      for day in days {
        writer.array {
          $0.number(nil, day.epochDay)
          $0.number(nil, day.change.flatMap { DecimalNumber.text($0, digits: 5) })
        }
      }
    }
    let rows = days.suffix(ReportPage.rowsMax).map { day in
      [
        Markup.escaped(String(facts.time(day.epochDay * DailyReturns.dayUs).prefix(10))),
        Markup.escaped("\(day.worth)"), percent(day.change),
      ]
    }
    return ReportSection(
      id: "daily", title: "Daily returns",
      html: Markup.chart("daily-chart", "Return of each UTC day", height: 170)
        + "<details><summary>As a table</summary>"
        + Markup.table(
          "Daily returns", ["Day", "Worth at its end", "Return"], texts: ["Day"], rows)
        + "</details>\n",
      data: writer.text, script: PageScript.daily)
  }

  private static func percent(_ change: Double?) -> String {
    guard let change, let text = DecimalNumber.text(change * 100, digits: 4) else { return none }
    return Markup.escaped(text + " %")
  }
}
