import Glibc
import Synchronization

/// Ctrl-C and `kill`, noticed where the work can stop in order instead of in the middle of a write.
struct Interruption {
  private static let signals = [SIGINT, SIGTERM]
  private static let received = Atomic<Int32>(0)

  /// Listens from now on. A second signal ends the process at once, as without us.
  init() {
    Self.received.store(0, ordering: .relaxed)
    for number in Self.signals {
      signal(number) { number in
        Interruption.received.store(number, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
  }

  func stopListening() {
    for number in Self.signals { signal(number, SIG_DFL) }
  }

  /// Throws if a signal came.
  func check() throws {
    let number = Self.received.load(ordering: .relaxed)
    if number != 0 { throw ToolError("interrupted by signal \(number)") }
  }
}
