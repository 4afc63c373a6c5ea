import Backtest
import Market
import Recording

/// What a backtest runs on: a recording, or candles in files.
protocol BacktestMarket {
  /// The candles that mark the account.
  var interval: Interval { get }
  /// Whether there are trades that orders could be filled from.
  var hasTape: Bool { get }

  /// Reads the market once and hands it to a run.
  func play(_ run: any BacktestRun) throws -> PlayedBacktest
}

/// A run that is over, and where its candles and fills came from.
struct PlayedBacktest {
  /// Nil once nobody needs the market that it may have kept.
  var run: (any BacktestRun)?
  let result: BacktestResult
  /// The candles that marked the account.
  let history: MarketHistory
  let evidence: RunEvidence
}

/// A recording, read by the feed.
struct RecordingMarket: BacktestMarket {
  let plan: CandlePlan
  let feed: FeedRun
  /// Several symbols were asked for.
  let takesAll: Bool
  /// Of the recording, as they were given.
  let paths: [String]

  var interval: Interval { plan.interval }
  var hasTape: Bool { plan.source != .klines }

  func play(_ run: any BacktestRun) throws -> PlayedBacktest {
    let session = BacktestSession(run, plan, takesAll: takesAll)
    let result = try session.run(feed)
    return PlayedBacktest(
      run: session.backtest, result: result, history: session.history,
      evidence: session.evidence(paths))
  }
}

extension BacktestCommand {
  /// What the arguments name.
  func market() throws -> any BacktestMarket {
    let intervals = try intervals()
    let isAll = symbol?.names == ["all"]
    if CandleFileMarket.isMeant(by: recordings.paths) {
      return try CandleFileMarket(self, isAll ? [] : symbol?.names ?? [], intervals)
    }
    let recording = try recordings.open(demo: true)
    let plan = try CandlePlan(
      recording, source: source, interval: intervals.first, orElse: .m5,
      symbols: isAll ? [] : symbol?.names ?? [], anchor: anchor, also: Array(intervals.dropFirst()))
    if !trials.comparesFills { try plan.check(account.fills.source) }
    return RecordingMarket(
      plan: plan,
      feed: FeedRun(recording: recording, range: try recordings.range(), title: "backtest"),
      takesAll: symbol != nil,
      paths: recordings.paths.isEmpty ? recording.directories : recordings.paths)
  }
}
