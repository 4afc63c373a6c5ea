import Market

/// The deepest fall of a series of worths from a peak before it.
public struct Drawdown: Sendable, Hashable {
  /// The fall as a share of the peak, rounded up; 0 where the worth never fell.
  public let depth: Ratio
  /// When the peak stood that the fall began from, µs since the epoch; nil: at the start.
  public let peakTimeUs: Int64?
  public let lowTimeUs: Int64?
  /// When the peak was reached again; nil if it was not.
  public let recoveredTimeUs: Int64?
  /// The longest time from a peak to the moment at which it was exceeded, or to the end, µs.
  public let longestUs: Int64
}

/// Follows a series of worths, which are not negative.
struct DrawdownTrack {
  private struct Fall {
    var peak: Int128
    var low: Int128
    var peakUs: Int64?
    var lowUs: Int64?
    var recoveredUs: Int64?
  }

  private var worst: Fall
  private var current: Fall
  private let startUs: Int64
  private var lastUs: Int64
  private var longestUs: Int64 = 0

  init(start: Int128, startUs: Int64) {
    current = Fall(peak: start, low: start)
    worst = current
    self.startUs = startUs
    lastUs = startUs
  }

  /// Adds a worth. `low`: how low it had been since the one before; a new peak is made by `worth`
  /// only.
  mutating func add(_ worth: Int128, low: Int128, timeUs: Int64) {
    lastUs = timeUs
    if low < current.low {
      current.low = low
      current.lowUs = timeUs
    }
    guard worth >= current.peak else { return }
    longestUs = max(longestUs, underwaterUs(until: timeUs))
    current.recoveredUs = timeUs
    keepIfDeeper()
    current = Fall(peak: worth, low: worth, peakUs: timeUs)
  }

  mutating func finish() -> Drawdown? {
    longestUs = max(longestUs, underwaterUs(until: lastUs))
    keepIfDeeper()
    guard let depth = Ratio(worst.peak - worst.low, of: worst.peak, .up) else { return nil }
    let fell = worst.low < worst.peak
    return Drawdown(
      depth: depth, peakTimeUs: fell ? worst.peakUs : nil, lowTimeUs: fell ? worst.lowUs : nil,
      recoveredTimeUs: fell ? worst.recoveredUs : nil, longestUs: longestUs)
  }

  private func underwaterUs(until timeUs: Int64) -> Int64 {
    current.low < current.peak ? timeUs - (current.peakUs ?? startUs) : 0
  }

  /// (p − l) ÷ p > (P − L) ÷ P without dividing: l·P < L·p, in 256 bits.
  private mutating func keepIfDeeper() {
    let candidate = current.low.multipliedFullWidth(by: worst.peak)
    let kept = worst.low.multipliedFullWidth(by: current.peak)
    if (candidate.high, candidate.low) < (kept.high, kept.low) { worst = current }
  }
}
