package import Backtest
package import Binance
package import Feed
package import Market
package import Recording
package import Replay

/// Shows a replay as it goes. What it throws ends the replay.
package protocol ReplayView: AnyObject {
  /// Whether every message and every frame is to be shown.
  var showsMessages: Bool { get }
  var showsFrames: Bool { get }

  func show(_ candle: Candle, symbol: String, amended: Bool) throws
  func show(_ event: FeedEvent, at moment: borrowing FeedMoment) throws
  func show(_ message: MessageBatch.Entry, _ batch: MessageBatch) throws
  func show(_ frame: Frame) throws
}

/// The clock that a paced replay keeps to: what touches the world brings one.
package struct ReplayClock: Sendable {
  /// ns on a clock that never steps.
  package let nowNs: @Sendable () -> Int64
  /// Returns when the clock shows that instant.
  package let wait: @Sendable (_ untilNs: Int64) throws -> Void

  package init(
    nowNs: @escaping @Sendable () -> Int64,
    wait: @escaping @Sendable (_ untilNs: Int64) throws -> Void
  ) {
    self.nowNs = nowNs
    self.wait = wait
  }
}

/// What a replay came to.
package struct ReplayResult {
  package let counts: FeedCounts
  package let digest: FeedDigest
  package let missingTrades: Int64
  /// A multiple of the recorded pace.
  package let achievedSpeed: Double
  package let elapsedNs: Int64
  /// Of the strategy on paper, if there was one.
  package let paper: BacktestResult?
  /// What was wrong with the recording.
  package let warnings: [String]

  package var recordedNs: Int64 { (counts.lastReceivedNs ?? 0) - (counts.firstReceivedNs ?? 0) }
}

/// One pass over a recording: frames through the feed, to a view and to a strategy on paper.
package struct ReplaySession: ~Copyable {
  private var feed: FeedProcessor
  private var sink: ReplaySink
  private let clock: ReplayClock
  private let startNs: Int64
  private var achieved: Double?

  package init(
    _ plan: CandlePlan, of recording: Recording, view: any ReplayView, paper: PaperRun? = nil,
    clock: ReplayClock
  ) {
    self.clock = clock
    startNs = clock.nowNs()
    var options = plan.options()
    // Always what a strategy needs, so that the same frames are found malformed with one and without.
    PaperRun.widen(&options)
    if view.showsMessages { options.wanted = .everything }
    options.deliversMessages = view.showsMessages || paper != nil
    options.closesInTime = paper != nil
    feed = FeedProcessor(options)
    sink = ReplaySink(
      source: options.source, view: view, paper: paper, troubles: Troubles(recording))
  }

  /// As fast as the machine can, blocks decoded beside each other.
  package mutating func playFast(_ run: FeedRun) throws { try run.run(&feed, into: &sink) }

  /// Frame by frame, each when it is due.
  package mutating func play(_ run: FeedRun, at speed: Speed) throws {
    var pacer = Pacer(speed: speed, startNs: startNs)
    var lastReceivedNs: Int64 = 0
    var reader = RecordingReader(run.recording, range: run.range)
    while let step = try reader.next() {
      switch step {
      case .damage(let damage): try feed.process(damage, into: &sink)
      case .frame(let frame):
        if !frame.isContext {
          if let dueNs = pacer.dueNs(receivedNs: frame.receivedNs), dueNs > clock.nowNs() {
            try clock.wait(dueNs)
          }
          lastReceivedNs = frame.receivedNs
          if sink.view.showsFrames { try sink.view.show(frame) }
        }
        try feed.process(frame, into: &sink)
      }
    }
    achieved = pacer.achieved(lastReceivedNs: lastReceivedNs, nowNs: clock.nowNs())
    try feed.finish(into: &sink)
    try run.noteIfEmpty(feed)
  }

  /// The end of the pass.
  package consuming func finish() throws -> ReplayResult {
    let counts = feed.counts
    let elapsedNs = clock.nowNs() - startNs
    let recordedNs = (counts.lastReceivedNs ?? 0) - (counts.firstReceivedNs ?? 0)
    return ReplayResult(
      counts: counts, digest: sink.digest,
      missingTrades: feed.missingTrades,
      achievedSpeed: achieved ?? Double(recordedNs) / Double(max(elapsedNs, 1)),
      elapsedNs: elapsedNs, paper: try sink.paper?.finish(feed.symbols),
      warnings: sink.troubles.texts(feed))
  }
}

/// Hands what the feed gives to the view and to the strategy.
private struct ReplaySink: FeedSink {
  typealias Failure = any Error

  let source: TradeSource?
  let view: any ReplayView
  let paper: PaperRun?
  var troubles: Troubles
  var digest = FeedDigest()

  mutating func take(
    message: MessageBatch.Entry, in batch: MessageBatch, at moment: borrowing FeedMoment
  ) throws {
    if view.showsMessages { try view.show(message, batch) }
    try paper?.add(message, in: batch, at: moment)
  }

  mutating func take(
    trade: Trade, source: TradeSource, at moment: borrowing FeedMoment
  ) throws {
    if source == self.source { try paper?.add(trade, at: moment) }
  }

  mutating func take(candle: CandleEvent, at moment: borrowing FeedMoment) throws {
    let symbol = moment.name(candle.candle.symbol)
    switch candle {
    case .closed(let candle):
      try view.show(candle, symbol: symbol, amended: false)
      try paper?.add(candle, at: moment)
    case .amended(let candle): try view.show(candle, symbol: symbol, amended: true)
    case .settled(let candle): digest.add(candle, symbol: symbol)
    }
  }

  mutating func take(event: FeedEvent, at moment: borrowing FeedMoment) throws {
    troubles.note(event, at: moment)
    digest.add(event, at: moment)
    try view.show(event, at: moment)
  }
}
