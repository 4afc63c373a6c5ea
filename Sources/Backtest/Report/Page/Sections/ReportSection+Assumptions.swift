import Market

extension ReportSection {
  /// What the result rests on. Commands and hashes are long, and fold away.
  static func assumptions(_ facts: ReportFacts) -> ReportSection {
    let result = facts.result
    let settings = result.settings
    let limits =
      switch settings.limitFills {
      case .through: "when the market trades beyond their price"
      case .touch: "when the market touches their price"
      }
    let source =
      switch settings.fills {
      case .candles: "candles of \(settings.interval.rawValue): a jump to the open and three glides"
      case .tape: "every recorded trade"
      }
    var pairs = [
      ("Market", result.symbols.prefix(20).map(\.name).joined(separator: ", ")),
      ("Fills from", source), ("Limit orders fill", limits),
      ("Fee", feeText(settings)), ("Slippage", settings.slippage.text),
      ("Latency", "\(settings.latencyUs) µs"),
      ("Cash at the start", "\(settings.cash)"),
    ]
    if let from = result.firstTimeUs, let to = result.lastTimeUs {
      pairs.insert(("Time", "\(facts.time(from)) to \(facts.time(to))"), at: 1)
    }
    if settings.warmUp > 0 { pairs.append(("Warm-up", "\(settings.warmUp) candles")) }
    if let candles = facts.evidence?.candles {
      pairs.append(("Proven candles", candles.provenText))
      pairs += candles.missing.map { ("Missing candles", $0) }
      if candles.incomplete > 0 {
        pairs.append(
          (
            "Incomplete",
            "\(candles.incomplete) of \(candles.used): the trade before or after is lacking, or one between"
          ))
      }
    }
    if result.ambiguousCount > 0 {
      pairs.append(("Ambiguous", "\(result.ambiguousCount) candles, listed below"))
    }
    var long = [("Strategy", result.strategy.text)]
    if let hash = result.runHash { long.append(("Run hash", hash)) }
    return ReportSection(
      id: "assumptions", title: "Assumptions",
      html: Markup.facts(pairs)
        + Markup.folded("Strategy with its parameters, and run hash", Markup.facts(long)))
  }

  private static func feeText(_ settings: BacktestSettings) -> String {
    let maker = settings.makerFee.map { " (maker \($0.percentText))" } ?? ""
    let asset = settings.feeAsset == .quote ? "quote" : "received"
    return "\(settings.fee.percentText)\(maker) of the \(asset) asset"
  }
}
