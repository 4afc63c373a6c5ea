import Glibc

/// A progress bar on stderr, drawn on a terminal only and at most ten times a second.
struct Progress {
  private let what: String
  private let total: Int64
  private var shownNs: UInt64 = 0
  private let startNs: UInt64

  /// `total` in the unit that `update` is called with; 0 if it is not known.
  init(_ what: String, total: Int64) {
    self.what = what
    self.total = total
    startNs = Clock.monotonicNs()
  }

  mutating func update(_ done: Int64, note: @autoclosure () -> String = "") {
    guard Console.drawsProgress else { return }
    let now = Clock.monotonicNs()
    guard now &- shownNs >= 100_000_000 else { return }
    shownNs = now
    Console.progress("\(what) \(bar(done)) \(note())")
  }

  func finish() { Console.clearProgress() }

  private func bar(_ done: Int64) -> String {
    let seconds = (Clock.monotonicNs() &- startNs) / 1_000_000_000
    guard total > 0 else { return "\(seconds) s" }
    let share = min(max(Double(done) / Double(total), 0), 1)
    let filled = Int(share * 30)
    let blocks = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
    return "\(blocks) \(Int(share * 100)) % \(seconds) s"
  }
}

/// The clocks of the machine. Only `tool` (and what touches the network) may ask for the time.
enum Clock {
  /// ns since the Unix epoch.
  static func wallNs() -> Int64 { Int64(nanoseconds(of: CLOCK_REALTIME)) }

  /// ns on a clock that never steps.
  static func monotonicNs() -> UInt64 { nanoseconds(of: CLOCK_MONOTONIC) }

  private static func nanoseconds(of clock: clockid_t) -> UInt64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
