import Basics
import Market

/// Chance for waiting times: seeded, so that a seed repeats a run.
package struct Jitter: Sendable {
  var random: SplitMix64

  package init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// How long to wait after so many failures in a row: twice as long each time up to a limit, and
  /// between half and all of that by chance, so that many clients do not come back in step.
  package mutating func backoffNs(failures: Int) -> Int64 {
    let doublings = min(max(failures, 0), 16)
    let wait = min(CaptureLimits.retryNsMin << Int64(doublings), CaptureLimits.retryNsMax)
    return Int64.random(in: (wait / 2)...wait, using: &random)
  }
}
