import ArgumentParser
import Backtest
import Market

/// How many assumptions a plain backtest is tried under.
enum Optimism: String, CaseIterable, ExpressibleByArgument {
  case off, quick, full
}

extension BacktestCommand {
  /// Candles and trades kept for the optimism meter: about 200 MB.
  static let optimismKeepsMax = 1_000_000

  /// `--check`.
  func check(_ settings: BacktestSettings, _ source: any BacktestMarket) throws {
    let folder = try out.map { try ReportFolder($0) }
    let (market, result) = try read(settings, source)
    let check = try CausalityCheck(market) { _ in try chosen.start(settings) }
    let text = CheckText(check) { isoText(ns: ($0 + 1) * 1_000_000, decimals: 0) }
    if json {
      try Console.line(text.json)
    } else {
      try Console.line("market: " + result.marketText { isoText(us: $0, decimals: 0) })
      for line in text.lines { try Console.line(line) }
    }
    try folder?.write("check.json") { try $0.line(text.json) }
    if !check.isClean { throw ExitCode(3) }
  }

  /// `--compare-fills`.
  func compareFills(_ settings: BacktestSettings, _ source: any BacktestMarket) throws {
    guard source.hasTape else {
      throw ToolError("there is no tape to compare with: the market is candles alone")
    }
    let folder = try out.map { try ReportFolder($0) }
    var (onCandles, onTape) = (settings, settings)
    (onCandles.fills, onTape.fills) = (.candles, .tape)
    let candles = try source.play(chosen.start(onCandles)).result
    let comparison = FillComparison(candles, try source.play(chosen.start(onTape)).result)
    if json {
      try Console.line(comparison.json())
    } else {
      let time = { (us: Int64) in isoText(us: us, decimals: 3) }
      for line in comparison.lines(time: time) { try Console.line(line) }
    }
    try folder?.write("fill-comparison.json") { try $0.line(comparison.json()) }
  }

  /// The run asked for, and the same market under other assumptions. The market is not kept beyond
  /// that: what follows needs its room.
  func play(
    _ settings: BacktestSettings, _ source: any BacktestMarket
  ) throws -> (PlayedBacktest, OptimismMeter?) {
    let run = try chosen.start(settings)
    if trials.optimism == .off { return (try source.play(run), nil) }
    var played = try source.play(CollectingRun(run, keepsMax: Self.optimismKeepsMax))
    let market = (played.run as? CollectingRun)?.market
    played.run = nil
    return (played, try optimism(played.result, market, source))
  }

  /// The optimism meter over what the run was given; nil if it is switched off or the market was too
  /// large to keep.
  func optimism(
    _ result: BacktestResult, _ market: RecordedMarket?, _ source: any BacktestMarket
  ) throws -> OptimismMeter? {
    // A command in another language is not started five more times unasked.
    guard trials.optimism != .off, chosen.exec.exec == nil else { return nil }
    guard let market else {
      Console.report(
        "note: no optimism meter: the market has more than \(Self.optimismKeepsMax) candles and "
          + "trades")
      return nil
    }
    let variants = OptimismMeter.variants(of: result.settings, market)
    let (strategy, assignments) = (chosen.name, chosen.assignments)
    let played = AllCores.map(variants.count) { index in
      Result {
        let run = try StrategyTool.registry.start(
          strategy, set: assignments, settings: variants[index].settings, hashesInput: false)
        return OptimismMeter.Outcome(
          variants[index].name, try RecordedMarket.play([market], run))
      }
    }
    var outcomes = try played.map { try $0.get() }
    if trials.optimism == .full, source.hasTape {
      outcomes.append(try otherFills(result.settings, source))
    }
    return OptimismMeter(result, outcomes)
  }

  /// The tape where the run was on candles, and the other way round: read anew, since neither holds
  /// the other.
  private func otherFills(
    _ base: BacktestSettings, _ source: any BacktestMarket
  ) throws -> OptimismMeter.Outcome {
    var settings = base
    settings.fills = base.fills == .candles ? .tape : .candles
    return OptimismMeter.Outcome(
      "fills from \(settings.fills.rawValue)", try source.play(chosen.start(settings)).result)
  }
}
