#if Network
  import Capture
  import CaptureSockets

  /// Tells the capture when the log has failed: it exists before the log does.
  final class LogFailure: @unchecked Sendable {
    // Set once, before the capture starts.
    private var log: LogThread?

    func watch(_ log: LogThread) { self.log = log }

    var reason: String? { log?.error.map { String(describing: $0) } }
  }
#endif
