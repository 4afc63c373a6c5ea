import Market

/// Plain candles: each is alone at its instant, so that nothing has to be collected and sorted.
extension BacktestCore {
  /// Whether a batch's plain candles can be played one after the other from this one on.
  @inline(__always)
  func isPlain(_ candle: Candle) -> Bool {
    instant.count == 0 && broker.failure == nil && settings.fills == .candles
      && candle.interval == settings.interval && !broker.isWarmingUp && yardstick.isStarted
      && broker.exchange.markets.hasSeen(candle.symbol)
      && candle.openTimeMs > broker.exchange.markets[candle.symbol].lastOpenTimeMs
  }

  /// Counts in and digests plain candles that were played.
  mutating func notePlain(_ candles: borrowing Span<Candle>, _ range: Range<Int>) {
    guard let last = range.last else { return }
    let (from, to) = (candles[range.lowerBound], candles[last])
    broker.exchange.markets.open(to.symbol, atMs: to.openTimeMs)
    countCandles(range.count, fromUs: from.openTimeMs &* 1000, toUs: to.endUs)
    guard input != nil else { return }
    for index in range { input?.add(candles[index]) }
  }

  /// The orders meet a plain candle's open.
  mutating func open(
    _ opening: CandleOpening, of symbol: SymbolID, volume: AmountSum
  ) throws(BacktestError) {
    broker.exchange.settle(untilUs: opening.openUs)
    try broker.exchange.open(opening, of: symbol, volume: volume)
  }

  /// Marks the account at quiet candles that the strategy took.
  @inline(__always)
  mutating func mark(
    _ marks: QuietMarks, _ batch: CandleBatch, _ range: Range<Int>
  ) throws(BacktestError) {
    marks.mark(batch, range, &track)
    // A strategy that took candles with another broker could order at a close that has long gone
    // by.
    if broker.nowUs < batch.openings[range.upperBound - 1].endUs {
      throw .strategyFailed("the strategy took candles with a copy of its broker")
    }
  }

  /// Closes a plain candle while an order waits, or where the account's worth must be computed with
  /// care.
  mutating func close(_ candle: borrowing Candle) throws(BacktestError) {
    broker.exchange.markets.close(candle)
    try markAccount()
    broker.exchange.settle(untilUs: candle.endUs)
  }
}
