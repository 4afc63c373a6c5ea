import Basics

/// Which candles of one instrument and interval there are, in whatever order they come, and so which are
/// missing between them.
package struct CandleCoverage: Equatable, Sendable {
  /// Stretches without a gap that are kept; of more, the oldest gaps are only counted.
  private static let stretchesMax = 50_000
  private static let listedMax = 5

  private let interval: Interval
  /// From an open time to the first instant after a candle, in order, with gaps between them.
  private var stretches: [Range<Int64>] = []
  private var forgottenCount: Int64 = 0
  private var forgottenGaps = 0

  package init(_ interval: Interval) { self.interval = interval }

  package mutating func add(openTimeMs: Int64) {
    let start = startMs(openTimeMs)
    let end = interval.nextOpenTimeMs(start)
    guard let last = stretches.last else { return stretches.append(start..<end) }
    if start == last.upperBound {
      stretches[stretches.count - 1] = last.lowerBound..<end
    } else if start > last.upperBound {
      stretches.append(start..<end)
      forgetOldest()
    } else if start < last.lowerBound {
      insert(start..<end)
    }
  }

  /// After halts of 2017 and 2018 klines opened seconds past the minute.
  private func startMs(_ openTimeMs: Int64) -> Int64 {
    guard let length = interval.fixedMs, length < Interval.dayMs else { return openTimeMs }
    return openTimeMs - openTimeMs % length
  }

  private mutating func insert(_ new: Range<Int64>) {
    let index = stretches.partitionPoint { $0.upperBound >= new.lowerBound }
    if stretches[index].lowerBound <= new.lowerBound {
      let old = stretches[index]
      stretches[index] = old.lowerBound..<max(old.upperBound, new.upperBound)
    } else {
      stretches.insert(new, at: index)
    }
    while index + 1 < stretches.count,
      stretches[index + 1].lowerBound <= stretches[index].upperBound
    {
      let next = stretches.remove(at: index + 1)
      stretches[index] =
        stretches[index].lowerBound..<max(stretches[index].upperBound, next.upperBound)
    }
  }

  private mutating func forgetOldest() {
    guard stretches.count > Self.stretchesMax else { return }
    let half = Self.stretchesMax / 2
    for gap in gaps.prefix(half) {
      forgottenCount += count(gap)
      forgottenGaps += 1
    }
    stretches.removeFirst(half)
  }

  private var gaps: [Range<Int64>] {
    zip(stretches, stretches.dropFirst()).map { $0.upperBound..<$1.lowerBound }
  }

  /// From the first candle that is missing between others to the end of the last one, ms since the epoch;
  /// nil if there is none, or if the first ones are forgotten.
  package var missingStretch: Range<Int64>? {
    guard forgottenGaps == 0, let first = gaps.first, let last = gaps.last else { return nil }
    return first.lowerBound..<last.upperBound
  }

  /// Candles that are missing between others.
  package var missingCount: Int64 { gaps.reduce(forgottenCount) { $0 + count($1) } }
  package var gapCount: Int { gaps.count + forgottenGaps }

  private func count(_ gap: Range<Int64>) -> Int64 {
    if let length = interval.fixedMs {
      return (gap.upperBound - gap.lowerBound + length - 1) / length
    }
    var (months, open): (Int64, Int64) = (0, gap.lowerBound)
    while open < gap.upperBound {
      months += 1
      open = interval.nextOpenTimeMs(open)
    }
    return months
  }

  /// `1440 candles missing in 1 gap, 2021-05-23T16:00Z to 2021-07-22T16:00Z`; nil where none are.
  package var text: String? {
    let (missing, gapCount) = (missingCount, gapCount)
    guard missing > 0 else { return nil }
    let listed = gaps.prefix(Self.listedMax).map {
      "\(time($0.lowerBound)) to \(time($0.upperBound))"
    }
    let left = gapCount - listed.count
    return "\(missing) candle\(missing == 1 ? "" : "s") missing in \(gapCount) "
      + "gap\(gapCount == 1 ? "" : "s"), \(listed.joined(separator: ", "))"
      + (left > 0 ? " and \(left) more" : "")
  }

  private func time(_ ms: Int64) -> String {
    let text = isoText(us: ms &* 1000, decimals: 0)
    return interval == .s1 ? text : "\(text.dropLast(4))Z"
  }
}
