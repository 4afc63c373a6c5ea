package import Backtest
import Basics
import Glibc

/// A strategy in another language: a command of the shell that is sent candles and answers with
/// orders.
package struct StrategyCommand: Sendable {
  /// How a strategy in another language is called in results.
  package static let name = "exec"
  private static let commandSetting = "command"
  private static let hashSetting = "sha256:"

  private let command: String
  /// Recordings or CSVs that it cannot read.
  private var hidden: [String] = []
  private let timeoutNs: Int64
  private let onError: @Sendable (ArraySlice<UInt8>) -> Void

  /// `timeoutNs` is how long one answer may take. `onError` is handed what the command writes to its
  /// standard error.
  package init(
    _ command: String, timeoutNs: Int64, onError: @escaping @Sendable (ArraySlice<UInt8>) -> Void
  ) {
    self.command = command
    self.timeoutNs = timeoutNs
    self.onError = onError
  }

  /// The command as the one strategy of a registry, so that all that is done with strategies is done with
  /// it, too. Each run has a process of its own.
  ///
  /// The command and the SHA-256 of every file that it names are settings that nobody sets: they are part
  /// of the run hash.
  ///
  /// - Parameter names: parameters that are set or swept. The command hears their values as texts.
  package func registry(parameters names: [String]) throws -> StrategyRegistry {
    if command.isEmpty || command.contains(where: \.isNewline) {
      throw RunError("a command is one line of the shell, such as ./strategy.py")
    }
    for name in names where name == Self.commandSetting || name.hasPrefix(Self.hashSetting) {
      throw RunError("a command's parameter cannot be named \(name)")
    }
    let heard = Set(names)
    let label = try label()
    let fixed = label.map {
      StrategyParameter($0.name, .text, default: $0.value, "part of the hash")
    }
    let free = names.map { StrategyParameter($0, .text, default: nil, "for the command") }
    var registry = StrategyRegistry()
    registry.add(
      StrategyDescription(name: Self.name, summary: command, parameters: fixed + free)
    ) { [self] values, settings, hashesInput in
      let process = try ExecProcess(
        command, timeoutNs: timeoutNs,
        seclusion: hidden.isEmpty ? nil : Seclusion(hiding: hidden, for: words), onError: onError)
      let parameters = values.label.settings.filter { heard.contains($0.name) }
      return try Backtester(
        strategy: PeerStrategy(process, parameters: parameters), settings: settings,
        label: values.label, hashesInput: hashesInput)
    }
    return registry
  }

  /// The command where it cannot read some recordings or CSVs; nil where the kernel cannot keep files from
  /// a process.
  func secluded(from paths: [String]) -> StrategyCommand? {
    guard Seclusion.isPossible else { return nil }
    var command = self
    command.hidden = paths
    return command
  }

  private var words: [String] { command.split(separator: " ").map { String($0).trimmingQuotes } }

  private func label() throws -> [StrategyLabel.Setting] {
    var settings = [StrategyLabel.Setting(name: Self.commandSetting, value: command)]
    for path in words {
      guard let hex = try Self.sha256(ofFile: path),
        !settings.contains(where: { $0.name == Self.hashSetting + path })
      else { continue }
      settings.append(.init(name: Self.hashSetting + path, value: hex))
    }
    return settings
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
