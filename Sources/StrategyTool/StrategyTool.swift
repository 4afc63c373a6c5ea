public import Backtest

/// The command line as a library, for a strategy of your own:
///
/// ```swift
/// @main struct MyTool { static func main() { StrategyTool.main([MyStrategy.self]) } }
/// ```
/// `mytool backtest FOLDER --strategy my-strategy` then takes recordings and options as
/// `tool backtest` does; it is the same code.
public enum StrategyTool {
  nonisolated(unsafe) private(set) static var registry = StrategyRegistry.builtIn

  /// Runs the command that the process was started with, and ends the process if that fails.
  /// Strategies are added to the built-in ones; their names must be new.
  public static func main(_ strategies: [any NamedStrategy.Type] = []) {
    for strategy in strategies { registry.add(strategy) }
    Tool.run()
  }
}
