#if Network
  import ArgumentParser
  import Basics
  import Binance
  import Capture
  import CaptureSockets
  import Feed
  import Foundation
  import Recording
  import Runs

  /// One run of `tool record`: the recording, and everything that talks about it.
  final class RecordRun {
    private let output: String
    /// Whether trades are asked for.
    private let wantsTrades: Bool
    private let recording: LiveRecording<LiveSink>
    private let reporter: RecordReporter
    private let service = ServiceManager()
    private let printer: CapturePrinter
    private let metrics: MetricsServer?
    private let interruption: Interruption
    /// The symbols of `--config`, read again at each SIGHUP.
    private var rereading: SymbolRereading?
    private let startNs = Int64(clamping: Clock.monotonicNs())
    private var isReady = false
    /// Why no connection came about, last.
    private var lastRefusal: String?

    init(_ command: RecordCommand, _ options: CaptureOptions) throws {
      output = command.output
      wantsTrades = options.subscriptions.streams.contains {
        [.trade, .aggTrade].contains($0.kind)
      }
      printer = CapturePrinter(
        showsCandles: command.show == .candles, json: command.json,
        clock: WallClock(zone: try command.timeZone.zone() ?? .gmt))
      // Signals that come from now on end the recording cleanly.
      interruption = Interruption(also: command.config == nil ? [SIGHUP] : [])
      rereading = command.config.map { SymbolRereading($0, options) }
      try options.checkFolder(output)
      let feed = try command.liveFeed(options, printer)
      metrics = try command.metrics.map { try MetricsServer(port: $0) }
      do {
        recording = try LiveRecording(
          options, directory: output, info: SessionInfo(options, tool: Version.text),
          writing: command.writerOptions(), feed: feed)
      } catch {
        metrics?.stop()
        throw error
      }
      reporter = RecordReporter(printer, service, metrics, startNs: startNs)
    }

    func run() throws {
      for line in recording.recovered { Console.report("recovered: \(line)") }
      if let metrics {
        Console.report("figures for Prometheus: http://127.0.0.1:\(metrics.port)/metrics")
      }
      defer { metrics?.stop() }
      let interruption = interruption
      try recording.run(stopReason: { interruption.reason }, observe: { try note($0) })
      try summarise()
      if let error = recording.failure { throw error }
    }

    private func note(_ event: LiveRecording<LiveSink>.Event) throws {
      switch event {
      case .report(let report):
        if case .refused(_, let reason) = report { lastRefusal = reason }
        try printer.show(report)
      case .looked:
        if let new = rereading?.newSymbols(), !new.isEmpty { recording.join(new) }
        try reportStatus()
      case .stopping: service.notify("STOPPING=1")
      case .backlog(let bytes):
        Console.report(
          "\(RecordStatus.megabytes(bytes)) MB wait for the disk; a second signal ends without them"
        )
      }
    }

    private func reportStatus() throws {
      if !isReady, recording.figures.recorder.opened > 0 {
        isReady = true
        service.notify("READY=1")
      }
      let nowNs = Int64(clamping: Clock.monotonicNs())
      guard reporter.isDue(nowNs) else { return }
      try reporter.report(
        RecordStatus(
          recording, elapsedNs: nowNs - startNs,
          diskFreeBytes: DiskAccess.system.freeBytes(output)))
    }

    /// The facts of the run.
    private func summarise() throws {
      let paper = try recording.feed.sink.paper?.finish(recording.feed.symbols).paperFacts ?? []
      let nowNs = Int64(clamping: Clock.monotonicNs())
      let seconds = decimal(Double(nowNs - startNs) / 1e9)
      try printer.summary(
        [
          ("recording", .string(output)), ("session", .string(recording.sessionName)),
          ("ended", .string(recording.endReason ?? "")), ("seconds", .number(seconds)),
        ] + recording.summary + paper)
      guard recording.figures.recorder.opened > 0 else {
        // A full disk or the like says more.
        if let error = recording.failure { throw error }
        throw ToolError(
          "nothing was recorded: no connection was opened in \(seconds) s"
            + (lastRefusal.map { "; the last attempt: \($0)" } ?? ""))
      }
      if wantsTrades, recording.failure == nil,
        recording.feed.tradeLedgers.allSatisfy({ $0.acceptedCount == 0 })
      {
        Console.report(
          "no trade was recorded in \(seconds) s, though trades were asked for: are the symbols traded, "
            + "and are those their names?")
        // Less than a minute proves nothing.
        if nowNs - startNs >= CaptureLimits.streamSilenceNs { throw ExitCode(3) }
      }
      let downCount = recording.figures.recorder.downStreams
      let missingCount = recording.feed.missingTrades
      if downCount > 0 {
        Console.report(
          "\(counted(Int(clamping: downCount), "stream")) not recorded at the end: no connection came back"
            + (lastRefusal.map { "; the last attempt: \($0)" } ?? ""))
      }
      if missingCount > 0 {
        Console.report(
          "\(counted(Int(clamping: missingCount), "trade")) missing: tool backfill \(output) asks for them again"
        )
      }
      if downCount > 0 || missingCount > 0 { throw ExitCode(3) }
    }
  }
#endif
