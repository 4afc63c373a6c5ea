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
  func show(_ event: FeedEvent, symbols: SymbolTable, _ frame: FramePlace) throws
  func show(_ message: MessageBatch.Entry, _ batch: MessageBatch) throws
  func show(_ header: RecordHeader, _ bytes: borrowing Span<UInt8>) throws
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
package final class ReplaySession: FeedHandler {
  private var processor: FeedProcessor!
  private var klines: KlineShelf?
  private var digest = FeedDigest()
  private var troubles = Troubles()
  private let view: any ReplayView
  private let paper: PaperRun?
  private let clock: ReplayClock
  private let startNs: Int64
  private var failure: (any Error)?
  private var achieved: Double?

  package init(
    _ plan: CandlePlan, view: any ReplayView, paper: PaperRun? = nil, clock: ReplayClock
  ) {
    self.view = view
    self.paper = paper
    self.clock = clock
    startNs = clock.nowNs()
    klines = plan.klineShelf()
    var options = plan.options()
    // Always what a strategy needs, so that the same frames are found malformed with one and without.
    PaperRun.widen(&options)
    if view.showsMessages { options.wanted = .everything }
    options.deliversMessages = view.showsMessages || paper != nil
    processor = FeedProcessor(options, handler: self)
  }

  /// As fast as the machine can, blocks decoded beside each other.
  package func playFast(_ run: FeedRun) throws {
    try run.run(processor) { try self.check() }
    settle()
  }

  /// Frame by frame, each when it is due.
  package func play(_ run: FeedRun, at speed: Speed) throws {
    var pacer = Pacer(speed: speed, startNs: startNs)
    var lastReceivedNs: Int64 = 0
    try RecordingPlayer(run.recording, range: run.range).play { step, bytes in
      switch step {
      case .damage(let damage): processor.apply(damage)
      case .context(let header): processor.processContext(header, in: bytes)
      case .frame(let header, let record, let location):
        if let dueNs = pacer.dueNs(receivedNs: header.receivedNs), dueNs > clock.nowNs() {
          try clock.wait(dueNs)
        }
        lastReceivedNs = header.receivedNs
        if view.showsFrames { try view.show(header, bytes) }
        processor.process(
          header, record: record, in: bytes, at: BlockPlace(location, in: run.recording))
      }
      return try !check()
    }
    achieved = pacer.achieved(lastReceivedNs: lastReceivedNs, nowNs: clock.nowNs())
    processor.finish()
    settle()
    try run.noteIfEmpty(processor)
  }

  /// The end of the pass.
  package func finish() throws -> ReplayResult {
    let counts = processor.counts
    let elapsedNs = clock.nowNs() - startNs
    let recordedNs = (counts.lastReceivedNs ?? 0) - (counts.firstReceivedNs ?? 0)
    return ReplayResult(
      counts: counts, digest: digest,
      missingTrades: Int64(
        clamping: processor.tradeLedgers.reduce(Int128(0)) { $0 + Int128($1.missingCount) }),
      achievedSpeed: achieved ?? Double(recordedNs) / Double(max(elapsedNs, 1)),
      elapsedNs: elapsedNs, paper: try paper?.finish(processor.symbols),
      warnings: troubles.texts(processor))
  }

  package func handle(message: MessageBatch.Entry, in batch: MessageBatch) {
    attempt {
      if view.showsMessages { try view.show(message, batch) }
      try paper?.add(message, in: batch, processor.symbols)
    }
  }

  package func handle(trade: Trade, source: TradeSource) {
    guard let paper, source == processor.options.source else { return }
    attempt { try paper.add(trade, processor.symbols) }
  }

  package func handle(candle: CandleEvent) {
    let symbol: String
    switch candle {
    case .closed(let candle):
      symbol = processor.symbols.name(candle.symbol)
      attempt {
        try view.show(candle, symbol: symbol, amended: false)
        try paper?.add(candle, processor.symbols)
      }
    case .amended(let candle):
      symbol = processor.symbols.name(candle.symbol)
      attempt { try view.show(candle, symbol: symbol, amended: true) }
    case .settled(let candle):
      digest.add(candle, symbol: processor.symbols.name(candle.symbol))
    }
  }

  package func handle(kline: Kline) {
    klines?.add(
      kline, receivedNs: processor.frame.receivedNs, symbols: processor.symbols
    ) { handle(candle: $0) }
  }

  package func handle(event: FeedEvent) {
    troubles.note(event, at: processor.frame)
    digest.add(event, receivedNs: processor.frame.receivedNs, symbols: processor.symbols)
    attempt { try view.show(event, symbols: processor.symbols, processor.frame) }
  }

  private func settle() {
    klines?.finish { handle(candle: $0) }
  }

  private func attempt(_ body: () throws -> Void) {
    guard failure == nil else { return }
    do { try body() } catch { failure = error }
  }

  /// Throws what the view or the strategy has thrown; otherwise false: go on.
  private func check() throws -> Bool {
    if let failure { throw failure }
    return false
  }
}
