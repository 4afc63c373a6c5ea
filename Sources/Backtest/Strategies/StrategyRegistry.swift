/// A strategy that can be chosen by name and set up from text.
public protocol NamedStrategy: Strategy, SendableMetatype {
  static var description: StrategyDescription { get }

  /// Throws `StrategyError.conflict` where the values do not go together.
  init(_ values: ParameterValues) throws(StrategyError)
}

/// Strategies by name.
///
/// ```swift
/// var registry = StrategyRegistry.builtIn
/// registry.add(MyStrategy.self)
/// var run = try registry.start("sma-cross", set: ["fast=10"], settings: settings)
/// ```
public struct StrategyRegistry: Sendable {
  private struct Entry: Sendable {
    let description: StrategyDescription
    let start: @Sendable (ParameterValues, BacktestSettings, Bool) throws -> any BacktestRun
  }

  private var entries: [Entry] = []

  public init() {}

  /// The strategies that come with the product.
  public static let builtIn: StrategyRegistry = {
    var registry = StrategyRegistry()
    registry.add(PerSymbol<SMACross>.self)
    registry.add(PerSymbol<RSIReversion>.self)
    registry.add(PerSymbol<BollingerReversion>.self)
    registry.add(PerSymbol<DonchianBreakout>.self)
    registry.add(PerSymbol<Grid>.self)
    registry.add(PerSymbol<BuyAndHold>.self)
    return registry
  }()

  /// What there is, in the order in which it was added.
  public var strategies: [StrategyDescription] { entries.map(\.description) }

  /// Adds a strategy. Its name must be new.
  public mutating func add<S: NamedStrategy>(_ type: S.Type) {
    add(S.description) { values, settings, hashesInput in
      try Backtester(
        strategy: try S(values), settings: settings, label: values.label, hashesInput: hashesInput)
    }
  }

  /// The same for one that is no type of its own: `start` begins a run of it, and hashes its input or not.
  package mutating func add(
    _ description: StrategyDescription,
    start: @escaping @Sendable (ParameterValues, BacktestSettings, Bool) throws -> any BacktestRun
  ) {
    precondition(
      !entries.contains { $0.description.name == description.name },
      "two strategies are named \(description.name)")
    entries.append(Entry(description: description, start: start))
  }

  /// Sets a strategy up and begins its backtest. `assignments` are texts such as `fast=10`.
  /// Throws `StrategyError` or `BacktestError`.
  public func start(
    _ name: String, set assignments: [String] = [], settings: BacktestSettings,
    hashesInput: Bool = true
  ) throws -> any BacktestRun {
    guard let entry = entries.first(where: { $0.description.name == name }) else {
      throw StrategyError.unknownStrategy(name, known: strategies.map(\.name))
    }
    let values = try ParameterValues(entry.description, assignments: assignments)
    return try entry.start(values, settings, hashesInput)
  }
}
