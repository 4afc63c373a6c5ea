/// Chance for waiting times: seeded, so that a seed repeats a run.
package struct Jitter: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  /// SplitMix64 (Steele, Lea, Flood 2014).
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// How long to wait after so many failures in a row: twice as long each time up to a limit, and
  /// between half and all of that by chance, so that many clients do not come back in step.
  package mutating func backoffNs(failures: Int) -> Int64 {
    let doublings = min(max(failures, 0), 16)
    let wait = min(CaptureLimits.retryNsMin << Int64(doublings), CaptureLimits.retryNsMax)
    return Int64.random(in: (wait / 2)...wait, using: &self)
  }
}
