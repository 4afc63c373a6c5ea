import Basics
import Market

extension ReportSection {
  /// What each month, year and day made of the one before, and the 30 days up to each.
  static func periods(_ facts: ReportFacts) -> ReportSection {
    let metrics = facts.metrics
    let days = metrics.daily.days.suffix(ChartLimits.daysMax)
    let rolling = metrics.rolling.suffix(days.count)
    var html = months(metrics.periods)
    html += Markup.chart("days-chart", "Return of each UTC day", height: 170)
    if days.count >= RollingReturns.days {
      html += Markup.chart(
        "sharpe-chart", "Sharpe ratio of 30 days up to each, a year", height: 150)
      html += Markup.chart(
        "volatility-chart", "Volatility of 30 days up to each, a year", height: 150)
    }
    html += Markup.folded("Days as a table", table(Array(days), Array(rolling)))
    return ReportSection(
      id: "periods", title: "Months and days", html: html, data: json(days, rolling),
      script: PageScript.days)
  }

  private static func json(
    _ days: ArraySlice<DailyReturns.Day>, _ rolling: ArraySlice<RollingReturns.Value?>
  ) -> String {
    func column(_ writer: inout JSONWriter, _ key: String, _ values: [Double?]) {
      writer.array(key) { writer in
        for value in values {
          writer.number(nil, value.flatMap { DecimalNumber.text($0, digits: 5) })
        }
      }
    }
    var writer = JSONWriter()
    writer.object {
      $0.differences("day", days.lazy.map { $0.epochDay })
      column(&$0, "change", days.map(\.change))
      column(&$0, "sharpe", rolling.map { $0?.sharpe })
      column(&$0, "volatility", rolling.map { $0?.volatility })
    }
    return writer.text
  }

  /// Years in rows, months in columns, the year's own return last.
  private static func months(_ periods: PeriodReturns) -> String {
    let names = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    var found: [String: PeriodReturns.Period] = [:]
    for month in periods.months { found[month.name] = month }
    let strongest = periods.months.compactMap { $0.change.map(abs) }.max() ?? 0
    let rows = periods.years.suffix(yearsMax).map { year in
      ["<strong>\(year.name)</strong>"]
        + (1...12).map { month in
          guard let own = found["\(year.name)-\(month < 10 ? "0" : "")\(month)"] else { return "" }
          return cell(own, strongest)
        } + ["<strong>\(change(year.change))</strong>"]
    }
    return Markup.table(
      "Returns by month and year", ["Year"] + names + ["Year's return"], texts: ["Year"], rows)
  }

  private static let yearsMax = 60

  /// The stronger the return, the stronger its colour.
  private static func cell(_ period: PeriodReturns.Period, _ strongest: Double) -> String {
    guard let share = period.change, strongest > 0 else { return change(period.change) }
    let strength = Int((abs(share) / strongest * 45).rounded())
    return
      "<span class=\"heat \(share < 0 ? "down" : "up")\" style=\"--heat:\(strength)%\">"
      + change(share) + "</span>"
  }

  private static func change(_ change: Double?) -> String {
    Markup.figure(change.flatMap(Metrics.text), as: .percent, isSigned: true)
  }

  private static func table(
    _ days: [DailyReturns.Day], _ rolling: [RollingReturns.Value?]
  ) -> String {
    let rows = zip(days, rolling).suffix(ReportPage.rowsMax).map { day, rolling in
      [
        day.name, Markup.figure("\(day.worth)", as: .money), change(day.change),
        Markup.figure(rolling?.sharpe.flatMap(Metrics.text), as: .ratio),
        Markup.figure(rolling.flatMap { Metrics.text($0.volatility) }, as: .percent),
      ]
    }
    return Markup.table(
      "Days", ["Day", "Worth at its end", "Return", "Sharpe, 30 days", "Volatility, 30 days"],
      texts: ["Day"], rows)
  }
}
