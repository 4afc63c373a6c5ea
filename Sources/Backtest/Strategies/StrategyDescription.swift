/// What a strategy is called, what it does, and what can be set.
public struct StrategyDescription: Sendable, Hashable {
  /// As on a command line: `sma-cross`.
  public let name: String
  /// One line for a list of strategies.
  public let summary: String
  public let parameters: [StrategyParameter]

  public init(name: String, summary: String, parameters: [StrategyParameter] = []) {
    self.name = name
    self.summary = summary
    self.parameters = parameters
  }
}
