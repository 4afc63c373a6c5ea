import JSONDocument

#if Network
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
    private var silence = StreamWatch()
    private let printer: CapturePrinter
    private let service = ServiceManager()
    private let metrics: MetricsServer?
    private let interruption: Interruption
    /// Why no connection came about, last.
    private var lastRefusal: String?
    private let startNs = Int64(clamping: Clock.monotonicNs())
    private var statusDueNs: Int64
    private var printDueNs: Int64
    private var shown = (frames: Int64(0), atNs: Int64(0))

    private static let pauseMicroseconds: UInt32 = 50_000

    init(_ command: RecordCommand, _ options: CaptureOptions) throws {
      self.command = command
      printer = CapturePrinter(
        showsCandles: command.show == .candles, json: command.json,
        clock: WallClock(zone: try command.timeZone.zone() ?? .gmt))
      // Signals that come from now on end the recording cleanly.
      let interruption = Interruption(also: [SIGHUP])
      self.interruption = interruption
      let failed = LogFailure()
      session = try CaptureSession(
        options, intake: intake, counters: counters, events: events,
        shouldStop: { failed.reason ?? interruption.reason })
      do {
        writer = try RecordingWriter(
          directory: command.output, session: try command.sessionInfo(options),
          options: command.writerOptions(), startNs: session.nowNs())
        log = LogThread(
          writer: writer, intake: intake, ring: ring, counters: counters,
          gathers: options.gathers, nowNs: session.nowNs)
        failed.watch(log)
        let session = session
        let printer = printer
        view = LiveView(
          try command.feedOptions(options), printer: printer,
          paper: try command.paperRun(options) { try printer.show($0, $1) },
          wishes: LiveView.Wishes(
            fill: command.fill ? { session.fill($0) } : nil, filled: { session.filled($0) },
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
        chunk.show(to: &silence)
        intake.recycle(chunk)
      }
      for event in events.take() {
        note(event)
        try printer.show(event)
      }
      let nowNs = Int64(clamping: Clock.monotonicNs())
      if nowNs >= statusDueNs { try tell(nowNs) }
      return chunks.isEmpty
    }

    private func note(_ event: CaptureEvent) {
      switch event {
      case .opened(let connection, _, let streams):
        silence.opened(connection, streams: streams, nowNs: session.nowNs())
      case .lost(let connection, _, _): silence.lost(connection)
      case .refused(_, let reason): lastRefusal = reason
      case .clockStepped: silence.skipped(nowNs: session.nowNs())
      case .holeClosed(let report): view.closed(report.hole)
      default: break
      }
    }

    /// Tells of streams that have fallen silent; the capture tries another connection for those that
    /// used to speak.
    private func lookForSilence() throws {
      for finding in silence.check(nowNs: session.nowNs()) {
        if !finding.isOver, finding.hasCome {
          session.streamSilent(on: finding.connection, stream: finding.stream)
        }
        try printer.show(.streamSilent(finding))
      }
    }

    /// Once a second for programs; for people as often as they can read it.
    private func tell(_ nowNs: Int64) throws {
      try lookForSilence()
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
        skippedFrames: view.skippedFrames, silentStreams: silence.silentCount,
        queuedBytes: Int64(intake.backlog.bytes),
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
          ("seconds", .number(decimal(Double(elapsedNs) / 1e9))),
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
      guard figures.opened > 0 || interruption.reason != nil else {
        throw ToolError(
          "nothing was recorded: no connection was opened in \(decimal(Double(elapsedNs) / 1e9)) s"
            + (lastRefusal.map { "; the last attempt: \($0)" } ?? ""))
      }
    }
  }
#endif
