import Glibc
import Runs

/// A progress bar, drawn anew at most ten times a second.
struct ProgressBar {
  private var work = ""
  private var startNs: UInt64 = 0
  private var shownNs: UInt64 = 0

  /// The text to draw; nil while the last one is fresh enough.
  mutating func text(_ progress: RunProgress) -> String? {
    let nowNs = Clock.monotonicNs()
    if progress.work != work { (work, startNs, shownNs) = (progress.work, nowNs, 0) }
    guard nowNs &- shownNs >= 100_000_000 else { return nil }
    shownNs = nowNs
    return "\(work) \(bar(progress, seconds: (nowNs &- startNs) / 1_000_000_000)) \(progress.note)"
  }

  private func bar(_ progress: RunProgress, seconds: UInt64) -> String {
    guard progress.total > 0 else { return "\(seconds) s" }
    let share = min(max(Double(progress.done) / Double(progress.total), 0), 1)
    let filled = Int(share * 30)
    let blocks = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
    return "\(blocks) \(Int(share * 100)) % \(seconds) s"
  }
}
