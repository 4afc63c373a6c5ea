import Glibc

/// Waits for Ctrl-C or `kill`, while other threads work.
///
/// Made before those threads: they inherit that the signals are blocked, so that only `wait` gets
/// them.
struct SignalWait {
  private var signals = sigset_t()

  init() {
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  /// Returns when a signal has come. A second one ends the process at once.
  func wait() {
    var (waited, number) = (signals, Int32(0))
    sigwait(&waited, &number)
    pthread_sigmask(SIG_UNBLOCK, &waited, nil)
  }
}
