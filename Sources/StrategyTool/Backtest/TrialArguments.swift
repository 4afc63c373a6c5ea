import ArgumentParser
import Backtest
import Runs

/// The options of `tool backtest` that run a strategy more than once.
struct TrialArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Try parameters: fast=5...50:5,slow=20,30 runs each pair on all cores.",
      discussion: "Ranges are FIRST...LAST:STEP. Says how likely the best is luck."))
  var sweep: String?

  @Option(
    help: ArgumentHelp(
      "Keep the sweep's trials there, one JSON line each, and do not run those that are there.",
      discussion: "Unless given: trials.ndjson in the folder of --out.", valueName: "file"))
  var ledger: String?

  @Option(
    name: .customLong("walk-forward"),
    help: ArgumentHelp(
      "With --sweep: train=30d,test=7d takes the best of 30 days and trades it on the next 7.",
      discussion: "Again and again, over the whole recording; the tests make one account."))
  var walkForward: WalkForwardArgument?

  @Flag(
    help: ArgumentHelp(
      "Look for a strategy that sees the future, or never answers twice the same.",
      discussion: "Runs it again, with the future cut off, from later starts, and with the symbols "
        + "reversed. Exit status 3 and the first difference where there is one."))
  var check = false

  @Flag(
    name: .customLong("compare-fills"),
    help: ArgumentHelp(
      "Run on candles and on the tape, and list the fills that differ.",
      discussion: "The same decisions, filled from a candle's walk and from the recorded trades."))
  var comparesFills = false

  @Option(
    help: ArgumentHelp(
      "Whether the profit survives other latencies, slippages and fills: off, quick or full.",
      discussion: "full also runs on the tape, or on candles where the tape was asked for. quick "
        + "unless given, but off for --exec: each of these runs starts the command anew."))
  var optimism: OptimismDepth?

  func optimism(of choice: StrategyChoice) -> OptimismDepth {
    optimism ?? (choice.isCommand ? .off : .quick)
  }

  func validate(expect: String?) throws {
    if sweep == nil, ledger != nil { throw ValidationError("--ledger belongs to --sweep") }
    if walkForward != nil, sweep == nil {
      throw ValidationError("--walk-forward needs --sweep, which names the parameters to try")
    }
    if walkForward != nil, ledger != nil {
      throw ValidationError(
        "--ledger does not go with --walk-forward: each window is a market of its own")
    }
    if check, sweep != nil || expect != nil {
      throw ValidationError("--check stands alone: leave --sweep and --expect out")
    }
    if comparesFills, check || sweep != nil || expect != nil {
      throw ValidationError(
        "--compare-fills stands alone: leave --check, --sweep and --expect out")
    }
    if sweep != nil, expect != nil {
      throw ValidationError(
        "--expect belongs to a single backtest: each trial of a sweep has a run hash of its own")
    }
  }
}

/// `train=30d,test=7d`, in either order.
struct WalkForwardArgument: ExpressibleByArgument {
  let lengths: WalkForward.Lengths

  init?(argument: String) {
    var values: [Substring: Int64] = [:]
    for item in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let halves = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard halves.count == 2, ["train", "test"].contains(halves[0]), values[halves[0]] == nil,
        let duration = DurationArgument(argument: String(halves[1]))
      else { return nil }
      values[halves[0]] = duration.ns / 1_000_000
    }
    guard let train = values["train"], let test = values["test"],
      let lengths = WalkForward.Lengths(trainMs: train, testMs: test)
    else { return nil }
    self.lengths = lengths
  }
}
