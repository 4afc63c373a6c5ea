import Backtest
import Foundation
import Market

extension BacktestCommand {
  /// Reads the recording once, with a run that orders nothing, and keeps what it was given.
  func read(
    _ settings: BacktestSettings, _ plan: CandlePlan, _ feed: FeedRun
  ) throws -> (market: RecordedMarket, result: BacktestResult) {
    let run: any BacktestRun
    do { run = try settings.idleRun() } catch { throw ToolError(error.description) }
    let session = BacktestSession(CollectingRun(run), plan, takesAll: symbol != nil)
    let result = try session.run(feed)
    guard let market = (session.backtest as? CollectingRun)?.market else {
      preconditionFailure("a market without bounds was not kept")
    }
    return (market, result)
  }

  /// `--sweep`.
  func run(
    _ sweep: SweepJob, _ settings: BacktestSettings, _ plan: CandlePlan, _ feed: FeedRun
  ) throws {
    let folder = try out.map { try ReportFolder($0) }
    let (market, result) = try read(settings, plan, feed)
    if let walk = trials.walkForward {
      return try run(sweep, walk.lengths, market, result, folder)
    }
    let ledger = trials.ledger ?? folder.map { $0.path + "/trials.ndjson" }
    let report = try sweep.run(market, result, ledger: ledger)
    if json {
      try Console.line(report.json())
    } else {
      for line in SweepText(report, result, strategy: strategyName).lines { try Console.line(line) }
    }
    guard let folder else { return }
    try folder.write("sweep.json") { try $0.line(report.json()) }
    if let heatMap = report.heatMap {
      try folder.write("heatmap.svg") { try $0.line(heatMap.svg()) }
    }
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
      for line in WalkForwardText(walk, result, strategy: strategyName).lines {
        try Console.line(line)
      }
    }
    try folder?.write("walk-forward.json") { try $0.line(walk.json()) }
  }
}
