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
    private let gaps = GapSearch()
    /// Begins the search for what earlier sessions lack.
    private let searchGaps: (GapSearch, _ session: String) -> Void
    package private(set) var feed: LiveFeed<Sink>
    private var silenceDueNs = Int64.min
    /// What the observer or the feed's sink has thrown.
    private var problem: (any Error)?
    /// The sink has thrown: nothing is looked at any more.
    private var isBlind = false

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
      searchGaps = { gaps, session in
        // A backfill knows what is missing.
        guard options.fillsGaps, !options.endsWhenIdle else { return }
        gaps.start(folder: directory, options: options, session: session)
      }
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

    /// Records these symbols, too.
    package func join(_ symbols: [String]) { session.join(symbols) }

    /// Records until there is a reason to stop, and until all that came is written and looked at.
    ///
    /// - Parameters:
    ///   - stopReason: asked twenty times a second, on another thread.
    ///   - observe: what it throws ends the recording in order and is thrown then. Afterwards it hears of the
    ///     end alone: `stopping` and `backlog`.
    package func run(
      stopReason: @escaping @Sendable () -> String?, observe: (Event) throws -> Void
    ) throws {
      log.start()
      searchGaps(gaps, writer.sessionName)
      let log = log
      session.start { log.error.map { String(describing: $0) } ?? stopReason() }
      follow(observe)
      gaps.stop()
      attempt { try observe(.stopping) }
      settle(observe)
      try session.conclude()
      let bytes = queuedBytes
      if bytes > Self.backlogBytesMin, log.error == nil {
        attempt { try observe(.backlog(bytes: bytes)) }
      }
      log.wait()
      try finish(observe)
      try session.shutdown()
      if let problem { throw log.error ?? problem }
    }

    private func follow(_ observe: (Event) throws -> Void) {
      while session.endReason == nil {
        let isIdle = look(observe)
        findSilence()
        expectGaps()
        if problem == nil { attempt { try observe(.looked) } }
        if problem != nil { session.stop(because: "its output cannot be written") }
        if isIdle { pause(microseconds: Self.pauseMicroseconds) }
      }
    }

    /// What came last may show gaps or fill them, and what became of them is to be recorded before the log is
    /// closed. A disk that needs longer than is waited for holds up no stop, and no gap is called lost for it.
    private func settle(_ observe: (Event) throws -> Void) {
      let dueNs = MachineClock.monotonicNs() + CaptureLimits.settleNsMax
      while queuedBytes > 0, MachineClock.monotonicNs() < dueNs {
        if look(observe) { pause(microseconds: 1000) }
      }
      let isAllWritten = queuedBytes == 0
      _ = look(observe)
      if !isAllWritten || isBlind || recorded.isBehind { session.note([.framesSkipped]) }
    }

    /// The last frames. Gaps that only these show are in no record any more, but reported.
    private func finish(_ observe: (Event) throws -> Void) throws {
      _ = look(observe)
      feedIn { try $0.finish() }
      try session.waitForNotices()
      _ = look(observe)
    }

    /// Takes in what has come; true if there were no frames.
    private func look(_ observe: (Event) throws -> Void) -> Bool {
      let chunks = recorded.take()
      // Frames first, reports second: so every frame here has its "connection opened" among the reports.
      let happened = reports.take()
      for report in happened { feed.take(report, receivedNs: session.nowNs()) }
      // What is said of a connection's frames comes behind that it is open.
      let opened = happened.lastIndex { if case .opened = $0 { true } else { false } }
      let early = opened.map { $0 + 1 } ?? 0
      tell(happened[..<early], observe)
      for chunk in chunks {
        feedIn { try $0.take(chunk) }
        intake.recycle(chunk)
      }
      tell(happened[early...], observe)
      return chunks.isEmpty
    }

    private func tell(_ reports: ArraySlice<CaptureReport>, _ observe: (Event) throws -> Void) {
      for report in reports where problem == nil { attempt { try observe(.report(report)) } }
    }

    /// A feed whose sink has thrown stands in the middle of a frame, and takes in no more.
    private func feedIn(_ take: (inout LiveFeed<Sink>) throws -> [FeedNotice]) {
      guard !isBlind else { return }
      isBlind = true
      attempt {
        session.note(try take(&feed))
        isBlind = false
      }
    }

    /// What is thrown first ends the recording, and is thrown when that has ended in order.
    private func attempt(_ body: () throws -> Void) {
      do { try body() } catch { problem = problem ?? error }
    }

    private func expectGaps() {
      let found = gaps.take()
      if !found.isEmpty { session.note(feed.expect(found)) }
    }

    private func findSilence() {
      let nowNs = MachineClock.monotonicNs()
      guard nowNs >= silenceDueNs else { return }
      silenceDueNs = nowNs + CaptureLimits.secondNs
      session.note(feed.findSilence(receivedNs: session.nowNs()))
    }
  }
#endif
