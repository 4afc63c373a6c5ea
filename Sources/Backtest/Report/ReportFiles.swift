import Basics
import Market

/// The files of a report: one that people read, three for other programs.
public struct ReportFiles {
  private let result: BacktestResult
  private let metrics: Metrics
  private let evidence: RunEvidence?
  private let optimism: OptimismMeter?

  /// `metrics` are those of the result; `evidence` says where its candles and fills come from.
  public init(_ result: BacktestResult, _ metrics: Metrics, evidence: RunEvidence? = nil) {
    self.init(result, metrics, evidence: evidence, optimism: nil)
  }

  package init(
    _ result: BacktestResult, _ metrics: Metrics, evidence: RunEvidence?,
    optimism: OptimismMeter?
  ) {
    self.optimism = optimism
    self.result = result
    self.metrics = metrics
    self.evidence = evidence
  }

  /// `report.json`: everything, with definitions.
  public func reportJSON() -> String {
    result.json(metrics: metrics, evidence: evidence, optimism: optimism) + "\n"
  }

  /// `fills.ndjson`: one object a line, as in `fillList`.
  public func fillLines(_ line: (String) throws -> Void) rethrows {
    for fill in result.fills {
      var writer = JSONWriter()
      writer.object { result.write(fill, evidence, &$0) }
      try line(writer.text)
    }
  }

  /// `equity.csv`: the account at the end of each candle; `equityAtLow` with positions at the
  /// candles' lows. Money cut to 10⁻⁸, times in µs since the epoch.
  public func equityLines(_ line: (String) throws -> Void) rethrows {
    try line("timeUs,equity,equityAtLow,isHolding")
    try metrics.curve.forEachMark { mark in
      let worth = AmountSum(units: Exact.floor(mark.worth, over: Exact.one))
      let low = AmountSum(units: Exact.floor(mark.low, over: Exact.one))
      try line("\(mark.timeUs),\(worth),\(low),\(mark.isHolding)")
    }
  }
}
