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

  /// The deepest, of equals the first first.
  private var worst: [Fall] = []
  private var current: Fall
  private let startUs: Int64
  private var lastUs: Int64
  private var longestUs: Int64 = 0

  init(start: Int128, startUs: Int64) {
    current = Fall(peak: start, low: start)
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
    guard let worst = worst.first else {
      return current.peak > 0
        ? Drawdown(
          depth: .zero, peakTimeUs: nil, lowTimeUs: nil, recoveredTimeUs: nil, longestUs: longestUs)
        : nil
    }
    return drawdown(worst, longestUs: longestUs)
  }

  /// Falls that are kept one by one.
  static let keptMax = 10

  /// The deepest falls, the deepest first, each with its own length. Ask after `finish`.
  var deepest: [Drawdown] {
    worst.compactMap { fall in
      drawdown(fall, longestUs: (fall.recoveredUs ?? lastUs) - (fall.peakUs ?? startUs))
    }
  }

  private func drawdown(_ fall: Fall, longestUs: Int64) -> Drawdown? {
    Ratio(fall.peak - fall.low, of: fall.peak, .up).map {
      Drawdown(
        depth: $0, peakTimeUs: fall.peakUs, lowTimeUs: fall.lowUs,
        recoveredTimeUs: fall.recoveredUs, longestUs: longestUs)
    }
  }

  private func underwaterUs(until timeUs: Int64) -> Int64 {
    current.low < current.peak ? timeUs - (current.peakUs ?? startUs) : 0
  }

  private mutating func keepIfDeeper() {
    guard current.low < current.peak else { return }
    var index = worst.count
    while index > 0, isDeeper(current, worst[index - 1]) { index -= 1 }
    guard index < Self.keptMax else { return }
    worst.insert(current, at: index)
    if worst.count > Self.keptMax { worst.removeLast() }
  }

  /// (p − l) ÷ p > (P − L) ÷ P without dividing: l·P < L·p, in 256 bits.
  private func isDeeper(_ fall: Fall, _ other: Fall) -> Bool {
    let mine = fall.low.multipliedFullWidth(by: other.peak)
    let its = other.low.multipliedFullWidth(by: fall.peak)
    return (mine.high, mine.low) < (its.high, its.low)
  }
}
