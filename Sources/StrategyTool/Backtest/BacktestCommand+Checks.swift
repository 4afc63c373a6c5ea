import ArgumentParser
import Backtest
import Basics
import Market
import Runs

extension OptimismDepth: ExpressibleByArgument {}

extension BacktestCommand {
  /// `--check`.
  func check(_ job: BacktestJob) throws {
    let folder = try out.map { try ReportFolder($0) }
    let (check, played) = try job.check()
    let text = CheckText(check)
    let market = "market: " + played.result.marketText { isoText(us: $0, decimals: 0) }
    try Console.lines(json ? [text.json] : [market] + text.lines)
    try folder?.write("check.json") { try $0.line(text.json) }
    if !check.isClean { throw ExitCode(3) }
    try checkWhole(played)
  }

  /// `--compare-fills`.
  func compareFills(_ job: BacktestJob) throws {
    let folder = try out.map { try ReportFolder($0) }
    let (comparison, isWhole) = try job.compareFills()
    try Console.lines(
      json ? [comparison.json()] : comparison.lines { isoText(us: $0, decimals: 3) })
    try folder?.write("fill-comparison.json") { try $0.line(comparison.json()) }
    if !isWhole { throw ExitCode(3) }
  }
}
