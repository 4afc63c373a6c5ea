import ArgumentParser
import Backtest
import Market
import Runs

extension OptimismDepth: ExpressibleByArgument {}

extension BacktestCommand {
  /// `--check`.
  func check(_ job: BacktestJob) throws {
    let folder = try out.map { try ReportFolder($0) }
    let (check, result) = try job.check()
    let text = CheckText(check) { isoText(ns: ($0 + 1) * 1_000_000, decimals: 0) }
    if json {
      try Console.line(text.json)
    } else {
      try Console.line("market: " + result.marketText { isoText(us: $0, decimals: 0) })
      for line in text.lines { try Console.line(line) }
    }
    try folder?.write("check.json") { try $0.line(text.json) }
    if !check.isClean { throw ExitCode(3) }
  }

  /// `--compare-fills`.
  func compareFills(_ job: BacktestJob) throws {
    let folder = try out.map { try ReportFolder($0) }
    let comparison = try job.compareFills()
    if json {
      try Console.line(comparison.json())
    } else {
      let time = { (us: Int64) in isoText(us: us, decimals: 3) }
      for line in comparison.lines(time: time) { try Console.line(line) }
    }
    try folder?.write("fill-comparison.json") { try $0.line(comparison.json()) }
  }
}
