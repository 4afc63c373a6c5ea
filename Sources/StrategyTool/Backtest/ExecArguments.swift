import ArgumentParser
import Runs

/// `--exec`: a strategy in another language.
struct ExecArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A strategy in any language: this command is sent candles and answers with orders.",
      discussion: "One JSON line per candle or fill on its standard input, one array of orders per "
        + "line on its standard output. Run by sh: arguments may follow. --set and --sweep name its "
        + "parameters, which stand in its first line.",
      valueName: "command"))
  var exec: String?

  @Option(
    name: .customLong("exec-timeout"), help: "How long the command may take for one answer.")
  var timeout = DurationArgument(ns: 10_000_000_000)

  func validate() throws {
    guard let exec else { return }
    guard !exec.isEmpty, !exec.utf8.contains(where: { $0 < 0x20 }) else {
      throw ValidationError("--exec needs a command in one line, such as --exec ./strategy.py")
    }
    if timeout.ns < 1_000_000 { throw ValidationError("--exec-timeout must be at least 1ms") }
  }

  /// What it writes to its standard error comes out on ours.
  var command: StrategyCommand? {
    exec.map { StrategyCommand($0, timeoutNs: timeout.ns, onError: Console.pass) }
  }
}
