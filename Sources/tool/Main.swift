import StrategyTool

/// The command line with the strategies that come with it.
@main
struct Main {
  static func main() { StrategyTool.main() }
}
