import ArgumentParser
import Backtest
import Basics
import Runs

/// `tool compare`: runs side by side.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Hold the reports of backtests side by side.",
    discussion: """
      What differs in the assumptions comes first, then the figures, then what each order traded \
      beside those of the first run: of the same symbol and side, not farther apart than a candle.

      Exit status: 0, whatever differs.

      Examples:
        tool compare report-a report-b
        tool compare fast slow slower --html comparison.html
        tool compare live backtest --json | jq .fills
      """)

  @Argument(help: "Folders that backtest --out wrote; two or more.")
  var reports: [String]

  @Option(help: "Write a page there, too, with their equity on one axis.")
  var html: String?

  @Flag(help: "Print the comparison as JSON, with every order that traded otherwise.")
  var json = false

  private static let reportsMax = 12

  func validate() throws {
    guard (2...Self.reportsMax).contains(reports.count) else {
      throw ValidationError(
        "give 2 to \(Self.reportsMax) folders that 'tool backtest --out' wrote, not \(reports.count)"
      )
    }
  }

  func run() throws {
    let comparison = RunComparison(try reports.map(ReportReading.run))
    let time = { (us: Int64) in isoText(us: us, decimals: 3) }
    try Console.lines(json ? [comparison.json()] : comparison.lines(time: time))
    guard let html else { return }
    let sink = try Console.output(to: html)
    try sink.write(Array(ReportPage(comparison, time: time).html().utf8).span)
    try sink.finish()
  }
}
