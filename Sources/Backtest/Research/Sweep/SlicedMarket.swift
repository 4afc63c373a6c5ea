import Basics
import Market

/// A market cut for a sweep: 16 blocks for the test of overfitting, each of up to 8 slices, whose
/// returns are its samples.
package struct SlicedMarket: Sendable {
  package static let blockCount = 16
  package static let slicesPerBlock = 8

  package let slices: [RecordedMarket]
  /// Of everything consumed, as in the run hash.
  let input: [UInt8]

  /// Nil where the market has fewer instants than there are blocks. `input` is the digest of a
  /// hashed run over the same market.
  package init?(_ market: RecordedMarket, _ result: BacktestResult) {
    guard let input = result.manifest?.input else { return nil }
    let instants = market.instantCount
    let perBlock = min(Self.slicesPerBlock, instants / Self.blockCount)
    guard perBlock > 0 else { return nil }
    let count = perBlock * Self.blockCount
    slices = market.slices(count)
    guard slices.count == count else { return nil }
    self.input = input
  }

  /// Runs trials side by side: each slice is walked by one after the other while it is in the cache.
  package func play(_ trials: [any BacktestRun]) throws(BacktestError) -> [SweepTrial] {
    var runs = trials
    var equity = runs.map { [AmountSum($0.broker.cash)] }
    for (number, slice) in slices.enumerated() {
      for index in runs.indices {
        if number == 0 { try slice.begin(&runs[index]) }
        try slice.feed(&runs[index])
        try runs[index].endInstant()
        equity[index].append(runs[index].broker.equity)
      }
    }
    var results: [SweepTrial] = []
    for index in runs.indices {
      let result = try runs[index].finish(symbols: slices[0].symbols)
      results.append(SweepTrial(result, equity[index], input))
    }
    return results
  }
}

extension SweepTrial {
  init(_ result: BacktestResult, _ equity: [AmountSum], _ input: [UInt8]) {
    let manifest = RunManifest(
      result.strategy, result.settings, result.symbols, input: input, fills: result.fills)
    self.init(
      label: result.strategy, equity: equity, fillCount: result.fills.count,
      roundTripCount: result.roundTrips.count, rejectedCount: result.rejectedCount,
      maxDrawdown: result.maxDrawdown, runHash: manifest.hash)
  }
}

extension SlicedMarket {
  /// What all trials of a ledger have in common, line by line: their strategy, settings and input.
  package func assumptions(_ result: BacktestResult, strategy: String) -> [String] {
    ["strategy \(strategy)"] + result.settings.manifestLines
      + result.symbols.map { "symbol \($0.name)" }
      + ["input \(SHA256.hex(input))", "slices \(slices.count)"]
  }
}

/// Orders nothing: its run only reads a market and digests it.
private struct Idle: Strategy {
  func onCandle(_ candle: Candle, _ broker: inout Broker) {}
  func onCandles(_ candles: inout QuietCandles, _ broker: inout Broker) {
    _ = candles.skip(&broker, until: { _ in false })
  }
}

extension BacktestSettings {
  /// A run of these settings that orders nothing.
  package func idleRun() throws(BacktestError) -> any BacktestRun {
    try Backtester(strategy: Idle(), settings: self)
  }
}
