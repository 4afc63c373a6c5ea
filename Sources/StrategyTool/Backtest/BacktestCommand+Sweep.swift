import Backtest
import Foundation
import Market

extension BacktestCommand {
  /// Reads the recording once, with a run that orders nothing, and keeps what it was given.
  func read(
    _ settings: BacktestSettings, _ source: any BacktestMarket
  ) throws -> (market: RecordedMarket, result: BacktestResult) {
    let run: any BacktestRun
    do { run = try settings.idleRun() } catch { throw ToolError(error.description) }
    let played = try source.play(CollectingRun(run))
    guard let market = (played.run as? CollectingRun)?.market else {
      preconditionFailure("a market without bounds was not kept")
    }
    return (market, played.result)
  }

  /// `--sweep`.
  func run(
    _ sweep: SweepJob, _ settings: BacktestSettings, _ source: any BacktestMarket
  ) throws {
    let folder = try out.map { try ReportFolder($0) }
    let (market, result) = try read(settings, source)
    if let walk = trials.walkForward {
      return try run(sweep, walk.lengths, market, result, folder)
    }
    let ledger = trials.ledger ?? folder.map { $0.path + "/trials.ndjson" }
    let report = try sweep.run(market, result, ledger: ledger)
    if json {
      try Console.line(report.json())
    } else {
      for line in SweepText(report, result, strategy: chosen.name).lines { try Console.line(line) }
    }
    guard let folder else { return }
    try folder.write("sweep.json") { try $0.line(report.json()) }
    if let heatMap = report.heatMap {
      try folder.write("heatmap.svg") { try $0.line(heatMap.svg()) }
    }
    try writePage(report, sweep, settings, source, folder)
  }

  /// The report of the best trial, with what the sweep found around it.
  private func writePage(
    _ report: SweepReport, _ sweep: SweepJob, _ settings: BacktestSettings,
    _ source: any BacktestMarket, _ folder: ReportFolder
  ) throws {
    guard let best = report.best else { return }
    let set = best.label.settings.map { "\($0.name)=\($0.value)" }
    let played = try source.play(
      StrategyTool.registry.start(sweep.strategy.name, set: set, settings: settings))
    guard let metrics = Metrics(played.result, played.history) else { return }
    let page = ReportPage(
      played.result, metrics, played.history, evidence: played.evidence,
      more: [.sweep(report, facts: SweepText.doubts(report))]
    ) { isoText(us: $0, decimals: 0) }
    try folder.write(ReportFiles(played.result, metrics, played.evidence, nil), page)
  }

  /// `--walk-forward`.
  private func run(
    _ sweep: SweepJob, _ lengths: WalkForward.Lengths, _ market: RecordedMarket,
    _ result: BacktestResult, _ folder: ReportFolder?
  ) throws {
    let walk = try sweep.walk(market, result.settings, lengths)
    if json {
      try Console.line(walk.json())
    } else {
      for line in WalkForwardText(walk, result, strategy: chosen.name).lines {
        try Console.line(line)
      }
    }
    try folder?.write("walk-forward.json") { try $0.line(walk.json()) }
  }
}
