import Market

extension ReportPage {
  /// The page of a result. `history` holds the candles that the run was given, `metrics` are those
  /// of the result, `evidence` says where both come from; `more` are sections to stand below the
  /// figures, such as an optimism meter or a heat map; `time` writes an instant (µs since the epoch)
  /// as people read it.
  public init(
    _ result: BacktestResult, _ metrics: Metrics, _ history: MarketHistory,
    evidence: RunEvidence? = nil, more: [ReportSection] = [],
    time: @escaping (Int64) -> String
  ) {
    let facts = ReportFacts(
      result: result, metrics: metrics, history: history, evidence: evidence, time: time)
    title =
      result.strategy.name + " on "
      + (result.symbols.isEmpty
        ? "nothing" : result.symbols.prefix(3).map(\.name).joined(separator: ", "))
      + (result.symbols.count > 3 ? " and \(result.symbols.count - 3) more" : "")
    sections = [.assumptions(facts), .figures(facts)] + more
    sections += [
      .equity(facts), .candles(facts), .daily(facts),
      .trips(facts), .fills(facts), .ambiguous(facts), .rejections(facts),
    ]
    let fromMs = (metrics.curve.startUs ?? result.firstTimeUs ?? 0) / 1000
    span = fromMs...max(fromMs + 1, (result.lastTimeUs ?? 0) / 1000)
    candleMs = result.settings.interval.fixedMs ?? 28 * DailyReturns.dayUs / 1000
  }
}

/// What the sections are made from.
struct ReportFacts {
  let result: BacktestResult
  let metrics: Metrics
  let history: MarketHistory
  let evidence: RunEvidence?
  let time: (Int64) -> String

  /// An instant as a cell of a table.
  func cell(timeUs: Int64) -> String { Markup.escaped(time(timeUs)) }

  /// An instant as a link that shows it in the charts.
  func link(timeUs: Int64) -> String {
    "<a href=\"#candles\" data-at=\"\(timeUs / 1000)\">\(cell(timeUs: timeUs))</a>"
  }
}
