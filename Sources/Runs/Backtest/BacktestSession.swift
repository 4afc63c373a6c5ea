import Backtest
import Binance
import Feed
import Market

/// Feeds a backtest with what the feed makes of a recording.
struct BacktestSession: FeedSink {
  typealias Failure = any Error

  private let options: FeedProcessor.Options
  private let window: CandleWindow
  private var feed: StrategyFeed
  /// The candles that mark the account.
  private var history: MarketHistory
  private var fillFrames: FillFrames
  private var candleCounts = CandleCounts()
  /// Nil where the candles are made from klines: these would be compared with themselves.
  private var matcher: CandleMatcher?
  private var troubles: Troubles

  private init(
    _ backtest: any BacktestRun, _ plan: CandlePlan, _ run: FeedRun, window: CandleWindow,
    takesAll: Bool
  ) {
    self.window = window
    feed = StrategyFeed(backtest, takesAll: takesAll, observe: run.observe)
    history = MarketHistory(interval: backtest.broker.interval)
    fillFrames = FillFrames(backtest.broker.interval, run.recording)
    matcher = plan.source == .klines ? nil : CandleMatcher()
    troubles = Troubles(run.recording)
    var options = plan.options()
    PaperRun.widen(&options)
    self.options = options
  }

  /// Plays a recording to a backtest.
  ///
  /// - Parameters:
  ///   - takesAll: false refuses a second symbol.
  ///   - paths: of the recording, as they were given.
  static func play(
    _ run: FeedRun, _ plan: CandlePlan, _ window: CandleWindow, to backtest: any BacktestRun,
    takesAll: Bool, paths: [String]
  ) throws -> PlayedBacktest {
    var session = BacktestSession(backtest, plan, run, window: window, takesAll: takesAll)
    let (result, isWhole) = try session.play(run)
    return PlayedBacktest(
      run: session.feed.run, result: result, history: session.history,
      evidence: session.evidence(paths), isWhole: isWhole)
  }

  private mutating func play(_ run: FeedRun) throws -> (BacktestResult, isWhole: Bool) {
    var processor = FeedProcessor(options)
    try run.run(&processor, into: &self)
    // Before a refusal too: damage may be its reason.
    try run.report(troubles, processor)
    let result = try feed.finish(processor.symbols)
    fillFrames.note(result.fills, at: processor.moment)
    guard processor.counts.frames > 0 else {
      throw RunError("there is nothing to run the strategy on")
    }
    guard result.candleCount > 0 else {
      throw RunError(
        "no candle of the interval closes within the recording: choose a shorter --interval, or a "
          + "longer recording")
    }
    candleCounts.missing = processor.missingKlines
    return (result, troubles.isWhole(processor))
  }

  /// Where the run's candles and fills come from, once it is over.
  private func evidence(_ paths: [String]) -> RunEvidence {
    var evidence = RunEvidence(recording: paths)
    evidence.frames = fillFrames.frames
    evidence.candles = candleCounts
    evidence.candles.proven = matcher?.equalCount
    evidence.candles.differing = matcher?.differingCount ?? 0
    return evidence
  }

  mutating func take(
    message: MessageBatch.Entry, in batch: MessageBatch, at moment: borrowing FeedMoment
  ) throws {
    try feed.add(message, in: batch, at: moment)
  }

  mutating func take(
    trade: Trade, source: TradeSource, at moment: borrowing FeedMoment
  ) throws {
    guard source == options.source, window.takes(trade) else { return }
    if try feed.add(trade, at: moment) { noteFrames(moment) }
  }

  /// The candle as it closed is what a live strategy would have seen. Later amendments come too
  /// late for it.
  mutating func take(candle: CandleEvent, at moment: borrowing FeedMoment) throws {
    guard case .closed(let candle) = candle, window.takes(candle) else { return }
    fillFrames.add(candle, at: moment)
    try feed.add(candle, at: moment)
    noteFrames(moment)
    history.add(candle)
    candleCounts.used += 1
    if !candle.isComplete { candleCounts.incomplete += 1 }
    if candle.isSilent { candleCounts.silent += 1 }
    if candle.isUnmeasured { candleCounts.unmeasured += 1 }
    matcher?.add(candle)
  }

  private mutating func noteFrames(_ moment: borrowing FeedMoment) {
    guard feed.run.fillCount > fillFrames.frames.count else { return }
    fillFrames.note(feed.run.broker.fills, at: moment)
  }

  mutating func take(kline: Kline, at moment: borrowing FeedMoment) {
    matcher?.add(kline, receivedNs: moment.receivedNs)
  }

  mutating func take(event: FeedEvent, at moment: borrowing FeedMoment) {
    troubles.note(event, at: moment)
  }
}
