import Glibc
import Runs

/// The clocks of the machine. Only `tool` (and what touches the network) may ask for the time.
enum Clock {
  /// ns since the Unix epoch.
  static func wallNs() -> Int64 { Int64(nanoseconds(of: CLOCK_REALTIME)) }

  /// ns on a clock that never steps.
  static func monotonicNs() -> UInt64 { nanoseconds(of: CLOCK_MONOTONIC) }

  /// What a paced replay keeps to; what was printed is shown before each wait.
  static let replay = ReplayClock(nowNs: { Int64(clamping: monotonicNs()) }, wait: wait)

  @Sendable private static func wait(untilNs: Int64) throws {
    try Console.flush()
    var until = timespec(
      tv_sec: Int(untilNs / 1_000_000_000), tv_nsec: Int(untilNs % 1_000_000_000))
    while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nil) == EINTR {}
  }

  private static func nanoseconds(of clock: clockid_t) -> UInt64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
