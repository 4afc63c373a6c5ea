import Basics
package import Import
import Market

/// Finds the row of a CSV that closed the candle in whose walk a fill was made. It is looked up
/// when someone asks for it, so that a backtest need not count lines.
package struct RowLookup {
  private let report: SavedReport
  private let paths: [String]

  package init(report: SavedReport, paths: [String]) {
    self.report = report
    self.paths = paths
  }

  /// Throws with what was found instead.
  package func find(_ fill: SavedReport.SavedFill) throws -> CandleFiles.Row {
    guard let openMs = fill.candleOpenTimeMs, openMs >= 0, openMs <= Interval.timeMsMax else {
      throw RunError(
        "fill \(fill.number) names no candle: write the report again with 'tool backtest --out'")
    }
    let interval = try report.interval()
    let files = try CandleFiles(
      paths, ArchiveOptions(symbol: fill.symbol, intervalElse: interval))
    let row = try files.row(closing: openMs...interval.nextOpenTimeMs(openMs) - 1)
    if let row { return row }
    throw RunError(
      "\(paths.joined(separator: " ")): found no row in the \(interval.rawValue) from "
        + "\(isoText(us: openMs * 1000, decimals: 0)) on, expected the one that closed the candle: "
        + "these are other files than the report was made from; name those with --recording")
  }
}
