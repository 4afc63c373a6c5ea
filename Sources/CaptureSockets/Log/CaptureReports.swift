package import Capture
import Synchronization

/// Reports on their way to whoever shows them; when nobody fetches them the oldest are forgotten.
package final class CaptureReports: Sendable {
  private static let countMax = 10_000
  private let waiting = Mutex<[CaptureReport]>([])

  package init() {}

  package func add(_ report: CaptureReport) {
    waiting.withLock {
      if $0.count >= CaptureReports.countMax { $0.removeFirst(CaptureReports.countMax / 2) }
      $0.append(report)
    }
  }

  package func take() -> [CaptureReport] {
    waiting.withLock { reports in
      defer { reports = [] }
      return reports
    }
  }
}
