package import Backtest
import Basics
import Market

extension SweepJob {
  /// Sweeps each train stretch, and trades its best on the test stretch after it.
  package func walk(
    _ market: RecordedMarket, _ settings: BacktestSettings, _ lengths: WalkForward.Lengths,
    observe: RunObserver
  ) throws -> WalkForward {
    let windows = WalkForward.windows(market, lengths)
    if windows.isEmpty {
      throw RunError(
        "the market is too short to walk forward: it has nothing after a train stretch of "
          + durationText(ns: lengths.trainMs * 1_000_000))
    }
    if windows.count == WalkForward.windowsMax {
      throw RunError(
        "more than \(WalkForward.windowsMax) windows to walk through: choose longer tests")
    }
    // Each stretch begins with a warm-up of its own.
    var settings = settings
    settings.fromMs = nil
    var walk = WalkForward()
    for (number, window) in windows.enumerated() {
      let progress = RunProgress(
        "walk-forward", done: Int64(number), total: Int64(windows.count))
      try observe(.progress(progress))
      guard let next = walk.settings(settings, window) else {
        try observe(
          .warning("nothing is left of the account after \(walk.steps.count) windows"))
        break
      }
      let best = try best(window, settings) { try observe(.progress(progress)) }
      guard let best else { continue }
      try walk.add(window, best, start(best.label, next))
    }
    return walk
  }

  /// The trial with the best final equity on a window's train stretch.
  private func best(
    _ window: WalkForward.Window, _ settings: BacktestSettings, check: () throws -> Void
  ) throws -> SweepTrial? {
    let idle = try RecordedMarket.play([window.train], try settings.idleRun())
    let sliced = try slice(window.train, idle)
    var trials: [SweepTrial] = []
    let outcome = try runner(settings).run(sliced) { _ in
      try check()
    } handOver: {
      trials += $0
    }
    if trials.isEmpty, let conflict = outcome.firstConflict {
      throw RunError("no combination of the sweep goes together: \(conflict)")
    }
    return SweepReport.ranked(trials).first
  }
}
