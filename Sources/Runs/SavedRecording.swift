import Archive
public import Backtest
import Feed
public import Market
import Recording

/// A recording on disk, read by a program of your own: without the command line, by the code that
/// stands behind it.
///
/// ```swift
/// let recording = try SavedRecording("recordings/demo")
/// try recording.forEachTrade { trade, symbol in print(symbol, trade.price) }
/// try recording.forEachCandle(of: .m5) { candle, symbol in print(KlineText.line(candle)) }
/// let result = try recording.backtest(MyStrategy(), BacktestSettings(interval: .m5))
/// ```
/// Each call reads the recording anew, and gives the same each time.
public struct SavedRecording {
  private let recording: Recording
  private let range: TimeRange
  private let paths: [String]
  private let observe: RunObserver

  /// Opens folders of segments or single segments, the earliest first.
  ///
  /// - Parameters:
  ///   - paths: The folders or segments.
  ///   - fromNs: Leaves out what was received before, in ns since the epoch.
  ///   - toNs: Leaves out what was received then or later.
  ///   - observe: Is handed progress, and warnings of what is damaged or missing.
  /// - Throws: An error that says what is wrong with the files, in words.
  public init(
    _ paths: String..., fromNs: Int64? = nil, toNs: Int64? = nil,
    observe: @escaping RunObserver = { _ in }
  ) throws {
    recording = try Recording(paths: paths, packed: PackedDecoder.self)
    range = TimeRange(fromNs: fromNs, toNs: toNs)
    self.paths = paths
    self.observe = observe
  }

  /// Hands over every trade once, in the order of receipt, with its symbol's name. Where the
  /// recording holds no single trades, these are the exchange's aggregates.
  ///
  /// - Parameters:
  ///   - symbols: Only these, such as `BTCUSDT`, or `usdm:BTCUSDT` where several venues have it; all if
  ///     empty.
  ///   - body: Is handed each trade. What it throws ends the reading.
  public func forEachTrade(
    of symbols: [String] = [], _ body: (Trade, _ symbol: String) throws -> Void
  ) throws {
    let plan = try CandlePlan(
      CandleRequest(of: InstrumentRequest(symbols)), of: recording, range: range)
    guard plan.source != .klines else {
      throw RunError("\(paths.joined(separator: " ")) holds klines and no trades")
    }
    try withoutActuallyEscaping(body) { body in
      let run = FeedRun(recording, range: range, title: "trades", observe: observe)
      var options = plan.options()
      options.intervals = []
      var feed = FeedProcessor(options)
      var trades = TradeSink(
        source: options.source, body: body, troubles: Troubles(recording))
      try run.run(&feed, into: &trades)
      try run.report(trades.troubles, feed)
    }
  }

  /// Hands over every candle once, when it can change no more, with its symbol's name: built from
  /// the recorded trades, or from the exchange's own klines where there are none.
  ///
  /// - Parameters:
  ///   - interval: Of the candles.
  ///   - symbols: Only these; all if empty.
  ///   - anchorDay: The symbol's first trading day, which 3d candles are counted from, as days since
  ///     1970; as the recording says if nil.
  ///   - body: Is handed each candle. What it throws ends the reading.
  public func forEachCandle(
    of interval: Interval, symbols: [String] = [], anchorDay: Int64? = nil,
    _ body: (Candle, _ symbol: String) throws -> Void
  ) throws {
    let request = CandleRequest(
      .auto, [interval], of: InstrumentRequest(symbols), anchorDay: anchorDay)
    let plan = try CandlePlan(request, of: recording, range: range)
    let run = FeedRun(recording, range: range, title: "candles", observe: observe)
    let made = try CandlesMade(plan, of: run, emit: body)
    for warning in made.warnings { try observe(.warning(warning)) }
  }

  /// Runs a strategy on the recording: what `tool backtest` does, to the run hash.
  ///
  /// - Parameters:
  ///   - strategy: Is handed the candles and gives the orders.
  ///   - settings: What the run assumes.
  ///   - label: The strategy's name and parameters in the result; part of the run hash.
  ///   - symbols: Only these. If empty, the recording must hold one.
  /// - Throws: `RunError` or `BacktestError` where the recording does not give what the settings
  ///   ask for.
  public func backtest(
    _ strategy: some Strategy, _ settings: BacktestSettings,
    label: StrategyLabel = StrategyLabel(name: "strategy"), symbols: [String] = []
  ) throws -> BacktestResult {
    let run = try Backtester(
      strategy: strategy, settings: settings.opening(at: range), label: label)
    let market = try RecordingMarket(
      recording, range: range, paths: paths,
      request: CandleRequest(
        .auto, [settings.interval],
        of: InstrumentRequest(symbols, takesNamesakes: !symbols.isEmpty)),
      takesAll: !symbols.isEmpty)
    if settings.fills == .tape { try market.checkTape() }
    return try market.play(run, observe: observe).result
  }
}

/// Hands out the trades that a plan's candles would be made of.
private struct TradeSink: FeedSink {
  typealias Failure = any Error

  let source: TradeSource?
  let body: (Trade, String) throws -> Void
  var troubles: Troubles

  mutating func take(
    trade: Trade, source: TradeSource, at moment: borrowing FeedMoment
  ) throws {
    if source == self.source { try body(trade, moment.name(trade.symbol)) }
  }

  mutating func take(event: FeedEvent, at moment: borrowing FeedMoment) {
    troubles.note(event, at: moment)
  }
}
