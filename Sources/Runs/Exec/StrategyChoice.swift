package import Backtest

/// Which strategy is to be run: one of a registry by its name, or a command in any language.
package struct StrategyChoice: Sendable {
  package let name: String
  /// `NAME=VALUE`.
  package let assignments: [String]
  package let registry: StrategyRegistry
  package var isCommand: Bool { command != nil }
  private let command: StrategyCommand?
  private let parameters: [String]

  package init(_ name: String, assignments: [String], _ registry: StrategyRegistry) {
    self.name = name
    self.assignments = assignments
    self.registry = registry
    command = nil
    parameters = []
  }

  /// - Parameter sweep: text of a sweep over it, which names parameters, too.
  package init(
    _ command: StrategyCommand, assignments: [String], sweep: String? = nil
  ) throws {
    let items = assignments + (sweep?.split(separator: ",").map(String.init) ?? [])
    var names: [String] = []
    for item in items {
      guard let end = item.firstIndex(of: "=") else { continue }
      let name = String(item[..<end])
      if !names.contains(name) { names.append(name) }
    }
    name = StrategyCommand.name
    self.assignments = assignments
    registry = try command.registry(parameters: names)
    self.command = command
    parameters = names
  }

  private init(_ command: StrategyCommand, like choice: StrategyChoice) throws {
    name = choice.name
    assignments = choice.assignments
    parameters = choice.parameters
    registry = try command.registry(parameters: parameters)
    self.command = command
  }

  /// A command where it cannot read what it is tested on; nil where nothing keeps it from that.
  func secluded(from paths: [String]) throws -> StrategyChoice? {
    try command?.secluded(from: paths).map { try StrategyChoice($0, like: self) }
  }

  /// Throws `StrategyError` for a name or a value that is none, without running anything.
  package func check() throws {
    guard let strategy = registry.strategies.first(where: { $0.name == name }) else {
      throw StrategyError.unknownStrategy(name, known: registry.strategies.map(\.name))
    }
    _ = try ParameterValues(strategy, assignments: assignments)
  }

  /// Begins a run. A process cannot be copied: every run of a command has one of its own.
  ///
  /// - Throws: `StrategyError` for a name or a value that is none.
  package func start(
    _ settings: BacktestSettings, hashesInput: Bool = true
  ) throws -> any BacktestRun {
    try registry.start(name, set: assignments, settings: settings, hashesInput: hashesInput)
  }
}
