import Basics

/// Where intervals begin and end: half-open, in UTC, on Binance's borders.
///
/// 1s to 12h and 1d are multiples of their length since the epoch; 1w begins on Monday 00:00; 1M on
/// the first of the month; 3d is counted from the symbol's first trading day (checked on ten
/// symbols and 3,809 weeks of the exchange's own klines; no other rule fits them).
///
/// Times are ms since the epoch, from 0 to `timeMsMax`. One outside is taken as the nearest inside,
/// so that no time from a file or a wire can crash or overflow. An interval's own first instant
/// may lie a few days before 1970: the week of the epoch began on a Monday in December 1969.
extension Interval {
  /// The last instant that is supported: the end of the year 9999.
  public static let timeMsMax: Int64 = 253_402_300_799_999

  package static let dayMs: Int64 = 86_400_000

  /// The interval that a name means: the exchange's own (`"1m"` minute, `"1M"` month), and `"1mo"`
  /// or `"1mon"` for the month where upper and lower case get lost. Nil for anything else.
  public init?(_ name: String) {
    switch name {
    case "1mo", "1mon": self = .mo1
    default: self.init(rawValue: name)
    }
  }

  /// Length in ms; nil for the month, the only one that varies.
  public var fixedMs: Int64? { self == .mo1 ? nil : lengthMs }

  /// Start of the interval that holds an instant.
  ///
  /// `anchorDay`, used by 3d only: days since the epoch of the symbol's first trading day. Nil is
  /// taken as day 0, which is right for a third of the symbols: callers who do not know the day
  /// refuse 3d before they come here.
  public func openTimeMs(atMs timeMs: Int64, anchorDay: Int64? = nil) -> Int64 {
    let time = Interval.clamped(timeMs)
    switch self {
    case .d3: return multiple(of: 3, at: time, phaseDays: (anchorDay ?? 0) % 3)
    case .w1: return multiple(of: 7, at: time, phaseDays: -3)
    case .mo1:
      return CivilDate(epochDay: time / Interval.dayMs).startOfMonth.epochDay * Interval.dayMs
    default: return time - time % lengthMs
    }
  }

  /// Start of the interval after the one that starts at `openTimeMs`: its first instant outside.
  public func nextOpenTimeMs(_ openTimeMs: Int64) -> Int64 {
    // A week or 3 days may open before the epoch; a month never does.
    let open = min(max(openTimeMs, -7 * Interval.dayMs), Interval.timeMsMax)
    guard self == .mo1 else { return open + lengthMs }
    let date = CivilDate(epochDay: Interval.clamped(open) / Interval.dayMs)
    return date.startOfNextMonth.epochDay * Interval.dayMs
  }

  /// True if candles of this interval fill those of the other without one lying across a border.
  public func divides(_ coarser: Interval) -> Bool {
    if self == coarser { return true }
    guard self != .d3, self != .w1, self != .mo1, lengthMs < coarser.lengthMs else { return false }
    return coarser == .mo1 || coarser.lengthMs % lengthMs == 0
  }

  /// Length in ms, of the longest one for the month.
  private var lengthMs: Int64 {
    switch self {
    case .s1: 1000
    case .m1: 60_000
    case .m3: 180_000
    case .m5: 300_000
    case .m15: 900_000
    case .m30: 1_800_000
    case .h1: 3_600_000
    case .h2: 7_200_000
    case .h4: 14_400_000
    case .h6: 21_600_000
    case .h8: 28_800_000
    case .h12: 43_200_000
    case .d1: Interval.dayMs
    case .d3: 3 * Interval.dayMs
    case .w1: 7 * Interval.dayMs
    case .mo1: 31 * Interval.dayMs
    }
  }

  private static func clamped(_ timeMs: Int64) -> Int64 { min(max(timeMs, 0), timeMsMax) }

  /// Start of the run of `days` days that holds a time, where one run starts on day `phaseDays`.
  private func multiple(of days: Int64, at timeMs: Int64, phaseDays: Int64) -> Int64 {
    let day = timeMs / Interval.dayMs
    let since = (day - phaseDays) % days
    return (day - (since < 0 ? since + days : since)) * Interval.dayMs
  }
}
