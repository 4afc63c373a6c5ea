package import Backtest
package import Binance
package import Feed
package import Market

/// A strategy that trades on paper beside frames that come in, live or replayed: what `tool
/// backtest` makes of the recording later, fill by fill and to the run hash.
package final class PaperRun {
  private var feed: StrategyFeed
  private var reportedCount = 0
  private let onFill: (Fill, String) throws -> Void

  /// `onFill` is handed each fill and its symbol's name as it happens.
  package init(
    _ run: any BacktestRun, takesAll: Bool, observe: @escaping RunObserver,
    onFill: @escaping (Fill, String) throws -> Void
  ) {
    feed = StrategyFeed(run, takesAll: takesAll, observe: observe)
    self.onFill = onFill
  }

  /// What the feed must read for a run besides what its candles need.
  package static func widen(_ options: inout FeedProcessor.Options) {
    options.wanted.formUnion(MessageKinds([.exchangeInfo, .kline]))
    options.deliversMessages = true
    options.closesInTime = true
  }

  package func add(
    _ message: MessageBatch.Entry, in batch: MessageBatch, at moment: borrowing FeedMoment
  ) throws {
    try feed.add(message, in: batch, at: moment)
  }

  package func add(_ trade: Trade, at moment: borrowing FeedMoment) throws {
    if try feed.add(trade, at: moment) { try reportFills() }
  }

  package func add(_ candle: Candle, at moment: borrowing FeedMoment) throws {
    try feed.add(candle, at: moment)
    try reportFills()
  }

  /// The end: what the run came to.
  package func finish(_ symbols: SymbolTable) throws -> BacktestResult {
    let result = try feed.finish(symbols)
    try reportFills()
    return result
  }

  private func reportFills() throws {
    guard feed.run.fillCount > reportedCount else { return }
    for fill in feed.run.broker.fills[reportedCount...] {
      try onFill(fill, feed.run.broker.name(fill.symbol))
    }
    reportedCount = feed.run.fillCount
  }
}
