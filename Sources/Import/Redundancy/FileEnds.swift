import Basics
import Market

/// Where the rows of a file begin and end, beside the period in its name: a file that was cut at the end of
/// a row is another valid file.
struct FileEnds {
  /// Trades may pause so long at the end of any file.
  private static let pauseMsMax: Int64 = 60_000

  private var firstMs = Int64.max
  private var endMs = Int64.min
  private var previousMs: Int64?
  /// The longest time between two rows that stand beside each other.
  private var pauseMs: Int64 = 0

  /// Takes in a row: a candle with its open time and the next one's, a trade with its time twice.
  mutating func add(fromMs: Int64, toMs: Int64) {
    firstMs = min(firstMs, fromMs)
    endMs = max(endMs, toMs)
    if let previousMs { pauseMs = max(pauseMs, abs(fromMs - previousMs)) }
    previousMs = fromMs
  }

  /// What lacks of a period, in words; nil if nothing does.
  ///
  /// - Parameter interval: of candles. Between trades nothing lacks as long as they pause at the end no longer
  ///   than within the file.
  func text(_ period: Range<Int64>, _ interval: Interval?) -> String? {
    guard firstMs <= endMs, period.contains(firstMs) else { return nil }
    let (aheadMs, behindMs) = (firstMs - period.lowerBound, period.upperBound - endMs)
    let pauseMaxMs = max(pauseMs, Self.pauseMsMax)
    let isBegun = interval.map { aheadMs < $0.fixedMs ?? .max } ?? (aheadMs <= pauseMaxMs)
    let isEnded = interval == nil ? behindMs <= pauseMaxMs : behindMs <= 0
    if isBegun && isEnded { return nil }
    func time(_ ms: Int64) -> String { isoText(us: ms &* 1000, decimals: 0) }
    return "its rows go from \(time(firstMs)) to \(time(endMs)), the period in its name from "
      + "\(time(period.lowerBound)) to \(time(period.upperBound))"
  }
}

extension ArchiveName {
  /// From the first ms of the period in the name to the first one after it.
  var periodMs: Range<Int64>? {
    guard let parts = period?.split(separator: "-").compactMap({ Int64($0) }), parts.count >= 2
    else { return nil }
    let first = CivilDate(year: parts[0], month: parts[1], day: parts.count > 2 ? parts[2] : 1)
    guard first.exists else { return nil }
    let next =
      parts.count == 2 ? first.startOfNextMonth : CivilDate(epochDay: first.epochDay + 1)
    return first.epochDay * Interval.dayMs..<next.epochDay * Interval.dayMs
  }
}
