import Backtest
import Basics
import Feed
import Market
import Recording
import Runs

extension AuditCommand {
  /// `--html`: the candles that the recorded trades make, and the klines that differ from them.
  func draw(_ report: AuditReport, of recording: Recording, to path: String) throws {
    let interval =
      Interval.allCases.first { finest in report.rows.contains { $0.interval == finest } } ?? .m1
    let range = try recordings.range()
    let request = CandleRequest(
      .auto, [interval], of: instruments.request(takesNamesakes: true), anchorDay: nil)
    let plan = try CandlePlan(request, of: recording, range: range)
    var chart = CandleChart(interval: plan.interval)
    let run = FeedRun(recording, range: range, title: "candles", observe: Console.show)
    // First, for what is marked beyond a limit is counted alone.
    for difference in report.differences { chart.add(Self.mark(difference)) }
    _ = try CandlesMade(plan, of: run) { candle, name in chart.add(candle, symbol: name) }
    let page = ReportPage(
      chart, title: "Audit of \(recording.directories.joined(separator: ", "))",
      more: [Self.verdicts(report), Self.differences(report)]
    ) { isoText(us: $0, decimals: 0) }
    let sink = try Console.output(to: path)
    try sink.write(Array(page.html().utf8).span)
    try sink.finish()
  }

  private static func mark(_ difference: AuditReport.Difference) -> CandleChart.Mark {
    CandleChart.Mark(
      symbol: difference.symbol, kind: .differs, fromMs: difference.openTimeMs,
      toMs: difference.interval.nextOpenTimeMs(difference.openTimeMs),
      text: difference.fields.map { "\($0.field): kline \($0.kline), trades \($0.trades)" }
        .joined(separator: "; "))
  }

  private static func verdicts(_ report: AuditReport) -> ReportSection {
    let shown = KlineVerdict.names.indices.filter { kind in
      report.rows.contains { $0.counts[kind] > 0 }
    }
    return ReportSection.table(
      id: "verdicts", title: "Klines by verdict",
      headings: ["Symbol", "Interval", "Origin", "Klines"] + shown.map { KlineVerdict.names[$0] },
      texts: ["Symbol", "Interval", "Origin"],
      rows: report.rows.map { row in
        [row.symbol, row.interval.rawValue, "\(row.origin)", "\(row.total)"]
          + shown.map { "\(row.counts[$0])" }
      })
  }

  private static func differences(_ report: AuditReport) -> ReportSection {
    ReportSection.table(
      id: "differences", title: "Klines that differ from their trades",
      headings: ["Symbol", "Interval", "Kline of", "Field", "Kline", "Trades", "Frame"],
      texts: ["Symbol", "Interval", "Kline of", "Field", "Frame"],
      rows: report.differences.flatMap { difference in
        difference.fields.map { field in
          [
            difference.symbol, difference.interval.rawValue,
            isoText(us: difference.openTimeMs * 1000, decimals: 0), field.field, field.kline,
            field.trades, difference.location,
          ]
        }
      })
  }
}
