package import Market

/// Hands everything on to a run and keeps it, so that more runs can follow without reading again.
package struct CollectingRun: BacktestRun {
  private var run: any BacktestRun
  /// Nil once there was more than was to be kept.
  package private(set) var market: RecordedMarket?
  private let countMax: Int

  /// Keeps at most `countMax` candles and trades together.
  package init(_ run: any BacktestRun, keepsMax countMax: Int = .max) {
    self.run = run
    self.countMax = countMax
    market = RecordedMarket(interval: run.broker.interval, fills: run.broker.fillSource)
  }

  package var broker: Broker { run.broker }
  package var fillCount: Int { run.fillCount }

  package mutating func add(_ candle: Candle) throws(BacktestError) {
    try run.add(candle)
    market?.add(candle)
    forgetIfTooMuch()
  }

  package mutating func add(_ batch: CandleBatch) throws(BacktestError) {
    try run.add(batch)
    market?.add(batch)
    forgetIfTooMuch()
  }

  package mutating func add(_ trade: Trade) throws(BacktestError) {
    try run.add(trade)
    market?.add(trade)
    forgetIfTooMuch()
  }

  private mutating func forgetIfTooMuch() {
    let count = (market?.candleCount ?? 0) + (market?.tradeCount ?? 0)
    if count > countMax { market = nil }
  }

  package mutating func endInstant() throws(BacktestError) { try run.endInstant() }

  package mutating func setRules(
    _ rules: SymbolRules, for symbol: SymbolID
  ) throws(BacktestError) {
    try run.setRules(rules, for: symbol)
    market?.add(rules, symbol)
  }

  package mutating func setName(
    _ name: String, for symbol: SymbolID
  ) throws(BacktestError) {
    try run.setName(name, for: symbol)
  }

  package mutating func finish(symbols: SymbolTable) throws(BacktestError) -> BacktestResult {
    market?.symbols = symbols
    return try run.finish(symbols: symbols)
  }
}
