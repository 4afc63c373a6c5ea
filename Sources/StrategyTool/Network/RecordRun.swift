#if Network
  import Backtest
  import Binance
  import Capture
  import Feed
  import Foundation

  import Market
  import Recording

  /// One run of `tool record`: sockets on one thread, the log on another, and here, on the main one,
  /// everything that looks at frames and talks.
  final class RecordRun {
    private let command: RecordCommand
    private let counters = CaptureCounters()
    private let events = CaptureEvents()
    private let intake = FrameIntake()
    private let ring = WatchRing()
    private let writer: RecordingWriter
    private let log: LogThread
    private let session: CaptureSession
    private let view: LiveView
    private let printer: CapturePrinter
    private let service = ServiceManager()
    private let metrics: MetricsServer?
    private let startNs = Int64(clamping: Clock.monotonicNs())
    private var statusDueNs: Int64
    private var printDueNs: Int64
    private var shown = (frames: Int64(0), atNs: Int64(0))

    private static let pauseMicroseconds: UInt32 = 20_000

    init(_ command: RecordCommand, _ options: CaptureOptions) throws {
      self.command = command
      printer = CapturePrinter(
        showsCandles: command.show == .candles, json: command.json,
        clock: WallClock(zone: try command.timeZone.zone() ?? .gmt))
      // Signals that come from now on end the recording cleanly.
      let interruption = Interruption(also: [SIGHUP])
      let failed = LogFailure()
      session = try CaptureSession(
        options, intake: intake, counters: counters, events: events,
        shouldStop: { failed.reason ?? interruption.reason })
      do {
        writer = try RecordingWriter(
          directory: command.output, session: try command.sessionInfo(options),
          options: command.writerOptions(), startNs: session.nowNs())
        log = LogThread(
          writer: writer, intake: intake, ring: ring, counters: counters, nowNs: session.nowNs)
        failed.watch(log)
        let session = session
        let fills = command.fill
        let printer = printer
        view = LiveView(
          try command.feedOptions(options), printer: printer,
          paper: try command.paperRun(options) { try printer.show($0, $1) },
          wishes: LiveView.Wishes(
            fill: { if fills { session.fill($0) } },
            exchangeError: { session.exchangeError(on: $0, text: $1) },
            shutdownAnnounced: { session.shutdownAnnounced(on: $0) }))
        metrics = try command.metrics.map { try MetricsServer(port: $0) }
      } catch {
        // Threads and sockets go back before a full disk or a taken folder is told.
        try? session.shutdown()
        throw error
      }
      statusDueNs = startNs
      printDueNs = startNs
    }

    func run() throws {
      for action in writer.recovered { Console.report("recovered: \(action)") }
      if let metrics {
        Console.report("figures for Prometheus: http://127.0.0.1:\(metrics.port)/metrics")
      }
      log.start()
      session.start()
      var result = Result { try watch() }
      if case .failure = result {
        // What was to be shown cannot be shown; the recording still ends cleanly.
        session.stop(because: "its output cannot be written")
        while session.endReason == nil { usleep(Self.pauseMicroseconds) }
      }
      service.tell("STOPPING=1")
      log.wait()
      if case .success = result { result = Result { try lastLook() } }
      metrics?.stop()
      try session.shutdown()
      if let error = log.error { throw error }
      try result.get()
    }

    /// Until the capture has ended.
    private func watch() throws {
      var isReady = false
      while session.endReason == nil {
        let isIdle = try look()
        if !isReady, counters.figures.opened > 0 {
          isReady = true
          service.tell("READY=1")
        }
        if isIdle { usleep(Self.pauseMicroseconds) }
      }
    }

    /// What has come since the last look; true if that was nothing.
    private func look() throws -> Bool {
      let chunks = ring.take()
      for chunk in chunks {
        try view.look(at: chunk)
        intake.recycle(chunk)
      }
      for event in events.take() { try printer.show(event) }
      let nowNs = Int64(clamping: Clock.monotonicNs())
      if nowNs >= statusDueNs { try tell(nowNs) }
      return chunks.isEmpty
    }

    /// Once a second for programs; for people as often as they can read it.
    private func tell(_ nowNs: Int64) throws {
      let status = status(nowNs)
      statusDueNs = nowNs + 1_000_000_000
      metrics?.publish(MetricsText.text(status.metrics))
      service.tell("WATCHDOG=1\nSTATUS=\(status.line)")
      guard nowNs >= printDueNs else { return }
      // Where the line stays, once a minute is often enough.
      let everySeconds: Int64 = Console.drawsProgress && !command.json ? 1 : command.json ? 10 : 60
      if nowNs > startNs + 1_000_000_000 {
        try printer.status(status)
        printDueNs = nowNs + everySeconds * 1_000_000_000
      }
      shown = (status.figures.frames, nowNs)
    }

    private func status(_ nowNs: Int64) -> RecordStatus {
      let figures = counters.figures
      let sinceNs = max(nowNs - shown.atNs, 1)
      return RecordStatus(
        figures: figures, elapsedNs: nowNs - startNs,
        framesPerSecond: shown.atNs == 0
          ? 0 : Double(figures.frames - shown.frames) * 1e9 / Double(sinceNs),
        lagUs: view.lagUs, gaps: view.gapCount, missingTrades: view.missingTrades,
        skippedFrames: view.skippedFrames, queuedBytes: Int64(intake.backlog.bytes),
        diskFreeBytes: DiskAccess.system.freeBytes(command.output))
    }

    /// What was recorded last, and the facts of the run.
    private func lastLook() throws {
      _ = try look()
      try view.finish()
      let figures = counters.figures
      let elapsedNs = Int64(clamping: Clock.monotonicNs()) - startNs
      try printer.summary(
        [
          ("recording", .string(command.output)), ("session", .string(writer.sessionName)),
          ("ended", .string(session.endReason ?? "")),
          ("seconds", .raw(decimal(Double(elapsedNs) / 1e9))),
          ("frames", .integer(figures.frames)),
          ("payload bytes", .integer(figures.payloadBytes)),
          ("bytes on disk", .integer(figures.diskBytes)),
          ("hurried blocks", .integer(figures.quickBlocks)),
          ("connections opened", .integer(figures.opened)),
          ("connections lost", .integer(figures.lost)),
          ("gaps", .integer(view.gapCount)), ("missing trades", .integer(view.missingTrades)),
          ("frames not looked at", .integer(view.skippedFrames)),
          ("candles", .integer(view.candleCount)), ("candles sha256", .string(view.candlesHex)),
        ] + view.paperFacts)
    }
  }

  /// Tells the capture when the log has failed: it exists before the log does.
  private final class LogFailure: @unchecked Sendable {
    // Set once, before the capture starts.
    private var log: LogThread?

    func watch(_ log: LogThread) { self.log = log }

    var reason: String? { log?.error.map { String(describing: $0) } }
  }

  extension RecordCommand {
    func sessionInfo(_ options: CaptureOptions) throws -> SessionInfo {
      let config = JSONText.object([
        ("venue", .string(options.venue.rawValue)),
        ("urls", .array(options.plans.map { .string(Redaction.url($0.url)) })),
        ("streams", .array(options.plans.flatMap(\.streams).map { .string($0.text) })),
        ("restUrl", .string(Redaction.url(options.restURL))),
        ("redundant", .bool(options.isRedundant)),
      ])
      var name = [CChar](repeating: 0, count: 256)
      gethostname(&name, name.count - 1)
      let id = String(UInt32.random(in: .min ... .max), radix: 16)
      return SessionInfo(
        id: String(repeating: "0", count: 8 - id.count) + id, tool: Version.text,
        host: String(
          decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self),
        config: config.text)
    }

    /// Live candles are made of trades; of aggregates where no trades are recorded.
    func feedOptions(_ options: CaptureOptions) throws -> FeedProcessor.Options {
      let kinds = options.plans.flatMap(\.streams).map(\.kind)
      var feed = FeedProcessor.Options()
      feed.source = kinds.contains(.trade) || !kinds.contains(.aggTrade) ? .trades : .aggTrades
      feed.intervals = [try interval.get()]
      feed.wanted = MessageKinds([.trade, .aggTrade])
      if chosen.isGiven { PaperRun.widen(&feed) }
      return feed
    }

    /// The strategy beside the recording, if one was named.
    func paperRun(
      _ options: CaptureOptions, tell: @escaping (Fill, String) throws -> Void
    ) throws -> PaperRun? {
      guard chosen.isGiven else { return nil }
      let run = try chosen.start(account.settings(try interval.get()))
      return PaperRun(run, takesAll: options.symbols.count > 1, tell: tell)
    }
  }
#endif
