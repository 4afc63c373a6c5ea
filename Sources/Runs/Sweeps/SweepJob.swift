import ArgumentParser
import Backtest
import Market

/// `--sweep`: which strategy, which parameters, and where its trials are kept.
struct SweepJob {
  let strategy: StrategyDescription
  /// Those that `--set` holds fast.
  let assignments: [String]
  let space: SweepSpace

  /// Checks names and values; throws what a wrong one throws.
  init(_ text: String, strategy name: String, set assignments: [String]) throws {
    let registry = StrategyTool.registry
    guard let strategy = registry.strategies.first(where: { $0.name == name }) else {
      throw StrategyError.unknownStrategy(name, known: registry.strategies.map(\.name))
    }
    self.strategy = strategy
    self.assignments = assignments
    space = try SweepSpace(text, strategy)
    // A parameter may not be both held and swept.
    _ = try ParameterValues(strategy, assignments: assignments + space.assignments(0))
  }

  /// Runs trials of these settings.
  func runner(_ settings: BacktestSettings, title: String? = "sweep") -> SweepRunner {
    let (strategy, assignments) = (strategy, assignments)
    return SweepRunner(
      space: space,
      start: { swept in
        try StrategyTool.registry.start(
          strategy.name, set: assignments + swept, settings: settings, hashesInput: false)
      },
      label: { swept in
        try ParameterValues(strategy, assignments: assignments + swept).label.text
      },
      title: title)
  }

  /// The trials of a whole market, those in the ledger not run again.
  func run(
    _ market: RecordedMarket, _ result: BacktestResult, ledger path: String?
  ) throws -> SweepReport {
    let sliced = try slice(market, result)
    let assumptions = sliced.assumptions(result, strategy: strategy.name)
    let ledger =
      try path.map { try SweepLedger(path: $0, assumptions: assumptions, strategy: strategy) }
      ?? SweepLedger()
    let known = Set(ledger.trials.map(\.label.text))
    let outcome = try runner(result.settings).run(sliced, known: known) { try ledger.add($0) }
    if ledger.trials.isEmpty, let conflict = outcome.firstConflict {
      throw ToolError("no combination of the sweep goes together: \(conflict)")
    }
    if !known.isEmpty {
      Console.report("\(known.count) trials were in the ledger, \(outcome.ranCount) are new")
    }
    return SweepReport(
      space, ledger.trials, skippedCount: outcome.skippedCount,
      share: { AllCores.map($0, $1) })
  }

  func slice(_ market: RecordedMarket, _ result: BacktestResult) throws -> SlicedMarket {
    guard let sliced = SlicedMarket(market, result) else {
      throw ToolError(
        "a sweep needs at least \(SlicedMarket.blockCount) candles of the interval, and there are "
          + "\(result.candleCount): choose a shorter --interval, or a longer recording")
    }
    return sliced
  }
}
