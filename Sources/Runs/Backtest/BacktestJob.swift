package import Backtest
import Basics
import Import
import Market

/// Under how many other assumptions a backtest is run again.
package enum OptimismDepth: String, CaseIterable, Sendable {
  case off
  /// Those that need the market to be read only once.
  case quick
  /// These, and the other kind of fills: trades of the recording instead of candles, or the other
  /// way round.
  case full
}

/// A strategy on a market, and what is to be known of it.
package struct BacktestJob {
  /// Candles and trades kept for the optimism meter: about 200 MB.
  private static let optimismKeepsMax = 1_000_000

  package let strategy: StrategyChoice
  package let settings: BacktestSettings
  private let market: any BacktestMarket
  private let observe: RunObserver

  /// The candles of `market` mark the account, whatever interval `settings` has, and with the first
  /// one that was asked for it opens.
  package init(
    _ strategy: StrategyChoice, on market: any BacktestMarket, settings: BacktestSettings,
    observe: @escaping RunObserver
  ) {
    self.strategy = strategy
    self.market = market
    var settings = settings
    settings.interval = market.interval
    settings.symbolNames = market.symbolNames
    self.settings = settings.opening(at: market.range)
    self.observe = observe
  }

  /// The run, and runs of the same market under other assumptions. The market is dropped
  /// afterwards: what follows needs its memory.
  package func play(_ depth: OptimismDepth) throws -> (PlayedBacktest, OptimismMeter?) {
    if depth == .off { return (try play(strategy.start(settings)), nil) }
    var played = try play(
      CollectingRun(strategy.start(settings), keepsMax: Self.optimismKeepsMax))
    let kept = (played.run as? CollectingRun)?.market
    played.run = nil
    return (played, try optimism(depth, played.result, kept))
  }

  /// Hands the market to a run, and to a second one where rows turn out to stand in no order.
  package func play(
    _ start: @autoclosure () throws -> any BacktestRun
  ) throws -> PlayedBacktest {
    let played: PlayedBacktest
    do {
      played = try market.play(start(), observe: observe)
    } catch is RowDisorder {
      played = try market.sorting().play(start(), observe: observe)
    }
    if !market.hasTape, let silence = played.evidence.candles.silenceText {
      try observe(.warning(silence))
    }
    if let unmeasured = played.evidence.candles.unmeasuredText { try observe(.note(unmeasured)) }
    let dropped = played.result.warmUpOrderCount
    if dropped > 0 {
      try observe(
        .note(
          "\(dropped) order\(dropped == 1 ? " was" : "s were") given during the warm-up and went nowhere:"
            + " a strategy hears that it warms up (isWarmingUp)"))
    }
    return played
  }

  /// Reads the market once, with a run that orders nothing, and keeps what it was given.
  package func read() throws -> (market: RecordedMarket, played: PlayedBacktest) {
    func start() throws -> any BacktestRun {
      do { return try settings.idleRun() } catch { throw RunError(error.description) }
    }
    let played = try play(CollectingRun(start()))
    guard let market = (played.run as? CollectingRun)?.market else {
      preconditionFailure("a market without bounds was not kept")
    }
    return (market, played)
  }

  /// Looks for a strategy that sees the future. `played` is a run over the same market.
  package func check() throws -> (check: CausalityCheck, played: PlayedBacktest) {
    let (market, played) = try read()
    var check = try CausalityCheck(market) { _ in try strategy.start(settings) }
    if strategy.isCommand { try seclude(&check, market) }
    return (check, played)
  }

  /// A command may open the market's files itself: once more where it cannot.
  private func seclude(_ check: inout CausalityCheck, _ kept: RecordedMarket) throws {
    guard let secluded = try strategy.secluded(from: market.paths) else {
      return check.noteOpenFiles()
    }
    do {
      try check.noteSecluded(kept, secluded.start(settings))
    } catch {
      check.noteSecluded(failure: "\(error)")
    }
  }

  /// The same strategy on candles and on the tape.
  package func compareFills() throws -> (comparison: FillComparison, isWhole: Bool) {
    guard market.hasTape else {
      throw RunError("there is no tape to compare with: the market is candles alone")
    }
    let candles = try play(start(filledFrom: .candles)).result
    let tape = try play(start(filledFrom: .tape))
    return (FillComparison(candles, tape.result), tape.isWhole)
  }

  private func start(
    filledFrom source: BacktestSettings.FillSource
  ) throws -> any BacktestRun {
    var settings = settings
    settings.fills = source
    return try strategy.start(settings)
  }

  /// Nil if the market was too large to keep.
  private func optimism(
    _ depth: OptimismDepth, _ result: BacktestResult, _ kept: RecordedMarket?
  ) throws -> OptimismMeter? {
    guard let kept else {
      try observe(
        .note(
          "no optimism meter: the market has more than \(Self.optimismKeepsMax) candles and trades"
        ))
      return nil
    }
    let variants = OptimismMeter.variants(of: result.settings, kept)
    let strategy = strategy
    let played = WorkerPool.map(variants.count) { index in
      Result {
        let run = try strategy.start(variants[index].settings, hashesInput: false)
        return OptimismMeter.Outcome(variants[index].name, try RecordedMarket.play([kept], run))
      }
    }
    var outcomes = try played.map { try $0.get() }
    if depth == .full, market.hasTape {
      // Read anew, since neither market holds the other.
      let other: BacktestSettings.FillSource = settings.fills == .candles ? .tape : .candles
      outcomes.append(
        OptimismMeter.Outcome(
          "fills from \(other.rawValue)", try play(start(filledFrom: other)).result))
    }
    return OptimismMeter(result, outcomes)
  }
}
