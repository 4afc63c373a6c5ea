import Market

/// Whether each candle of a file follows the one before: the one rule for imports and for backtests
/// that read the file itself.
struct CandleSequence {
  enum Outcome {
    /// After all candles before it.
    case next
    /// At or before the latest. A live strategy would not have waited for it.
    case late
    /// No candle of the interval: it opens off the interval's borders, ends beyond it, lies outside
    /// the years 1973 to 2255, or overlaps the one before.
    case wrong
  }

  private let interval: Interval
  /// When the latest candle opens, and when the one after it does.
  private(set) var lastOpenMs: Int64
  private var nextOpenMs = Int64.min

  /// `after`: open time of the latest candle of the files before.
  init(_ interval: Interval, after lastOpenMs: Int64 = .min) {
    self.interval = interval
    self.lastOpenMs = lastOpenMs
  }

  mutating func take(_ candle: Candle) -> Outcome {
    let openMs = candle.openTimeMs
    guard openMs >= ArchiveRow.timeMsMin, candle.closeTimeMs <= ArchiveRow.timeMsMax else {
      return .wrong
    }
    // 3d is counted from the symbol's first day, which may be any.
    let anchorDay = openMs / 86_400_000
    guard
      openMs == nextOpenMs
        || interval.openTimeMs(atMs: openMs, anchorDay: anchorDay) == openMs
    else { return .wrong }
    let afterMs = interval.nextOpenTimeMs(openMs)
    // A halt of the exchange ends a candle early; nothing ends one late.
    guard candle.closeTimeMs < afterMs else { return .wrong }
    guard openMs > lastOpenMs else { return .late }
    guard openMs >= nextOpenMs else { return .wrong }
    lastOpenMs = openMs
    nextOpenMs = afterMs
    return .next
  }
}
