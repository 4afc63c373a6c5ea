import Market

extension Backtester {
  /// Takes in many closed candles. A plain one is an instant of its own; where candles reach no order,
  /// the strategy is handed all that follow in one piece (`Strategy.onCandles`).
  public mutating func add(_ batch: CandleBatch) throws(BacktestError) {
    let span = batch.candles.span
    var next = 0
    while next < span.count {
      if beginsInstant(span[next]) { try endInstant() }
      if next < batch.plainCount, core.isPlain(span[next]) {
        try addPlain(batch, from: next)
        next = batch.plainCount
      } else {
        try core.take(span[next])
        next += 1
      }
    }
  }

  /// Plain candles, one instant after the other: the market moves, fills are reported, the candle
  /// closes, the account is marked, and the strategy is handed the candle.
  private mutating func addPlain(
    _ batch: CandleBatch, from first: Int
  ) throws(BacktestError) {
    let span = batch.candles.span
    var candles = QuietCandles(batch, from: first)
    while candles.next < batch.plainCount {
      let next = candles.next
      let endUs = batch.openings[next].endUs
      if !core.broker.exchange.orders.quiet(batch.symbol).holds(endUs, batch.extents[next]) {
        try move(batch, next)
      }
      candles.noteMet()
      if let marks = QuietMarks(batch, core.broker) {
        strategy.onCandles(&candles, &core.broker)
        if candles.next > next { try core.mark(marks, batch, next..<candles.next) }
      }
      if candles.next == next {
        try core.close(span[next])
        strategy.onCandle(span[next], &core.broker)
        strategy.onInstant(&core.broker)
        candles.pass()
      }
      if let reason = core.broker.failure { throw .strategyFailed(reason) }
      if core.hasNews { try report() }
    }
    core.notePlain(span, first..<batch.plainCount)
  }

  /// The orders meet a plain candle.
  private mutating func move(_ batch: CandleBatch, _ index: Int) throws(BacktestError) {
    try core.open(
      batch.openings[index], of: batch.symbol, volume: batch.candles[index].volume)
    try report()
    guard !core.broker.exchange.orders.isEmpty else { return }
    core.walk.removeAll()
    core.walk.append(
      batch.candles[index], tickSize: core.broker.rules(batch.symbol).tickSize)
    try glide()
  }
}
