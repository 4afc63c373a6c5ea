package import Backtest
import Basics
import Market

/// A sweep: which strategy, which parameters, and which of them are held.
package struct SweepJob {
  package let strategy: StrategyDescription
  /// `NAME=VALUE` of the parameters that are not swept.
  private let assignments: [String]
  private let space: SweepSpace
  private let registry: StrategyRegistry

  /// `text` is such as `fast=5...50:5,slow=20,30`.
  ///
  /// - Throws: `StrategyError` for a name or a value that is none.
  package init(_ text: String, of choice: StrategyChoice) throws {
    let (name, registry) = (choice.name, choice.registry)
    guard let strategy = registry.strategies.first(where: { $0.name == name }) else {
      throw StrategyError.unknownStrategy(name, known: registry.strategies.map(\.name))
    }
    self.registry = registry
    let assignments = choice.assignments
    self.strategy = strategy
    self.assignments = assignments
    space = try SweepSpace(text, strategy)
    // A parameter may not be both held and swept.
    _ = try ParameterValues(strategy, assignments: assignments + space.assignments(0))
  }

  /// A run of the strategy with a trial's parameters.
  package func start(
    _ label: StrategyLabel, _ settings: BacktestSettings
  ) throws -> any BacktestRun {
    let names = Set(space.axes.map(\.name))
    let swept = label.settings.filter { names.contains($0.name) }
    return try registry.start(
      strategy.name, set: assignments + swept.map { "\($0.name)=\($0.value)" },
      settings: settings)
  }

  /// Runs trials of these settings.
  func runner(_ settings: BacktestSettings) -> SweepRunner {
    let (strategy, assignments, registry) = (strategy, assignments, registry)
    return SweepRunner(
      space: space,
      start: { swept in
        try registry.start(
          strategy.name, set: assignments + swept, settings: settings, hashesInput: false)
      },
      label: { swept in
        try ParameterValues(strategy, assignments: assignments + swept).label.text
      })
  }

  /// The trials of a whole market, those in the ledger not run again. `result` is that of a run over
  /// the market.
  package func run(
    _ market: RecordedMarket, _ result: BacktestResult, ledger path: String?, observe: RunObserver
  ) throws -> SweepReport {
    let sliced = try slice(market, result)
    let assumptions = sliced.assumptions(result, strategy: strategy.name)
    let ledger =
      try path.map { try SweepLedger(path: $0, assumptions: assumptions, strategy: strategy) }
      ?? SweepLedger()
    let known = Set(ledger.trials.map(\.label.text))
    let outcome = try runner(result.settings).run(sliced, known: known) { done in
      try observe(
        .progress(
          RunProgress(
            "sweep", done: Int64(done), total: Int64(space.count), note: "\(done) trials")))
    } handOver: {
      try ledger.add($0)
    }
    if ledger.trials.isEmpty, let conflict = outcome.firstConflict {
      throw RunError("no combination of the sweep goes together: \(conflict)")
    }
    if !known.isEmpty {
      try observe(.info("\(known.count) trials were in the ledger, \(outcome.ranCount) are new"))
    }
    return SweepReport(
      space, ledger.trials, skippedCount: outcome.skippedCount,
      share: { WorkerPool.map($0, $1) })
  }

  func slice(_ market: RecordedMarket, _ result: BacktestResult) throws -> SlicedMarket {
    guard let sliced = SlicedMarket(market, result) else {
      throw RunError(
        "a sweep needs at least \(SlicedMarket.blockCount) candles of the interval, and there are "
          + "\(result.candleCount): choose a shorter --interval, or a longer recording")
    }
    return sliced
  }
}
