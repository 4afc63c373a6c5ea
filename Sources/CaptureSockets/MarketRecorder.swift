#if Network
  import Capture
  import Feed
  public import Market
  import Recording
  import Synchronization

  /// Records a market into a folder, as `tool record` does, and hands out its candles as they close.
  ///
  ///     var options = MarketRecorder.Options(symbols: ["BTCUSDT"], output: "btc")
  ///     options.durationSeconds = 3600
  ///     let recorder = try MarketRecorder(options)
  ///     let summary = try recorder.run { event in
  ///       if case .candle(let candle, let symbol) = event { print(symbol, candle.close) }
  ///     }
  ///
  /// Every frame is in the recording before anything looks at it. Lost connections come back by themselves, and
  /// trades missed meanwhile are fetched.
  public final class MarketRecorder: Sendable {
    /// What a recorder hands out while it runs.
    public enum Event: Sendable {
      /// A candle has closed.
      case candle(Candle, symbol: String)
      /// Trades have come late for a candle that was closed already: this is how it is now.
      case amended(Candle, symbol: String)
      /// A line for a person: a connection was opened or lost, a gap was found or filled …
      case report(String)
    }

    /// What came of a recording.
    public struct Summary: Sendable {
      /// Why it ended.
      public let endReason: String
      /// Records written.
      public let frameCount: Int64
      public let connectionsOpened: Int64
      /// Trades that the exchange numbered and that are not in the recording.
      public let missingTrades: Int64
      /// SHA-256 over all candles: a replay of the recording gives the same.
      public let candlesHash: String
    }

    private let options: CaptureOptions
    private let output: String
    private let interval: Interval
    private let writing: RecordingWriter.Options
    private let stopReason = Mutex<String?>(nil)
    private let hasRun = Atomic(false)

    /// Checks the options; `run` opens the folder and connects.
    ///
    /// - Throws: an error whose description says which option cannot be followed, and what could stand there.
    public init(_ options: Options) throws {
      self.options = try options.captureOptions()
      output = options.output
      interval = options.candleInterval
      var writing = RecordingWriter.Options()
      writing.quickLevel = 1
      writing.minFreeBytes = options.minFreeBytes
      self.writing = writing
    }

    /// Records until `stop` is called or the duration is over, and until everything that came is written.
    ///
    /// - Parameter observe: called on this thread, in the order in which things happened. What it throws ends
    ///   the recording in order, and is thrown then.
    /// - Throws: what is wrong with the folder or the disk, too; and when it is called a second time.
    public func run(_ observe: (Event) throws -> Void) throws -> Summary {
      guard !hasRun.exchange(true, ordering: .relaxed) else { throw Problem.hasRun }
      let sink = CandleSink()
      try options.checkFolder(output)
      var feed = options.feedOptions(interval: interval)
      feed.lastTrades = try options.lastTrades(in: output)
      let recording = try LiveRecording(
        options, directory: output, info: SessionInfo(options, tool: Version.text),
        writing: writing,
        feed: LiveFeed(feed, subscriptions: options.subscriptions, sink: sink))
      func handOut() throws { for event in sink.take() { try observe(event) } }
      try recording.run(
        stopReason: { self.stopReason.withLock { $0 } },
        observe: { event in
          switch event {
          case .report(let report): try observe(.report(report.text))
          case .looked: try handOut()
          case .stopping, .backlog: break
          }
        })
      try handOut()
      if let failure = recording.failure { throw failure }
      return Summary(
        endReason: recording.endReason ?? "", frameCount: recording.figures.frames,
        connectionsOpened: recording.figures.recorder.opened,
        missingTrades: recording.feed.missingTrades, candlesHash: sink.hash)
    }

    /// Ends the recording in order; from any thread. `run` returns within two seconds, on a disk that keeps up.
    public func stop() { stopReason.withLock { $0 = "it was stopped" } }
  }

  /// Keeps what is to be handed out. Touched on the thread that runs the recording alone.
  private final class CandleSink: FeedSink {
    typealias Failure = Never

    private var events: [MarketRecorder.Event] = []
    private var digest = FeedDigest()

    var hash: String { digest.hex.candles }

    func take() -> [MarketRecorder.Event] {
      defer { events.removeAll(keepingCapacity: true) }
      return events
    }

    func take(candle: CandleEvent, at moment: borrowing FeedMoment) {
      let symbol = moment.name(candle.candle.symbol)
      switch candle {
      case .closed(let candle): events.append(.candle(candle, symbol: symbol))
      case .amended(let candle): events.append(.amended(candle, symbol: symbol))
      case .settled(let candle): digest.add(candle, symbol: symbol)
      }
    }
  }
#endif
