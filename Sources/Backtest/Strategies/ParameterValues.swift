public import Market

/// The values of all parameters of a strategy: those that were set, and the defaults.
public struct ParameterValues: Sendable, Hashable {
  enum Value: Sendable, Hashable {
    case integer(Int)
    case amount(Amount)
    case share(Ratio)
    case number(Double)
    case text(String)
    case flag(Bool)
    case absent
  }

  public let strategy: StrategyDescription
  /// One for each of `strategy.parameters`.
  private var values: [Value]

  /// Takes assignments such as `fast=10`, each parameter at most once.
  public init(
    _ strategy: StrategyDescription, assignments: [String]
  ) throws(StrategyError) {
    self.strategy = strategy
    values = strategy.parameters.map { parameter in
      guard let text = parameter.defaultText else { return .absent }
      guard let value = parameter.value(text) else {
        preconditionFailure("default \(text) of \(strategy.name) \(parameter.name)")
      }
      return value
    }
    var isSet = values.map { _ in false }
    for assignment in assignments {
      let (index, value) = try Self.read(assignment, strategy)
      if isSet[index] { throw .setTwice(strategy.parameters[index].name, assignment: assignment) }
      isSet[index] = true
      values[index] = value
    }
  }

  private static func read(
    _ assignment: String, _ strategy: StrategyDescription
  ) throws(StrategyError) -> (Int, Value) {
    let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw .noValue(assignment: assignment)
    }
    let name = String(parts[0])
    guard let index = strategy.parameters.firstIndex(where: { $0.name == name }) else {
      throw .unknownParameter(name, of: strategy)
    }
    let parameter = strategy.parameters[index]
    guard let value = parameter.value(String(parts[1])) else {
      throw .badValue(assignment: assignment, expected: parameter.expectation)
    }
    return (index, value)
  }

  /// A whole number. The parameter must be declared as one: anything else is the strategy's bug.
  public func integer(_ name: String) -> Int {
    guard case .integer(let value) = value(name) else { wrongKind(name) }
    return value
  }

  /// An amount; nil if absent.
  public func amount(_ name: String) -> Amount? {
    switch value(name) {
    case .amount(let value): return value
    case .absent: return nil
    case .integer, .share, .number, .text, .flag: wrongKind(name)
    }
  }

  /// A number.
  public func number(_ name: String) -> Double {
    guard case .number(let value) = value(name) else { wrongKind(name) }
    return value
  }

  /// A text; nil if absent.
  public func text(_ name: String) -> String? {
    switch value(name) {
    case .text(let value): return value
    case .absent: return nil
    case .integer, .amount, .share, .number, .flag: wrongKind(name)
    }
  }

  /// Whether something is switched on.
  public func flag(_ name: String) -> Bool {
    guard case .flag(let value) = value(name) else { wrongKind(name) }
    return value
  }

  /// A share from 0 to 1.
  public func share(_ name: String) -> Ratio {
    guard case .share(let value) = value(name) else { wrongKind(name) }
    return value
  }

  /// Name and parameters for results and the run hash.
  public var label: StrategyLabel {
    let settings = zip(strategy.parameters, values).map { parameter, value in
      let text =
        switch value {
        case .integer(let value): String(value)
        case .amount(let value): value.description
        case .share(let value): value.text
        case .number(let value): "\(value)"
        case .text(let value): value
        case .flag(let value): "\(value)"
        case .absent: parameter.absentText
        }
      return StrategyLabel.Setting(name: parameter.name, value: text)
    }
    return StrategyLabel(name: strategy.name, settings: settings)
  }

  private func value(_ name: String) -> Value {
    guard let index = strategy.parameters.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("\(strategy.name) declares no parameter \(name)")
    }
    return values[index]
  }

  private func wrongKind(_ name: String) -> Never {
    preconditionFailure("parameter \(name) of \(strategy.name) is declared as another kind")
  }
}
