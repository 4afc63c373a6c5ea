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
    self.init(
      result, metrics, history, evidence: evidence, optimism: nil, trials: nil, more: more,
      time: time)
  }

  /// The same with an optimism meter, and with what is to be thought of the trials that led to the run.
  package init(
    _ result: BacktestResult, _ metrics: Metrics, _ history: MarketHistory,
    evidence: RunEvidence?, optimism: OptimismMeter?, trials: String?, more: [ReportSection] = [],
    time: @escaping (Int64) -> String
  ) {
    let more = (optimism.map { [.optimism($0)] } ?? []) + more
    let facts = ReportFacts(
      result: result, metrics: metrics, history: history, evidence: evidence, optimism: optimism,
      trials: trials, time: time)
    title =
      result.strategy.name + " on "
      + (result.symbols.isEmpty
        ? "nothing" : result.symbols.prefix(3).map(\.name).joined(separator: ", "))
      + (result.symbols.count > 3 ? " and \(result.symbols.count - 3) more" : "")
    lead = Self.lead(facts)
    sections =
      [.result(facts)]
      + [
        .equity(facts), .candles(facts), .trips(facts), .periods(facts), .spread(facts),
        .drawdowns(facts), .groups(facts),
      ].compactMap { $0 } + more + [
        .figures(facts), .assumptions(facts), .fills(facts), .ambiguous(facts), .rejections(facts),
      ]
    let fromMs = (metrics.curve.startUs ?? result.firstTimeUs ?? 0) / 1000
    span = fromMs...max(fromMs + 1, (result.lastTimeUs ?? 0) / 1000)
    candleMs = result.settings.interval.fixedMs ?? 28 * DailyReturns.dayUs / 1000
  }
}

extension ReportPage {
  /// The market and the time, in one line.
  private static func lead(_ facts: ReportFacts) -> String {
    let result = facts.result
    var text = "\(result.candleCount) candles of \(result.settings.interval.rawValue)"
    if let from = result.firstTimeUs, let to = result.lastTimeUs {
      text += ", \(facts.time(from)) to \(facts.time(to))"
    }
    return Markup.paragraph(text + ". All times are UTC.")
  }
}

/// What the sections are made from.
struct ReportFacts {
  let result: BacktestResult
  let metrics: Metrics
  let history: MarketHistory
  let evidence: RunEvidence?
  let optimism: OptimismMeter?
  /// What is to be thought of the trials that led to the run; nil where it is not known.
  let trials: String?
  let time: (Int64) -> String

  /// An instant as a cell of a table.
  func cell(timeUs: Int64) -> String { Markup.escaped(time(timeUs)) }

  /// An instant as a link that shows it, or a stretch from it on, in the charts.
  func link(timeUs: Int64, toUs: Int64? = nil) -> String {
    let to = toUs.map { " data-to=\"\($0 / 1000)\"" } ?? ""
    return
      "<a href=\"#\(toUs == nil ? "candles" : "equity")\" data-at=\"\(timeUs / 1000)\"\(to)>"
      + "\(cell(timeUs: timeUs))</a>"
  }
}
