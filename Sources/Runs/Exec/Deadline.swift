import Glibc

/// A moment of the monotonic clock.
struct Deadline {
  private let ns: Int64

  init(afterNs: Int64) {
    let (ns, overflow) = Self.now().addingReportingOverflow(afterNs)
    self.ns = overflow ? .max : ns
  }

  /// Rounded up, 0 when it is reached.
  var leftMs: Int32 { Int32(clamping: (max(0, ns - Self.now()) + 999_999) / 1_000_000) }

  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
