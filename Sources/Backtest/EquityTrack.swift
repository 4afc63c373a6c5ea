/// The account's worth at each mark: its peak, its deepest fall, how long something was held.
///
/// Worth is exact, in units of 10⁻¹⁶ (amount × amount).
struct EquityTrack {
  private(set) var markCount = 0
  /// Marks at which a position was held.
  private(set) var exposedCount = 0
  private var peak: Int128
  /// The lowest mark since the peak.
  private var low: Int128
  /// Peak and low of the deepest fall that a later peak has ended.
  private var worstPeak: Int128
  private var worstLow: Int128

  init(startFine: Int128) {
    peak = startFine
    low = startFine
    worstPeak = startFine
    worstLow = startFine
  }

  mutating func mark(_ worth: Int128, isHolding: Bool) {
    markCount += 1
    if isHolding { exposedCount += 1 }
    if worth < low {
      low = worth
    } else if worth > peak {
      if low < peak { keepIfDeeper() }
      peak = worth
      low = worth
    }
  }

  /// Marks the worth of the mark before once more.
  @inline(__always)
  mutating func markAgain(isHolding: Bool) {
    markCount &+= 1
    if isHolding { exposedCount &+= 1 }
  }

  /// The deepest fall from a peak, as a share of that peak, rounded up; nil before the first mark.
  func maxDrawdown() -> Ratio? {
    guard markCount > 0 else { return nil }
    var ended = self
    ended.keepIfDeeper()
    return Ratio(ended.worstPeak - ended.worstLow, of: ended.worstPeak, .up)
  }

  /// (p − l) ÷ p > (P − L) ÷ P without dividing: l·P < L·p, in 256 bits.
  private mutating func keepIfDeeper() {
    let candidate = low.multipliedFullWidth(by: worstPeak)
    let worst = worstLow.multipliedFullWidth(by: peak)
    guard (candidate.high, candidate.low) < (worst.high, worst.low) else { return }
    worstPeak = peak
    worstLow = low
  }
}
