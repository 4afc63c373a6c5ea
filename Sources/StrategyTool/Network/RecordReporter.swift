#if Network
  import Capture
  import CaptureSockets

  /// Reports how a recording does: once a second to programs, to people as often as they can read it.
  final class RecordReporter {
    private let printer: CapturePrinter
    private let service: ServiceManager
    private let metrics: MetricsServer?
    private let startNs: Int64
    private var dueNs: Int64
    private var printDueNs: Int64
    /// What the line said last, and when.
    private var shown: (frames: Int64, atNs: Int64)

    private static let secondNs: Int64 = 1_000_000_000

    init(
      _ printer: CapturePrinter, _ service: ServiceManager, _ metrics: MetricsServer?,
      startNs: Int64
    ) {
      self.printer = printer
      self.service = service
      self.metrics = metrics
      self.startNs = startNs
      dueNs = startNs
      printDueNs = startNs + Self.secondNs
      shown = (0, startNs)
    }

    func isDue(_ nowNs: Int64) -> Bool { nowNs >= dueNs }

    func report(_ status: RecordStatus) throws {
      let nowNs = startNs + status.elapsedNs
      dueNs = nowNs + Self.secondNs
      var status = status
      status.framesPerSecond =
        Double(status.figures.frames - shown.frames) * 1e9 / Double(max(nowNs - shown.atNs, 1))
      metrics?.publish(MetricsText.text(status.metrics))
      service.notify("WATCHDOG=1\nSTATUS=\(status.line)")
      guard nowNs >= printDueNs else { return }
      try printer.status(status)
      printDueNs = nowNs + printer.statusEverySeconds * Self.secondNs
      shown = (status.figures.frames, nowNs)
    }
  }
#endif
