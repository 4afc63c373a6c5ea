#if Network
  import Capture
  import CaptureSockets
  import Foundation
  import Basics
  import Recording
  import Runs

  /// One run of `tool record`: sockets on one thread, the log on another, and here, on the main one,
  /// everything that looks at frames and talks.
  final class RecordRun {
    private let command: RecordCommand
    private let counters = CaptureCounters()
    private let intake = FrameIntake()
    private let writer: RecordingWriter
    private let log: LogThread
    private let session: CaptureSession
    private let watcher: RecordWatcher
    private let reporter: RecordReporter
    private let service = ServiceManager()
    private let printer: CapturePrinter
    private let metrics: MetricsServer?
    private let interruption: Interruption
    private let startNs = Int64(clamping: Clock.monotonicNs())

    private static let pauseMicroseconds: UInt32 = 50_000

    init(_ command: RecordCommand, _ options: CaptureOptions) throws {
      self.command = command
      printer = CapturePrinter(
        showsCandles: command.show == .candles, json: command.json,
        clock: WallClock(zone: try command.timeZone.zone() ?? .gmt))
      // Signals that come from now on end the recording cleanly.
      interruption = Interruption(also: [SIGHUP])
      let (reports, recorded) = (CaptureReports(), RecordedFrames())
      session = try CaptureSession(
        options, intake: intake, counters: counters, reports: reports)
      do {
        writer = try RecordingWriter(
          directory: command.output, session: try command.sessionInfo(options),
          options: command.writerOptions(), startNs: session.nowNs())
        log = LogThread(
          writer: writer, intake: intake, recorded: recorded, counters: counters,
          gathers: options.gathers, nowNs: session.nowNs)
        watcher = RecordWatcher(
          try command.liveView(options, session, printer), session, printer,
          subscriptions: options.subscriptions,
          reports: reports,
          recorded: recorded, intake: intake)
        metrics = try command.metrics.map { try MetricsServer(port: $0) }
      } catch {
        // Threads and sockets go back before a full disk or a taken folder is reported.
        try? session.shutdown()
        throw error
      }
      reporter = RecordReporter(printer, service, metrics, startNs: startNs)
    }

    func run() throws {
      for action in writer.recovered { Console.report("recovered: \(action)") }
      if let metrics {
        Console.report("figures for Prometheus: http://127.0.0.1:\(metrics.port)/metrics")
      }
      log.start()
      let (log, interruption) = (log, interruption)
      session.start { log.error.map { String(describing: $0) } ?? interruption.reason }
      var result = Result { try watch() }
      if case .failure = result {
        // What was to be shown cannot be shown; the recording still ends cleanly.
        session.stop(because: "its output cannot be written")
        while session.endReason == nil { usleep(Self.pauseMicroseconds) }
      }
      service.notify("STOPPING=1")
      if case .success = result { result = Result { try settle() } }
      try session.conclude()
      reportBacklog()
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
        let isIdle = try watcher.look()
        if !isReady, counters.figures.recorder.opened > 0 {
          isReady = true
          service.notify("READY=1")
        }
        let nowNs = Int64(clamping: Clock.monotonicNs())
        if reporter.isDue(nowNs) {
          try watcher.lookForSilence()
          try reporter.report(status(nowNs))
        }
        if isIdle { usleep(Self.pauseMicroseconds) }
      }
    }

    /// What came last may show gaps, and these are to be recorded before the log is closed.
    private func settle() throws {
      let dueNs = Int64(clamping: Clock.monotonicNs()) + CaptureLimits.settleNsMax
      while intake.backlog.bytes > 0, Int64(clamping: Clock.monotonicNs()) < dueNs {
        if try watcher.look() { usleep(1000) }
      }
      _ = try watcher.look()
      watcher.view.noteArrived()
    }

    /// A slow disk may need long for what it still has to take.
    private func reportBacklog() {
      let bytes = Int64(intake.backlog.bytes)
      guard bytes > 1 << 20, log.error == nil else { return }
      Console.report(
        "\(RecordStatus.megabytes(bytes)) MB wait for the disk; a second signal ends without them")
    }

    private func status(_ nowNs: Int64) -> RecordStatus {
      RecordStatus(
        figures: counters.figures, elapsedNs: nowNs - startNs, view: watcher.view,
        silentStreams: watcher.silentCount, queuedBytes: Int64(intake.backlog.bytes),
        diskFreeBytes: DiskAccess.system.freeBytes(command.output))
    }

    /// What was recorded last, and the facts of the run.
    private func lastLook() throws {
      _ = try watcher.look()
      try watcher.view.finish()
      // Gaps found only now are in no record any more, but reported.
      try session.waitForNotices()
      _ = try watcher.look()
      let nowNs = Int64(clamping: Clock.monotonicNs())
      let seconds = decimal(Double(nowNs - startNs) / 1e9)
      let figures = counters.figures
      try printer.summary(
        [
          ("recording", .string(command.output)), ("session", .string(writer.sessionName)),
          ("ended", .string(session.endReason ?? "")), ("seconds", .number(seconds)),
        ] + figures.summary + watcher.view.summary)
      guard figures.recorder.opened > 0 || interruption.reason != nil else {
        throw ToolError(
          "nothing was recorded: no connection was opened in \(seconds) s"
            + (watcher.lastRefusal.map { "; the last attempt: \($0)" } ?? ""))
      }
    }
  }
#endif
