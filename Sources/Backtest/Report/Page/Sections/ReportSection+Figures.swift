import Market

extension ReportSection {
  /// All figures, and what each of them means.
  static func figures(_ facts: ReportFacts) -> ReportSection {
    let (result, metrics) = (facts.result, facts.metrics)
    var rows: [(String, String)] = [
      ("Final equity", money(result.finalEquity, "finalEquity")),
      ("Net profit", money(result.netProfit, "netProfit")),
      ("Buy and hold, the first symbol", money(result.buyAndHoldEquity, "buyAndHoldEquity")),
      ("Fees", money(result.fees, "fees")), ("Turnover", money(result.turnover, "turnover")),
      ("Profit factor", Markup.figure(metrics.profitFactor?.text, "profitFactor", as: .ratio)),
      ("Per round trip", money(metrics.expectancy, "expectancy")),
      ("Best round trip", money(metrics.bestTrip, "bestTrip")),
      ("Worst round trip", money(metrics.worstTrip, "worstTrip")),
      (
        "Mean holding",
        Markup.figure(metrics.meanHoldingUs.map { "\($0)" }, "meanHoldingUs", as: .span)
      ),
      (
        "Farthest against a trip",
        Markup.figure(metrics.worstAdverse?.text, "worstAdverseExcursion", as: .percent)
      ),
      (
        "Farthest in favour",
        Markup.figure(metrics.bestFavourable?.text, "bestFavourableExcursion", as: .percent)
      ),
      ("Sortino", ratio(metrics.sortino, "sortino")),
      (
        "A year", Markup.figure(metrics.growth.flatMap(Metrics.text), "cagr", as: .percent)
      ),
      ("Calmar", ratio(metrics.calmar, "calmar")),
      (
        "Longest below a peak",
        Markup.figure(
          metrics.markedDrawdown.map { "\($0.longestUs)" }, "drawdowns.marked.longestUs", as: .span)
      ),
    ]
    for position in result.positions {
      rows.append(
        (
          "Still held, \(result.name(position.symbol))",
          "\(position.quantity), worth \(position.value)"
        ))
    }
    let pairs = rows.map { "<div><dt>\(Markup.escaped($0.0))<dd>\($0.1)</div>" }
    let meanings =
      (BacktestResult.definitions + Metrics.definitions + Metrics.listDefinitions)
      .map { ($0.key, $0.meaning) }
    return ReportSection(
      id: "figures", title: "Figures",
      html: "<dl>\(pairs.joined(separator: "\n"))</dl>\n"
        + Markup.folded("What the figures mean", Markup.facts(meanings)))
  }

  /// Where there is no answer.
  static let none = "–"

  private static func money(_ value: AmountSum?, _ key: String) -> String {
    Markup.figure(value.map { "\($0)" }, key, as: .money)
  }
}
