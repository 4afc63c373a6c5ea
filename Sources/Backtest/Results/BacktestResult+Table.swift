import Basics
import Market

extension BacktestResult {
  /// The result as lines of a table for a terminal: a label, two spaces, a value. `time` writes an
  /// instant (µs since the epoch) as people read it; `metrics` are those of this result, `evidence`
  /// says where its candles come from.
  public func tableLines(
    metrics: Metrics? = nil, evidence: RunEvidence? = nil, time: (Int64) -> String
  ) -> [String] {
    tableLines(metrics: metrics, evidence: evidence, optimism: nil, time: time)
  }

  package func tableLines(
    metrics: Metrics?, evidence: RunEvidence?, optimism: OptimismMeter?, time: (Int64) -> String
  ) -> [String] {
    var rows: [(String, String)] = [
      ("strategy", strategy.text),
      ("market", marketText(time)),
      ("assumptions", assumptionsText(evidence?.candles)),
    ]
    if let candles = evidence?.candles {
      rows.append(("proven", candles.provenText))
      rows += candles.missing.map { ("missing", $0) }
    }
    rows += [
      ("start", "\(settings.cash)"),
      ("final equity", worth(finalEquity, netReturn)),
    ]
    rows += positions.map { position in
      (
        "  still held",
        "\(position.quantity) \(name(position.symbol)) at \(position.price),"
          + " worth \(position.value)"
      )
    }
    rows += [
      ("buy and hold", buyAndHoldEquity.map { worth($0, buyAndHoldReturn) } ?? Self.noAnswer),
      ("fills", "\(fills.count)"),
      ("round trips", "\(roundTrips.count)"),
      ("win rate", percent(winRate)),
    ]
    if let metrics { rows += metrics.tripRows }
    rows += [
      ("max drawdown", percent(maxDrawdown))
    ]
    if let metrics { rows += metrics.riskRows }
    rows += [
      ("exposure", percent(exposure)),
      ("fees", "\(fees)"),
      ("turnover", "\(turnover)"),
      ("rejected", rejectedText),
    ]
    if expiredCount > 0 { rows.append(("expired", "\(expiredCount)")) }
    if ambiguousCount > 0 {
      rows.append(("ambiguous", "\(ambiguousCount) candles that the order of low and high decided"))
    }
    if oversizedCount > 0 {
      rows.append(("oversized", "\(oversizedCount) fills for more than their candle's volume"))
    }
    if openOrderCount > 0 { rows.append(("open orders", "\(openOrderCount)")) }
    if let optimism { rows.append(("optimism", optimism.text)) }
    if let runHash { rows.append(("run hash", runHash)) }
    return TextTable.pairs(rows)
  }

  private static let noAnswer = "-"

  private func percent(_ ratio: Ratio?) -> String {
    ratio?.roundedPercentText ?? Self.noAnswer
  }

  private func worth(_ equity: AmountSum, _ change: Ratio?) -> String {
    guard let change else { return "\(equity)" }
    return "\(equity) (\(change.parts < 0 ? "" : "+")\(change.roundedPercentText))"
  }

  /// Symbols, candles and times.
  package func marketText(_ time: (Int64) -> String) -> String {
    let names = symbols.isEmpty ? "nothing" : symbols.map(\.name).joined(separator: ", ")
    var text = "\(names): \(candleCount) candles of \(settings.interval.rawValue)"
    if settings.fills == .tape { text += ", \(tradeCount) trades" }
    if let firstTimeUs, let lastTimeUs {
      text += ", \(time(firstTimeUs)) to \(time(lastTimeUs))"
    }
    return text
  }

  /// What the run assumes.
  package func assumptionsText(_ candles: CandleCounts? = nil) -> String {
    let slippage =
      switch settings.slippage {
      case .none: "no slippage"
      case .ticks(let count): "slippage \(count) \(count == 1 ? "tick" : "ticks")"
      case .share(let ratio): "slippage \(ratio.percentText)"
      }
    let maker = settings.makerFee.map { " (maker \($0.percentText))" } ?? ""
    return "fills from \(settings.fills.rawValue)"
      + (settings.limitFills == .touch ? " (limits when touched)" : "")
      + ", fee \(settings.fee.percentText)\(maker) of the"
      + " \(settings.feeAsset == .quote ? "quote" : "received") asset, \(slippage),"
      + " latency \(settings.latencyUs) µs"
      + (settings.participation.map { ", at most \($0.percentText) of a candle's volume" } ?? "")
      + (settings.warmUp > 0 ? ", warm-up \(settings.warmUp) candles" : "")
      + (candles.map { $0.incomplete > 0 ? ", \($0.incompleteText)" : "" } ?? "")
  }

  private var rejectedText: String {
    guard let first = rejections.first else { return "\(rejectedCount)" }
    return "\(rejectedCount) (the first: order \(first.id.rawValue), code"
      + " \(first.code.rawValue), \(first.message))"
  }
}
