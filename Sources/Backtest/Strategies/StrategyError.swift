/// A strategy or a parameter that cannot be used as asked. `found` and `known` let a command line
/// add "Did you mean …?".
public enum StrategyError: Error, Hashable, Sendable {
  case unknownStrategy(String, known: [String])
  case unknownParameter(String, of: StrategyDescription)
  /// `fast` without `=10`.
  case noValue(assignment: String)
  case setTwice(String, assignment: String)
  case badValue(assignment: String, expected: String)
  /// Values that do not go together; the text says which and why.
  case conflict(String)

  /// The name that was not found among `known`; nil for other errors.
  public var found: String? {
    switch self {
    case .unknownStrategy(let name, _), .unknownParameter(let name, _): name
    case .noValue, .setTwice, .badValue, .conflict: nil
    }
  }

  /// The names that exist, for a name that does not.
  public var known: [String] {
    switch self {
    case .unknownStrategy(_, let known): known
    case .unknownParameter(_, let strategy): strategy.parameters.map(\.name)
    case .noValue, .setTwice, .badValue, .conflict: []
    }
  }

  /// The error without the list of names.
  public var summary: String {
    switch self {
    case .unknownStrategy(let name, _): "unknown strategy '\(name)'"
    case .unknownParameter(let name, let strategy):
      "strategy \(strategy.name) has no parameter '\(name)'"
    case .noValue(let assignment): "'\(assignment)' sets nothing: write NAME=VALUE"
    case .setTwice(let name, let assignment):
      "parameter '\(name)' is set again by '\(assignment)': set it once"
    case .badValue(let assignment, let expected): "'\(assignment)': expected \(expected)"
    case .conflict(let text): text
    }
  }
}

extension StrategyError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownStrategy: "\(summary). Known: \(known.joined(separator: ", "))."
    case .unknownParameter where known.isEmpty: "\(summary). It has none."
    case .unknownParameter: "\(summary). Known: \(known.joined(separator: ", "))."
    case .noValue, .setTwice, .badValue, .conflict: summary
    }
  }
}
