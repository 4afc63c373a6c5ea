import Market

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
    mark(worth, times: 1, isHolding: isHolding)
  }

  /// Marks one worth at several closes in a row.
  @inline(__always)
  mutating func mark(_ worth: Int128, times count: Int, isHolding: Bool) {
    countIn(count, isHolding: isHolding)
    note(worth)
  }

  /// Marks the account at each close of a range: its worth there is `base × close + rest`. The
  /// caller has made sure that this fits 128 bits, and that `base` is above 0.
  mutating func mark(
    _ closes: borrowing Span<Amount>, _ range: Range<Int>, times base: Int128, plus rest: Int128,
    isHolding: Bool
  ) {
    countIn(range.count, isHolding: isHolding)
    // Below the one, the worth is a new low; above the other, a new peak.
    var lowest = Int64(clamping: -Exact.floor(rest - low, over: base))
    var highest = Int64(clamping: Exact.floor(peak - rest, over: base))
    let closes = closes.extracting(range)
    for index in closes.indices {
      let close = closes[index].units
      if close >= lowest, close <= highest { continue }
      note(rest &+ base &* Int128(close))
      lowest = close
      highest = max(highest, close)
    }
  }

  @inline(__always)
  private mutating func countIn(_ count: Int, isHolding: Bool) {
    markCount &+= count
    if isHolding { exposedCount &+= count }
  }

  /// A worth lies above the peak, below the low, or between the two.
  private mutating func note(_ worth: Int128) {
    if worth < low {
      low = worth
    } else if worth > peak {
      if low < peak { keepIfDeeper() }
      peak = worth
      low = worth
    }
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
