package import Backtest
package import Market
package import Recording

/// What a backtest runs on: a recording, or candles in files.
package protocol BacktestMarket {
  /// The candles that mark the account.
  var interval: Interval { get }
  /// Whether there are trades that orders could be filled from.
  var hasTape: Bool { get }
  /// Folders of recordings, or files, that it is read from.
  var paths: [String] { get }
  /// Those that a run will meet, as far as that is known before; else empty.
  var symbolNames: [String] { get }
  /// Times of the candles that were asked for, without the warm-up before them.
  var range: TimeRange { get }

  /// Reads the market once and hands it to a run.
  ///
  /// - Throws: `RowDisorder` where rows stand in no order: the run is spoilt then, and another one is to be
  ///   played to `sorting()`.
  func play(_ run: any BacktestRun, observe: @escaping RunObserver) throws -> PlayedBacktest
  func sorting() -> any BacktestMarket
}

extension BacktestMarket {
  /// The market with its rows in order; a recording's are.
  package func sorting() -> any BacktestMarket { self }
}

/// A run that is over, and where its candles and fills came from.
package struct PlayedBacktest {
  /// Nil once nobody needs the market that it may have kept.
  package var run: (any BacktestRun)?
  package let result: BacktestResult
  /// The candles that marked the account.
  package let history: MarketHistory
  package let evidence: RunEvidence
  /// Whether nothing of the market was damaged, lost, contradicted, missing or dropped.
  package let isWhole: Bool
}

/// A recording, read by the feed.
package struct RecordingMarket: BacktestMarket {
  private let plan: CandlePlan
  package let range: TimeRange
  private let recording: Recording
  private let takesAll: Bool
  package let paths: [String]

  package var interval: Interval { plan.interval }
  package var hasTape: Bool { plan.source != .klines }
  package var symbolNames: [String] { plan.symbolNames }

  /// `takesAll: false` refuses a second symbol. `paths` are those of the recording, as they were
  /// given.
  package init(
    _ recording: Recording, range: TimeRange, paths: [String], request: CandleRequest,
    takesAll: Bool
  ) throws {
    self.recording = recording
    self.range = range
    self.paths = paths
    self.takesAll = takesAll
    plan = try CandlePlan(request, of: recording, range: range, meansAll: takesAll)
  }

  /// Throws if there are no trades that orders could be filled from.
  package func checkTape() throws { try plan.checkTape() }

  package func play(
    _ run: any BacktestRun, observe: @escaping RunObserver
  ) throws -> PlayedBacktest {
    if !plan.leftOutNames.isEmpty {
      let names = plan.leftOutNames.joined(separator: ", ")
      try observe(
        .note("left out: \(names), of which the recording holds no \(plan.source.rawValue)"))
    }
    let window = CandleWindow(range, run.broker.settings)
    return try BacktestSession.play(
      FeedRun(recording, range: window.received, title: "backtest", observe: observe), plan,
      window, to: run, takesAll: takesAll, paths: paths)
  }
}
