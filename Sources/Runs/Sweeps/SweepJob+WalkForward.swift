import Backtest
import Market

extension SweepJob {
  /// Sweeps each train stretch, and trades its best on the test stretch after it.
  func walk(
    _ market: RecordedMarket, _ settings: BacktestSettings, _ lengths: WalkForward.Lengths
  ) throws -> WalkForward {
    let windows = WalkForward.windows(market, lengths)
    if windows.isEmpty {
      throw ToolError(
        "the market is too short to walk forward: it has nothing after a train stretch of "
          + "\(DurationArgument(ns: lengths.trainMs * 1_000_000).defaultValueDescription)")
    }
    if windows.count == WalkForward.windowsMax {
      throw ToolError(
        "more than \(WalkForward.windowsMax) windows to walk through: choose longer tests")
    }
    var walk = WalkForward()
    var progress = Progress("walk-forward", total: Int64(windows.count))
    defer { progress.finish() }
    for (number, window) in windows.enumerated() {
      progress.update(Int64(number))
      guard let next = walk.settings(settings, window) else {
        Console.report(
          "warning: nothing is left of the account after \(walk.steps.count) windows")
        break
      }
      guard let best = try best(window, settings) else { continue }
      let set = best.label.settings.map { "\($0.name)=\($0.value)" }
      let run = try StrategyTool.registry.start(strategy.name, set: set, settings: next)
      try walk.add(window, best, run)
    }
    return walk
  }

  /// The trial with the best final equity on a window's train stretch.
  private func best(
    _ window: WalkForward.Window, _ settings: BacktestSettings
  ) throws -> SweepTrial? {
    let idle = try RecordedMarket.play([window.train], try settings.idleRun())
    let sliced = try slice(window.train, idle)
    var trials: [SweepTrial] = []
    let outcome = try runner(settings, title: nil).run(sliced) { trials += $0 }
    if trials.isEmpty, let conflict = outcome.firstConflict {
      throw ToolError("no combination of the sweep goes together: \(conflict)")
    }
    return SweepReport.ranked(trials).first
  }
}
