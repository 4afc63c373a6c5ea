import Market

/// Whether a row can be a candle, and whether it follows the one before: the one rule for imports and
/// for backtests that read files themselves.
struct CandleSequence {
  private let interval: Interval
  /// When the next candle may open.
  private(set) var nextOpenMs = Int64.min

  init(_ interval: Interval) { self.interval = interval }

  /// Whether it can be a candle of the interval, wherever it stands: its open time is a border, it ends
  /// within its interval, and lies in the years 1973 to 2255.
  @inline(__always)
  func isCandle(_ candle: Candle) -> Bool {
    let openMs = candle.openTimeMs
    guard openMs >= ArchiveRow.timeMsMin, candle.closeTimeMs <= ArchiveRow.timeMsMax else {
      return false
    }
    // 3d is counted from the symbol's first day, which may be any.
    let anchorDay = openMs / 86_400_000
    guard
      openMs == nextOpenMs
        || interval.openTimeMs(atMs: openMs, anchorDay: anchorDay) == openMs
    else { return false }
    // A halt of the exchange ends a candle early; nothing ends one late.
    return candle.closeTimeMs < interval.nextOpenTimeMs(openMs)
  }

  /// Takes in a candle. False if it can be none, or does not come after those before it.
  @inline(__always)
  mutating func take(_ candle: Candle) -> Bool {
    guard isCandle(candle), candle.openTimeMs >= nextOpenMs else { return false }
    nextOpenMs = interval.nextOpenTimeMs(candle.openTimeMs)
    return true
  }
}
