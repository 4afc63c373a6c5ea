package import Backtest

/// Which strategy is to be run: one of a registry by its name, or a command in any language.
package enum StrategyChoice {
  /// `assignments` are `NAME=VALUE`.
  case named(String, assignments: [String], StrategyRegistry)
  case command(StrategyCommand)

  /// Begins a run. A process cannot be copied: every run of a command has one of its own.
  ///
  /// - Throws: `StrategyError` for a name or a value that is none.
  package func start(
    _ settings: BacktestSettings, hashesInput: Bool = true
  ) throws -> any BacktestRun {
    switch self {
    case .named(let name, let assignments, let registry):
      try registry.start(
        name, set: assignments, settings: settings, hashesInput: hashesInput)
    case .command(let command): try command.start(settings)
    }
  }

  package var isCommand: Bool { if case .command = self { true } else { false } }
}
