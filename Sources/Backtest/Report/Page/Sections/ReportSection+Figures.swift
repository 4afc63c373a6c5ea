import Market

extension ReportSection {
  /// The figures, those that matter most in large, and what each of them means.
  static func figures(_ facts: ReportFacts) -> ReportSection {
    let result = facts.result
    let metrics = facts.metrics
    let main = [
      ("Net return", result.netReturn?.roundedPercentText ?? none, sign(result.netProfit.units)),
      ("Net profit", short(result.netProfit), sign(result.netProfit.units)),
      ("Buy and hold", result.buyAndHoldReturn?.roundedPercentText ?? none, ""),
      ("Max drawdown", result.maxDrawdown?.roundedPercentText ?? none, ""),
      ("Round trips", "\(result.roundTrips.count)", ""),
      ("Win rate", result.winRate?.roundedPercentText ?? none, ""),
    ]
    let tiles = main.map { label, value, kind in
      "<div class=\"tile \(kind)\"><dt>\(label)<dd>\(Markup.escaped(value))</div>"
    }
    var pairs = [
      ("Final equity", "\(result.finalEquity)"), ("Net profit, exactly", "\(result.netProfit)"),
      ("Fees", "\(result.fees)"), ("Turnover", "\(result.turnover)"),
      ("Exposure", result.exposure?.roundedPercentText ?? none),
    ]
    pairs += (metrics.tripRows + metrics.riskRows).map { label, value in
      (label.drop { $0 == " " }.capitalizedFirst, value)
    }
    for position in result.positions {
      pairs.append(
        (
          "Still held",
          "\(position.quantity) \(result.name(position.symbol)), worth \(position.value)"
        ))
    }
    let meanings = (BacktestResult.definitions + Metrics.definitions).map { ($0.key, $0.meaning) }
    return ReportSection(
      id: "figures", title: "Result",
      html: "<dl class=\"tiles\">\(tiles.joined(separator: "\n"))</dl>\n" + Markup.facts(pairs)
        + "<details><summary>What the figures mean</summary>\(Markup.facts(meanings))</details>\n")
  }

  /// Where there is no answer.
  static let none = "–"

  /// From 100 on without what lies below a hundredth.
  private static func short(_ money: AmountSum) -> String {
    let isLong = abs(money.units) >= 100 * Int128(Amount.unitsPerOne)
    return "\(AmountSum(units: money.units - (isLong ? money.units % 1_000_000 : 0)))"
  }

  private static func sign(_ units: Int128) -> String {
    units > 0 ? "up" : units < 0 ? "down" : ""
  }
}

extension Substring {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
