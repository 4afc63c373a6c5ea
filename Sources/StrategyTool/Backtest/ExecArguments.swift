import ArgumentParser
import Backtest
import Basics
import Glibc

/// `--exec`: a strategy in another language.
struct ExecArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A strategy in any language: this command is told candles and answers with orders.",
      discussion: "One JSON line per candle or fill on its standard input, one array of orders per "
        + "line on its standard output. Run by sh: arguments may follow.",
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

  /// Starts the command and a backtest of it. A process cannot be copied: every run has its own.
  func start(_ settings: BacktestSettings) throws -> (any BacktestRun)? {
    guard let exec else { return nil }
    let strategy = PeerStrategy(try ExecProcess(exec, timeoutNs: timeout.ns))
    return try Backtester(strategy: strategy, settings: settings, label: try Self.label(exec))
  }

  /// The command, and the SHA-256 of every file that it names, are part of the run hash.
  private static func label(_ command: String) throws -> StrategyLabel {
    var settings = [StrategyLabel.Setting(name: "command", value: command)]
    for word in command.split(separator: " ") {
      let path = String(word).trimmingQuotes
      guard let hex = try sha256(ofFile: path) else { continue }
      settings.append(.init(name: "sha256:\(path)", value: hex))
    }
    return StrategyLabel(name: "exec", settings: settings)
  }

  /// Nil for what is no file.
  private static func sha256(ofFile path: String) throws -> String? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ToolError("cannot read \(path): \(errnoText())") }
    defer { close(descriptor) }
    var hash = SHA256()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw ToolError("cannot read \(path): \(errnoText())") }
      if count == 0 { return hash.finishHex() }
      hash.update(buffer.span.extracting(..<count))
    }
  }
}

/// What the last system call failed of.
func errnoText() -> String { String(cString: strerror(errno)) }

extension String {
  /// `'a.py'` as the shell reads it; texts with quotes inside stay as they are.
  fileprivate var trimmingQuotes: String {
    guard count >= 2, let quote = first, quote == last, quote == "'" || quote == "\"" else {
      return self
    }
    return String(dropFirst().dropLast())
  }
}
