import Basics
import Market

/// Whether candles without a time zone show that their times are of where clocks are changed: an
/// hour stands there twice, or lacks, in otherwise regular candles.
struct LocalHours {
  private static let hourMs: Int64 = 3_600_000
  /// Clocks change between midnight and four o'clock, ahead on a Sunday.
  private static let hoursMax: Int64 = 4
  /// Months in which they do, north and south.
  private static let months: Set<Int64> = [3, 4, 9, 10, 11]
  /// Candles from which on a single gap is odd.
  private static let rowsMin = 24

  /// An hour, and whether it stands there twice.
  struct Change: Equatable {
    let hourMs: Int64
    let isTwice: Bool
  }

  private let lengthMs: Int64
  private var rowCount = 0
  private var previousMs: Int64?
  /// The hour of the last candles that came again, and how many of it did.
  private var again: (hourMs: Int64, count: Int64) = (.min, 0)
  private var againCount: Int64 = 0
  /// The first hour of which all candles came again, and how many candles such hours have.
  private var twiceMs: Int64?
  private var twiceCount: Int64 = 0
  private var missingMs: Int64?
  private var gapCount = 0

  /// Nil for candles that an hour's change does not show in.
  init?(_ interval: Interval) {
    guard let lengthMs = interval.fixedMs, Self.hourMs % lengthMs == 0 else { return nil }
    self.lengthMs = lengthMs
  }

  /// Takes in the open time of a candle, in the order of time.
  mutating func add(_ openMs: Int64) {
    defer { previousMs = openMs }
    rowCount += 1
    guard let previousMs, openMs > previousMs + lengthMs else { return }
    let fromMs = previousMs + lengthMs
    // 1970-01-01 was a Thursday.
    let isSunday = (fromMs / Interval.dayMs + 4) % 7 == 0
    if openMs - fromMs == Self.hourMs, fromMs % Self.hourMs == 0, isSunday,
      Self.isOfChange(fromMs)
    {
      missingMs = missingMs ?? fromMs
    } else {
      gapCount += 1
    }
  }

  /// Takes in a second candle of the last open time, which is not the same.
  mutating func addAgain(_ openMs: Int64) {
    againCount += 1
    let hourMs = openMs - openMs % Self.hourMs
    again = (hourMs, again.hourMs == hourMs ? again.count + 1 : 1)
    guard again.count * lengthMs == Self.hourMs, Self.isOfChange(hourMs) else { return }
    twiceMs = twiceMs ?? hourMs
    twiceCount += again.count
  }

  private static func isOfChange(_ ms: Int64) -> Bool {
    ms % Interval.dayMs / hourMs < hoursMax
      && months.contains(CivilDate(epochDay: ms / Interval.dayMs).month)
  }

  /// Once all rows were taken in.
  var change: Change? {
    // Candles of two sources contradict each other at any hour.
    if let twiceMs, twiceCount == againCount { return Change(hourMs: twiceMs, isTwice: true) }
    guard let missingMs, gapCount == 0, rowCount >= Self.rowsMin else { return nil }
    return Change(hourMs: missingMs, isTwice: false)
  }

  /// The error for rows that show it.
  static func refusal(_ change: Change, _ label: String) -> ImportError {
    ImportError(
      label,
      found:
        "times without a zone in which the hour from \(isoText(us: change.hourMs * 1000, decimals: 0)) "
        + (change.isTwice ? "stands twice" : "alone is missing") + ", as where clocks are changed",
      expected: "times in UTC, or with their offset from it",
      advice: "write them so, for example with pandas: index.tz_localize('Europe/Berlin', "
        + "ambiguous='infer').tz_convert('UTC')")
  }
}
