import Market

/// Whether a row can be a candle, and whether it follows the one before: the one rule for imports and
/// for backtests that read files themselves.
struct CandleSequence {
  private let interval: Interval
  /// Whether candles have a close time of their own, and may open past a border of the interval, as the
  /// exchange's did after halts of 2017 and 2018.
  private let isOfArchive: Bool
  /// The least part of an interval that a halt leaves: less is a candle of another interval.
  private static let partsMax: Int64 = 20
  /// When the next candle may open.
  private(set) var nextOpenMs = Int64.min

  init(_ interval: Interval, isOfArchive: Bool = false) {
    (self.interval, self.isOfArchive) = (interval, isOfArchive)
  }

  /// Whether it can be a candle of the interval, wherever it stands: its open time is a border, it ends
  /// within its interval, and it lies in the years 1973 to 2255.
  @inline(__always)
  func isCandle(_ candle: Candle) -> Bool {
    let openMs = candle.openTimeMs
    guard openMs >= ArchiveRow.timeMsMin, candle.closeTimeMs <= ArchiveRow.timeMsMax,
      !Self.isCalendar(openMs)
    else { return false }
    // A halt of the exchange ends a candle early; nothing ends one late.
    if isOnGrid(candle) { return candle.closeTimeMs < interval.nextOpenTimeMs(openMs) }
    guard isOfArchive, let lengthMs = interval.fixedMs, lengthMs < Interval.dayMs else {
      return false
    }
    let spanMs = candle.closeTimeMs - openMs
    if (lengthMs / 2..<lengthMs).contains(spanMs) { return true }
    // What a halt left of an interval begins at no border of a shorter one, as candles of that would.
    return openMs % 60_000 != 0 && spanMs >= lengthMs / Self.partsMax
      && candle.closeTimeMs < openMs - openMs % lengthMs + lengthMs
  }

  /// `202105220000` or `20210522000000`: a date and a time of day, and no ms, which would be of 1976 or
  /// 2610.
  @inline(__always)
  static func isCalendar(_ openMs: Int64) -> Bool {
    199_001_010_000...210_012_312_359 ~= openMs
      || 19_900_101_000_000...21_001_231_235_959 ~= openMs
  }

  /// Whether it opens at a border of the interval.
  @inline(__always)
  func isOnGrid(_ candle: Candle) -> Bool {
    // 3d is counted from the symbol's first day, which may be any.
    let anchorDay = candle.openTimeMs / Interval.dayMs
    return candle.openTimeMs == nextOpenMs
      || interval.openTimeMs(atMs: candle.openTimeMs, anchorDay: anchorDay) == candle.openTimeMs
  }

  /// Takes in a candle. False if it can be none, or does not come after those before it.
  @inline(__always)
  mutating func take(_ candle: Candle) -> Bool {
    guard isCandle(candle), isOnGrid(candle), candle.openTimeMs >= nextOpenMs else { return false }
    nextOpenMs = interval.nextOpenTimeMs(candle.openTimeMs)
    return true
  }
}
