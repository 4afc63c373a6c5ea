import Market

extension Backtester {
  /// Takes in many closed candles: the quick way, in which most need no instant's machinery.
  @_specialize(where S == PerSymbol<SMACross>)
  @_specialize(where S == PerSymbol<RSIReversion>)
  @_specialize(where S == PerSymbol<BollingerReversion>)
  @_specialize(where S == PerSymbol<DonchianBreakout>)
  @_specialize(where S == PerSymbol<Grid>)
  @_specialize(where S == PerSymbol<BuyAndHold>)
  public mutating func add(_ batch: CandleBatch) throws(BacktestError) {
    let span = batch.candles.span
    var next = 0
    while next < span.count {
      if beginsInstant(span[next]) { try endInstant() }
      if next < batch.plainCount, core.isPlain(span[next]) {
        try addPlain(batch, next..<batch.plainCount)
        next = batch.plainCount
      } else {
        try core.take(span[next])
        next += 1
      }
    }
  }

  /// Plain candles are an instant each: the market moves, fills are told, the candle closes, the
  /// account is marked, and the strategy is told.
  @inline(__always)
  private mutating func addPlain(
    _ batch: CandleBatch, _ range: Range<Int>
  ) throws(BacktestError) {
    let span = batch.candles.span
    var next = range.lowerBound
    while next < range.upperBound {
      if !core.broker.openOrders.isEmpty { try move(batch, next) }
      if core.broker.openOrders.isEmpty, let walk = QuietWalk(batch, core.broker) {
        next = passOver(batch, next..<range.upperBound, walk)
      } else {
        try core.close(span[next])
        strategy.onCandle(span[next], &core.broker)
        next += 1
      }
      if let reason = core.broker.failure { throw .strategyFailed(reason) }
    }
    core.notePlain(span, range)
  }

  /// The orders meet a plain candle.
  private mutating func move(_ batch: CandleBatch, _ at: Int) throws(BacktestError) {
    try core.open(batch.edges[at], of: batch.symbol)
    try tellFills()
    guard !core.broker.openOrders.isEmpty else { return }
    core.instant.append(batch.candles[at])
    try glide()
    core.instant.removeAll()
  }

  /// Closes candles, at least one, until the strategy orders something.
  @inline(__always)
  private mutating func passOver(
    _ batch: CandleBatch, _ range: Range<Int>, _ walk: QuietWalk
  ) -> Int {
    var next = range.lowerBound
    guard let quick else {
      let candles = batch.candles.span
      repeat {
        walk.close(batch, next, &core)
        strategy.onCandle(candles[next], &core.broker)
        next &+= 1
      } while next < range.upperBound && core.broker.isQuiet
      return next
    }
    repeat {
      let first = next
      let asked = quick.passOver(&strategy, batch, first..<range.upperBound)
      next = min(asked &+ 1, range.upperBound)
      walk.close(batch, first..<next, &core)
      if asked < next { quick.onCandle(&strategy, asked, batch, &core.broker) }
    } while next < range.upperBound && core.broker.isQuiet
    return next
  }
}
