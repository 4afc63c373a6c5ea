package import Backtest
package import Binance
package import Feed
package import Market

/// Feeds a backtest with what the feed makes of a recording.
package final class BacktestSession: FeedHandler {
  private var processor: FeedProcessor!
  private var feed: StrategyFeed
  private var klines: [KlineShelf]
  /// The candles that mark the account.
  package private(set) var history: MarketHistory
  private var fillFrames: FillFrames
  private var candleCounts = CandleCounts()
  /// Nil where the candles are made from klines: these would be compared with themselves.
  private var matcher: CandleMatcher?
  private var troubles = Troubles()
  private var failure: (any Error)?

  package var backtest: any BacktestRun { feed.run }

  /// `takesAll: false` refuses a second symbol.
  package init(
    _ backtest: any BacktestRun, _ plan: CandlePlan, takesAll: Bool,
    observe: @escaping RunObserver
  ) {
    feed = StrategyFeed(backtest, takesAll: takesAll, observe: observe)
    history = MarketHistory(interval: backtest.broker.interval)
    fillFrames = FillFrames(backtest.broker.interval)
    klines = plan.klineShelves()
    matcher = plan.source == .klines ? nil : CandleMatcher()
    var options = plan.options()
    options.wanted.formUnion(MessageKinds([.exchangeInfo, .kline]))
    options.deliversMessages = true
    processor = FeedProcessor(options, handler: self)
  }

  package func run(_ run: FeedRun) throws -> BacktestResult {
    try run.run(processor) {
      if let failure = self.failure { throw failure }
      return false
    }
    for index in klines.indices { klines[index].finish { handle(candle: $0) } }
    if let failure { throw failure }
    // Before a refusal too: damage may be its reason.
    try run.report(troubles, processor)
    let result = try feed.finish(processor.symbols)
    fillFrames.note(result.fills, processor.frame)
    guard processor.counts.frames > 0 else {
      throw RunError("there is nothing to run the strategy on")
    }
    guard result.candleCount > 0 else {
      throw RunError(
        "no candle of the interval closes within the recording: choose a shorter --interval, or a "
          + "longer recording")
    }
    return result
  }

  /// Where the run's candles and fills come from, once it is over. `paths` are those of the
  /// recording.
  package func evidence(_ paths: [String]) -> RunEvidence {
    var evidence = RunEvidence(recording: paths)
    evidence.frames = fillFrames.frames
    evidence.candles = candleCounts
    evidence.candles.proven = matcher?.equalCount
    evidence.candles.differing = matcher?.differingCount ?? 0
    return evidence
  }

  package func handle(message: MessageBatch.Entry, in batch: MessageBatch) {
    attempt { try feed.add(message, in: batch, processor.symbols) }
  }

  package func handle(trade: Trade, source: TradeSource) {
    guard source == processor.options.source else { return }
    attempt { if try feed.add(trade, processor.symbols) { noteFrames() } }
  }

  /// What closes is what a live strategy would have seen: later amendments come too late for it.
  package func handle(candle: CandleEvent) {
    guard case .closed(let candle) = candle else { return }
    attempt {
      fillFrames.add(candle, processor.frame)
      try feed.add(candle, processor.symbols)
      noteFrames()
      history.add(candle)
      candleCounts.used += 1
      if !candle.isComplete { candleCounts.incomplete += 1 }
      matcher?.add(candle)
    }
  }

  private func noteFrames() {
    guard backtest.fillCount > fillFrames.frames.count else { return }
    fillFrames.note(backtest.broker.fills, processor.frame)
  }

  package func handle(kline: Kline) {
    matcher?.add(kline, receivedNs: processor.frame.receivedNs)
    for index in klines.indices {
      klines[index].add(
        kline, receivedNs: processor.frame.receivedNs, symbols: processor.symbols
      ) { handle(candle: $0) }
    }
  }

  package func handle(event: FeedEvent) { troubles.note(event, at: processor.frame) }

  private func attempt(_ body: () throws -> Void) {
    guard failure == nil else { return }
    do { try body() } catch { failure = error }
  }
}
