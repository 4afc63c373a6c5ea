import ArgumentParser
import Backtest
import Basics
import Runs

/// Which strategy, and its parameters.
struct StrategyArguments: ParsableArguments {
  @Option(help: "The strategy's name; 'tool help backtest' lists all. (backtest: sma-cross)")
  var strategy: String?

  @OptionGroup var exec: ExecArguments

  @Option(
    name: .customLong("set"), help: "A parameter of the strategy: NAME=VALUE. May be repeated.")
  var assignments: [String] = []

  func validate() throws {
    guard exec.exec != nil, strategy != nil else { return }
    throw ValidationError("give --strategy or --exec, not both")
  }

  /// As given, or the usual one.
  private var name: String { strategy ?? "sma-cross" }

  /// Whether one was named.
  var isGiven: Bool { strategy != nil || exec.exec != nil }

  /// What was chosen.
  ///
  /// - Parameter sweep: of its parameters.
  func choice(sweep: String? = nil) throws -> StrategyChoice {
    if let command = exec.command {
      return try StrategyChoice(command, assignments: assignments, sweep: sweep)
    }
    return StrategyChoice(name, assignments: assignments, StrategyTool.registry)
  }

  /// Sets the strategy up and begins its run; a wrong name or value is wrong usage.
  func start(_ settings: BacktestSettings) throws -> any BacktestRun {
    try Self.asUsage { try choice().start(settings) }
  }

  /// Says what is wrong with names and values without running anything: a command is not started.
  func check(_ settings: BacktestSettings) throws {
    if exec.exec == nil {
      _ = try start(settings)
    } else {
      try Self.asUsage { try choice().check() }
    }
  }

  /// Throws what is wrong with names and values as wrong usage.
  static func asUsage<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as StrategyError {
      guard let found = error.found else { throw ValidationError(error.description) }
      throw ValidationError("\(error.summary). \(Nearest.advice(for: found, among: error.known))")
    } catch let error as BacktestError {
      throw ValidationError(error.description)
    }
  }
}
