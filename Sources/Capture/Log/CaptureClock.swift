/// The clock that frames are stamped with: the wall clock read once, and the monotonic clock since.
///
/// Setting the wall clock cannot make receive times run backwards. A step forward (a machine that
/// slept, a clock that was set late) is followed once it has lasted for five minutes, so that one that is taken
/// back leaves nothing; one of more than a day at once. After a step back, times go on as they were. Each sample is recorded (`k`) and shows how far the two clocks are apart.
package struct CaptureClock: Sendable {
  /// What a sample found.
  package struct Sample: Equatable, Sendable {
    package let wallNs: Int64
    /// Wall clock minus receive time, before a step forward is followed.
    package let deviationNs: Int64
    package let isStep: Bool

    package init(wallNs: Int64, deviationNs: Int64, isStep: Bool) {
      self.wallNs = wallNs
      self.deviationNs = deviationNs
      self.isStep = isStep
    }
  }

  private var anchorNs: Int64
  private var lastDeviationNs: Int64 = 0
  /// Since when the wall clock has been ahead.
  private var aheadSinceNs: Int64?

  package init(wallNs: Int64, monotonicNs: Int64) {
    anchorNs = max(wallNs, 0) &- monotonicNs
  }

  /// The receive time of what came at an instant of the monotonic clock.
  package func receivedNs(monotonicNs: Int64) -> Int64 { anchorNs &+ monotonicNs }

  /// Compares with the wall clock.
  package mutating func sample(wallNs: Int64, monotonicNs: Int64) -> Sample {
    let deviationNs = wallNs &- receivedNs(monotonicNs: monotonicNs)
    let changeNs = deviationNs &- lastDeviationNs
    let isStep = changeNs.magnitude >= CaptureLimits.clockStepNs.magnitude
    lastDeviationNs = deviationNs
    if follows(deviationNs, isStep: isStep, monotonicNs: monotonicNs) {
      anchorNs &+= deviationNs
      lastDeviationNs = 0
      aheadSinceNs = nil
    }
    return Sample(wallNs: wallNs, deviationNs: deviationNs, isStep: isStep)
  }

  private mutating func follows(_ deviationNs: Int64, isStep: Bool, monotonicNs: Int64) -> Bool {
    guard deviationNs >= CaptureLimits.clockStepNs else {
      aheadSinceNs = nil
      return false
    }
    if isStep { aheadSinceNs = monotonicNs }
    // Clocks that drift apart were not set.
    guard let aheadSinceNs else { return false }
    return deviationNs > CaptureLimits.clockStepNsHuge
      || monotonicNs &- aheadSinceNs >= CaptureLimits.clockFollowNs
  }
}
