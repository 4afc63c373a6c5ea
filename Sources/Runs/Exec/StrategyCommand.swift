package import Backtest
import Basics
import Glibc

/// A strategy in another language: a command of the shell that is sent candles and answers with
/// orders.
package struct StrategyCommand {
  private let command: String
  private let timeoutNs: Int64
  private let onError: (ArraySlice<UInt8>) -> Void

  /// `timeoutNs` is how long one answer may take. `onError` is handed what the command writes to its
  /// standard error.
  package init(
    _ command: String, timeoutNs: Int64, onError: @escaping (ArraySlice<UInt8>) -> Void
  ) {
    self.command = command
    self.timeoutNs = timeoutNs
    self.onError = onError
  }

  /// Starts the command and a backtest of it.
  package func start(_ settings: BacktestSettings) throws -> any BacktestRun {
    let process = try ExecProcess(command, timeoutNs: timeoutNs, onError: onError)
    return try Backtester(
      strategy: PeerStrategy(process), settings: settings, label: try Self.label(command))
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
    guard descriptor >= 0 else { throw RunError("cannot read \(path): \(errnoText())") }
    defer { close(descriptor) }
    var hash = SHA256()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw RunError("cannot read \(path): \(errnoText())") }
      if count == 0 { return hash.finishHex() }
      hash.update(buffer.span.extracting(..<count))
    }
  }
}

extension String {
  /// `'a.py'` as the shell reads it; texts with quotes inside stay as they are.
  fileprivate var trimmingQuotes: String {
    guard count >= 2, let quote = first, quote == last, quote == "'" || quote == "\"" else {
      return self
    }
    return String(dropFirst().dropLast())
  }
}
