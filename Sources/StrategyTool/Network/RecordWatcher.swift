#if Network
  import Capture
  import CaptureSockets

  /// Looks at what is recorded and at what the recorder reports, in the order in which it happened.
  final class RecordWatcher {
    let view: LiveView
    private let session: CaptureSession
    private let printer: CapturePrinter
    private let reports: CaptureReports
    private let recorded: RecordedFrames
    private let intake: FrameIntake
    private var silence: StreamWatch
    /// Why no connection came about, last.
    private(set) var lastRefusal: String?

    init(
      _ view: LiveView, _ session: CaptureSession, _ printer: CapturePrinter,
      subscriptions: Subscriptions,
      reports: CaptureReports, recorded: RecordedFrames, intake: FrameIntake
    ) {
      self.view = view
      silence = StreamWatch(subscriptions)
      self.session = session
      self.printer = printer
      self.reports = reports
      self.recorded = recorded
      self.intake = intake
    }

    var silentCount: Int { silence.silentCount }

    /// What has come since the last look; true if there were no frames.
    func look() throws -> Bool {
      let chunks = recorded.take()
      // Taken later: a connection is reported open before the first of its frames can be among these.
      let happened = reports.take()
      happened.forEach(note)
      for chunk in chunks {
        try view.look(at: chunk)
        silence.look(at: chunk)
        intake.recycle(chunk)
      }
      for event in happened { try printer.show(event) }
      return chunks.isEmpty
    }

    /// Reports streams that have fallen silent; the capture tries another connection for those that
    /// used to speak on theirs.
    func lookForSilence() throws {
      for finding in silence.check(nowNs: session.nowNs()) {
        if !finding.isOver, finding.hasCome {
          session.note([.streamSilent(finding.connection, stream: finding.stream)])
        }
        try printer.show(.streamSilent(finding))
      }
    }

    private func note(_ report: CaptureReport) {
      switch report {
      case .opened(let connection, let plan, _, _):
        silence.opened(connection, plan: plan, nowNs: session.nowNs())
      case .lost(let connection, _, _): silence.lost(connection)
      case .refused(_, let reason): lastRefusal = reason
      case .clockStepped: silence.skipped(nowNs: session.nowNs())
      case .gapClosed(let closed): view.closed(closed.trades)
      default: break
      }
    }
  }
#endif
