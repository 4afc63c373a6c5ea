package import Capture
import Synchronization

/// Events on their way to whoever tells them; when nobody fetches them the oldest are forgotten.
package final class CaptureEvents: Sendable {
  private static let countMax = 10_000
  private let waiting = Mutex<[CaptureEvent]>([])

  package init() {}

  package func add(_ event: CaptureEvent) {
    waiting.withLock {
      if $0.count >= CaptureEvents.countMax { $0.removeFirst(CaptureEvents.countMax / 2) }
      $0.append(event)
    }
  }

  package func take() -> [CaptureEvent] {
    waiting.withLock { events in
      defer { events = [] }
      return events
    }
  }
}
