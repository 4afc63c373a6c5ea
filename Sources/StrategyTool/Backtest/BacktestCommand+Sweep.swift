import Backtest
import Basics
import Market
import Runs

extension BacktestCommand {
  /// `--sweep`.
  func run(_ sweep: SweepJob, _ job: BacktestJob) throws {
    let folder = try out.map { try ReportFolder($0) }
    let (market, played) = try job.read()
    let result = played.result
    let interruption = Interruption()
    defer { interruption.stopListening() }
    let observe = interruption.checked(Console.show)
    if let walk = trials.walkForward {
      let walked = try sweep.walk(market, result.settings, walk.lengths, observe: observe)
      try show(walked, of: sweep, beside: result, folder)
      return try checkWhole(played)
    }
    let report = try sweep.run(
      market, result, ledger: trials.ledger ?? folder.map { $0.path + "/trials.ndjson" },
      observe: observe)
    let lines = SweepText(report, result, strategy: sweep.strategy.name).lines
    try Console.lines(json ? [report.json()] : lines)
    if let folder { try write(report, of: sweep, job, folder) }
    try checkWhole(played)
  }

  private func write(
    _ report: SweepReport, of sweep: SweepJob, _ job: BacktestJob, _ folder: ReportFolder
  ) throws {
    try folder.write("sweep.json") { try $0.line(report.json()) }
    if let heatMap = report.heatMap {
      try folder.write("heatmap.svg") { try $0.line(heatMap.svg()) }
    }
    if let best = report.best {
      try writePage(report, try job.play(sweep.start(best.label, job.settings)), folder)
    }
  }

  /// The report of the best trial, with what the sweep found around it.
  private func writePage(
    _ report: SweepReport, _ played: PlayedBacktest, _ folder: ReportFolder
  ) throws {
    guard let metrics = Metrics(played.result, played.history) else { return }
    let page = ReportPage(
      played.result, metrics, played.history, evidence: played.evidence, optimism: nil,
      trials: SweepText.verdict(report), more: [.sweep(report, facts: SweepText.doubts(report))]
    ) { isoText(us: $0, decimals: 0) }
    try folder.write(
      ReportFiles(played.result, metrics, evidence: played.evidence, optimism: nil), page)
  }

  /// `--walk-forward`.
  private func show(
    _ walk: WalkForward, of sweep: SweepJob, beside result: BacktestResult,
    _ folder: ReportFolder?
  ) throws {
    let lines = WalkForwardText(walk, result, strategy: sweep.strategy.name).lines
    try Console.lines(json ? [walk.json()] : lines)
    guard let folder else { return }
    try folder.write("walk-forward.json") { try $0.line(walk.json()) }
    let page = ReportPage(walk, strategy: sweep.strategy.name) { isoText(us: $0, decimals: 0) }
    try folder.write("walk-forward.html") { try $0.write(Array(page.html().utf8).span) }
  }
}
