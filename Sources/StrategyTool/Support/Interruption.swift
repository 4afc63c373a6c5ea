import Glibc
import Runs
import Synchronization

/// Ctrl-C and `kill`, noticed where the work can stop in order instead of in the middle of a write.
struct Interruption {
  private static let usual = [SIGINT, SIGTERM]
  private static let received = Atomic<Int32>(0)

  private let signals: [Int32]

  /// Listens from now on. A second signal ends the process at once, as without us. One that our parent
  /// had ignored, as nohup does with SIGHUP, stays ignored; one that it had blocked is let through.
  init(also others: [Int32] = []) {
    signals = (Self.usual + others).filter { !Self.isIgnored($0) }
    Self.received.store(0, ordering: .relaxed)
    var listened = sigset_t()
    sigemptyset(&listened)
    for number in signals {
      sigaddset(&listened, number)
      signal(number) { number in
        Interruption.received.store(number, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
    pthread_sigmask(SIG_UNBLOCK, &listened, nil)
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    let handler = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    return handler == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  func stopListening() {
    for number in signals { signal(number, SIG_DFL) }
  }

  /// Which signal came, if one did.
  var reason: String? {
    let number = Self.received.load(ordering: .relaxed)
    return number != 0 ? "interrupted by signal \(number)" : nil
  }

  /// An observer that ends its run if a signal came.
  func checked(_ show: @escaping (RunEvent) -> Void) -> RunObserver {
    {
      try check()
      show($0)
    }
  }

  /// Throws if a signal came.
  func check() throws {
    if let reason { throw ToolError(reason) }
  }
}
