import Market

extension ReportSection {
  /// The candles in which another order of low and high would have filled otherwise.
  static func ambiguous(_ facts: ReportFacts) -> ReportSection {
    let result = facts.result
    guard result.ambiguousCount > 0 else {
      return ReportSection(
        id: "ambiguous", title: "Ambiguous candles",
        html: Markup.paragraph("None: the order of lows and highs decided nothing."))
    }
    let shown = result.ambiguousCandles.prefix(rowsOfDoubtMax)
    let rows = shown.map { candle in
      [
        Markup.escaped(result.name(candle.symbol)), facts.link(timeUs: candle.openTimeMs * 1000),
        candle.isLowFirst ? "low" : "high", text(candle.taken), text(candle.other),
      ]
    }
    return ReportSection(
      id: "ambiguous", title: "Ambiguous candles",
      html: Markup.paragraph(
        "In \(result.ambiguousCount) candles other orders would have traded, or at other prices, "
          + "had low and high come the other way round.")
        + Markup.table(
          "Ambiguous candles", ["Symbol", "Candle", "Came first", "Taken", "Other way round"],
          texts: ["Symbol", "Came first", "Taken", "Other way round"], rows)
        + rest(rows.count, of: result.ambiguousCount, "candles", in: "report.json"))
  }

  /// Orders that the exchange would have refused.
  static func rejections(_ facts: ReportFacts) -> ReportSection {
    let result = facts.result
    guard result.rejectedCount > 0 else {
      return ReportSection(
        id: "rejections", title: "Rejections", html: Markup.paragraph("No order was refused."))
    }
    let rows = result.rejections.prefix(rowsOfDoubtMax).map { rejection in
      [
        "\(rejection.id.rawValue)", facts.link(timeUs: rejection.timeUs),
        Markup.escaped(rejection.order.map { result.name($0.symbol) } ?? ""),
        "\(rejection.code.rawValue)",
        Markup.escaped(rejection.message),
      ]
    }
    return ReportSection(
      id: "rejections", title: "Rejections",
      html: Markup.table(
        "Orders refused, with Binance's error codes",
        ["Order", "Time", "Symbol", "Code", "Reason"], texts: ["Symbol", "Reason"], rows)
        + rest(rows.count, of: result.rejectedCount, "rejections", in: "report.json"))
  }

  private static let rowsOfDoubtMax = 200
  /// Orders named for each way of a candle.
  private static let outcomesMax = 4

  private static func text(_ outcomes: [AmbiguousCandle.Outcome]) -> String {
    guard !outcomes.isEmpty else { return "nothing" }
    let texts = outcomes.prefix(outcomesMax).map {
      "order \($0.order.rawValue): \($0.side.rawValue) \($0.quantity) at \($0.price)"
    }
    let more = outcomes.count - texts.count
    return texts.joined(separator: "<br>") + (more > 0 ? "<br>and \(more) more" : "")
  }
}
