import Backtest
import Binance
import Feed
import Market

/// Feeds a backtest with what the feed makes of a recording.
final class BacktestSession: FeedHandler {
  private var processor: FeedProcessor!
  private var feed: StrategyFeed
  private var klines: [KlineShelf]
  /// The candles that mark the account.
  private(set) var history: MarketHistory
  private var places: FillPlaces
  private var candleCounts = CandleCounts()
  /// Nil where the candles are made from klines: these would be compared with themselves.
  private var matcher: CandleMatcher?
  private var troubles = Troubles()
  private var failure: (any Error)?

  var backtest: any BacktestRun { feed.run }

  /// `takesAll: false` refuses a second symbol.
  init(_ backtest: any BacktestRun, _ plan: CandlePlan, takesAll: Bool) {
    feed = StrategyFeed(backtest, takesAll: takesAll)
    history = MarketHistory(interval: backtest.broker.interval)
    places = FillPlaces(backtest.broker.interval)
    klines = plan.klineShelves()
    matcher = plan.source == .klines ? nil : CandleMatcher()
    var options = plan.options()
    options.wanted.formUnion(MessageKinds([.exchangeInfo, .kline]))
    options.deliversMessages = true
    processor = FeedProcessor(options, handler: self)
  }

  func run(_ run: FeedRun) throws -> BacktestResult {
    try run.run(processor) {
      if let failure = self.failure { throw failure }
      return false
    }
    for index in klines.indices { klines[index].finish { handle(candle: $0) } }
    if let failure { throw failure }
    // Before a refusal too: damage may be its reason.
    troubles.report(processor)
    let result = try feed.finish(processor.symbols)
    places.note(result.fills, processor.frame)
    guard processor.counts.frames > 0 else {
      throw ToolError("there is nothing to run the strategy on")
    }
    guard result.candleCount > 0 else {
      throw ToolError(
        "no candle of the interval closes within the recording: choose a shorter --interval, or a "
          + "longer recording")
    }
    return result
  }

  /// Where the run's candles and fills come from, once it is over. `paths` are those of the
  /// recording.
  func evidence(_ paths: [String]) -> RunEvidence {
    var evidence = RunEvidence(recording: paths)
    evidence.frames = places.frames
    evidence.candles = candleCounts
    evidence.candles.proven = matcher?.equalCount
    evidence.candles.differing = matcher?.differingCount ?? 0
    return evidence
  }

  func handle(message: MessageBatch.Entry, in batch: MessageBatch) {
    attempt { try feed.add(message, in: batch, processor.symbols) }
  }

  func handle(trade: Trade, source: TradeSource) {
    guard source == processor.options.source else { return }
    attempt { if try feed.add(trade, processor.symbols) { notePlaces() } }
  }

  /// What closes is what a live strategy would have seen: later amendments come too late for it.
  func handle(candle: CandleEvent) {
    guard case .closed(let candle) = candle else { return }
    attempt {
      places.add(candle, processor.frame)
      try feed.add(candle, processor.symbols)
      notePlaces()
      history.add(candle)
      candleCounts.used += 1
      if !candle.isComplete { candleCounts.incomplete += 1 }
      matcher?.add(candle)
    }
  }

  private func notePlaces() {
    guard backtest.fillCount > places.frames.count else { return }
    places.note(backtest.broker.fills, processor.frame)
  }

  func handle(kline: Kline) {
    matcher?.add(kline, receivedNs: processor.frame.receivedNs)
    for index in klines.indices {
      klines[index].add(
        kline, receivedNs: processor.frame.receivedNs, symbols: processor.symbols
      ) { handle(candle: $0) }
    }
  }

  func handle(event: FeedEvent) { troubles.note(event, at: processor.frame) }

  private func attempt(_ body: () throws -> Void) {
    guard failure == nil else { return }
    do { try body() } catch { failure = error }
  }
}
