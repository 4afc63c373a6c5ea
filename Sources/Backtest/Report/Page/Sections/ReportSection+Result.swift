import Market

extension ReportSection {
  /// What came of it, in a sentence and in large figures.
  static func result(_ facts: ReportFacts) -> ReportSection {
    let (result, metrics) = (facts.result, facts.metrics)
    let profit = Markup.sign(result.netProfit.units)
    let sharpe = metrics.sharpe.map {
      "<small>95 %: \(ratio($0.low, "sharpeLow")) to \(ratio($0.high, "sharpeHigh"))</small>"
    }
    let benchmark = metrics.benchmark.map {
      "<small>\(Markup.escaped($0.name)) "
        + Markup.figure(
          metrics.benchmarkReturn?.text, "benchmark.netReturn", as: .percent, isSigned: true)
        + "</small>"
    }
    let tiles = [
      tile("Net profit", money("\(result.netProfit)", "netProfit", isSigned: true), kind: profit),
      tile(
        "Net return",
        Markup.figure(result.netReturn?.text, "netReturn", as: .percent, isSigned: true),
        benchmark, kind: profit),
      tile(
        "Max drawdown", Markup.figure(result.maxDrawdown?.text, "maxDrawdown", as: .percent),
        metrics.intracandleDrawdown.map {
          "<small>within candles "
            + Markup.figure($0.depth.text, "drawdowns.intracandle.depth", as: .percent) + "</small>"
        }),
      tile(
        "Sharpe", ratio(metrics.sharpe?.value, "sharpe"),
        sharpe ?? "<small>needs two days that differ</small>"),
      tile(
        "Round trips", Markup.figure("\(result.roundTrips.count)", "roundTrips", as: .count),
        "<small>\(Markup.figure("\(result.fills.count)", "fills", as: .count)) fills</small>"),
      tile("Win rate", Markup.figure(result.winRate?.text, "winRate", as: .percent)),
      tile("Exposure", Markup.figure(result.exposure?.text, "exposure", as: .percent)),
      tile("Fees", money("\(result.fees)", "fees")),
    ]
    return ReportSection(
      id: "result", title: "Result",
      html: "<p class=\"verdict\">\(Markup.escaped(verdict(facts)))</p>\n"
        + "<dl class=\"tiles\">\(tiles.joined(separator: "\n"))</dl>\n")
  }

  /// What the assumptions and the trials leave of the result.
  private static func verdict(_ facts: ReportFacts) -> String {
    let meter = facts.optimism.map {
      "Optimism meter: \($0.text)."
    }
    return [meter, facts.trials ?? "One run alone: what was tried before it, no report can know."]
      .compactMap { $0 }.joined(separator: " ")
  }

  private static func tile(
    _ label: String, _ value: String, _ more: String? = nil, kind: String = ""
  ) -> String {
    "<div class=\"tile \(kind)\"><dt>\(label)<dd>\(value)\(more ?? "")</div>"
  }

  private static func money(_ text: String, _ key: String, isSigned: Bool = false) -> String {
    Markup.figure(text, key, as: .money, isSigned: isSigned)
  }

  static func ratio(_ value: Double?, _ key: String) -> String {
    Markup.figure(value.flatMap(Metrics.text), key, as: .ratio)
  }
}
