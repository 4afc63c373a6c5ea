import Market

extension ReportPage {
  /// A page of candles alone. `more` are sections to stand below them; `time` writes an instant (µs
  /// since the epoch) as people read it.
  package init(
    _ chart: CandleChart, title: String, more: [ReportSection] = [], time: (Int64) -> String
  ) {
    self.title = title
    let bars = chart.history.bars
    let length = chart.history.interval
    lead = Markup.paragraph("\(bars.count) candles of \(length.rawValue). All times are UTC.")
    sections = [.market(chart), .marks(chart, time)] + more
    let fromMs = bars.map(\.openTimeMs).min() ?? 0
    span = fromMs...max(fromMs + 1, (bars.map(\.closeTimeMs).max() ?? 0) + 1)
    candleMs = length.fixedMs ?? 28 * DailyReturns.dayUs / 1000
  }
}

extension ReportSection {
  fileprivate static func market(_ chart: CandleChart) -> ReportSection {
    let shown = chart.symbols.prefix(ChartLimits.symbolsMax)
    var html = Markup.candles(
      "Candles and volume", symbols: shown.map(\.name), plots: false)
    if shown.count < chart.symbols.count {
      html += Markup.paragraph("The first \(shown.count) of \(chart.symbols.count) symbols.")
    }
    return ReportSection(
      id: "candles", title: "Candles", html: html, data: chart.json(), script: PageScript.candles)
  }

  fileprivate static func marks(_ chart: CandleChart, _ time: (Int64) -> String) -> ReportSection {
    let rows = chart.marks.prefix(ReportPage.rowsMax).map { mark in
      [
        Markup.escaped(mark.symbol),
        "<a href=\"#candles\" data-at=\"\(mark.fromMs)\" data-to=\"\(mark.toMs)\">"
          + "\(Markup.escaped(time(mark.fromMs * 1000)))</a>",
        Markup.escaped(time(mark.toMs * 1000)), mark.kind.rawValue, Markup.escaped(mark.text),
      ]
    }
    let html =
      rows.isEmpty
      ? Markup.paragraph("None: no candle lacks, and all of them are complete.")
      : Markup.table(
        "Gaps, incomplete candles and differences", ["Symbol", "From", "To", "Kind", "What"],
        texts: ["Symbol", "Kind", "What"], rows)
    return ReportSection(
      id: "marks", title: "Marked",
      html: html
        + (rows.count < chart.markCount
          ? Markup.paragraph("The first \(rows.count) of \(chart.markCount) marks.") : ""))
  }
}
