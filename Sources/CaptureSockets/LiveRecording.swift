#if Network
  package import Capture
  package import Feed
  package import Recording

  /// A recording that is being made: sockets on one thread, the log on another, and on the caller's thread
  /// the feed that looks at what is recorded.
  package final class LiveRecording<Sink: FeedSink> {
    /// What the caller learns while it runs.
    package enum Event {
      case report(CaptureReport)
      /// The frames that were there are looked at; about twenty times a second.
      case looked
      /// The connections are gone, and what they brought is still written.
      case stopping
      /// So much of it that a slow disk may need long.
      case backlog(bytes: Int64)
    }

    private let counters = CaptureCounters()
    private let intake = FrameIntake()
    private let reports = CaptureReports()
    private let recorded = RecordedFrames()
    private let writer: RecordingWriter
    private let log: LogThread
    private let session: CaptureSession
    package private(set) var feed: LiveFeed<Sink>
    private var silenceDueNs = Int64.min

    private static var pauseMicroseconds: UInt32 { 50_000 }
    private static var backlogBytesMin: Int64 { 1 << 20 }

    /// Opens the folder; `run` connects.
    ///
    /// - Throws: what is wrong with the folder, or with the certificates.
    package init(
      _ options: CaptureOptions, directory: String, info: SessionInfo,
      writing: RecordingWriter.Options, feed: consuming LiveFeed<Sink>
    ) throws {
      session = try CaptureSession(options, intake: intake, counters: counters, reports: reports)
      self.feed = feed
      do {
        writer = try RecordingWriter(
          directory: directory, session: info, options: writing, startNs: session.nowNs())
      } catch {
        // Threads and sockets go back before a full disk or a taken folder is reported.
        try? session.shutdown()
        throw error
      }
      log = LogThread(
        writer: writer, intake: intake, recorded: recorded, counters: counters,
        gathers: options.gathers, nowNs: session.nowNs)
    }

    /// What an earlier session had left open, and what became of it: a line each.
    package var recovered: [String] { writer.recovered.map { String(describing: $0) } }
    package var sessionName: String { writer.sessionName }
    package var figures: CaptureFigures { counters.figures }
    /// Bytes that wait for the disk.
    package var queuedBytes: Int64 { Int64(intake.backlog.bytes) }
    package var endReason: String? { session.endReason }
    /// What ended the log too early, such as a full disk.
    package var failure: (any Error)? { log.error }

    /// Records until there is a reason to stop, and until all that came is written and looked at.
    ///
    /// - Parameters:
    ///   - stopReason: asked twenty times a second, on another thread.
    ///   - observe: what it throws ends the recording in order and is thrown then.
    package func run(
      stopReason: @escaping @Sendable () -> String?, observe: (Event) throws -> Void
    ) throws {
      log.start()
      let log = log
      session.start { log.error.map { String(describing: $0) } ?? stopReason() }
      var result = Result { try follow(observe) }
      if case .failure = result {
        session.stop(because: "its output cannot be written")
        while session.endReason == nil { pause(microseconds: Self.pauseMicroseconds) }
      }
      if case .success = result { result = Result { try settle(observe) } }
      try session.conclude()
      if case .success = result { result = Result { try reportBacklog(observe) } }
      log.wait()
      if case .success = result { result = Result { try finish(observe) } }
      try session.shutdown()
      if case .failure = result, let error = log.error { throw error }
      try result.get()
    }

    private func follow(_ observe: (Event) throws -> Void) throws {
      while session.endReason == nil {
        let isIdle = try look(observe)
        findSilence()
        try observe(.looked)
        if isIdle { pause(microseconds: Self.pauseMicroseconds) }
      }
    }

    /// What came last may show gaps, and these are to be recorded before the log is closed.
    private func settle(_ observe: (Event) throws -> Void) throws {
      try observe(.stopping)
      let dueNs = MachineClock.monotonicNs() + CaptureLimits.settleNsMax
      while queuedBytes > 0, MachineClock.monotonicNs() < dueNs {
        if try look(observe) { pause(microseconds: 1000) }
      }
      _ = try look(observe)
    }

    private func reportBacklog(_ observe: (Event) throws -> Void) throws {
      let bytes = queuedBytes
      if bytes > Self.backlogBytesMin, log.error == nil { try observe(.backlog(bytes: bytes)) }
    }

    /// The last frames. Gaps that only these show are in no record any more, but reported.
    private func finish(_ observe: (Event) throws -> Void) throws {
      _ = try look(observe)
      session.note(try feed.finish())
      try session.waitForNotices()
      _ = try look(observe)
    }

    /// Takes in what has come; true if there were no frames.
    private func look(_ observe: (Event) throws -> Void) throws -> Bool {
      let chunks = recorded.take()
      // Taken later: a connection is reported open before the first of its frames can be among these.
      let happened = reports.take()
      for report in happened { feed.take(report, receivedNs: session.nowNs()) }
      for chunk in chunks {
        session.note(try feed.take(chunk))
        intake.recycle(chunk)
      }
      for report in happened { try observe(.report(report)) }
      return chunks.isEmpty
    }

    private func findSilence() {
      let nowNs = MachineClock.monotonicNs()
      guard nowNs >= silenceDueNs else { return }
      silenceDueNs = nowNs + CaptureLimits.secondNs
      session.note(feed.findSilence(receivedNs: session.nowNs()))
    }
  }
#endif
