import Basics
import Market

/// What each month or year made of the worth before it.
struct PeriodReturns {
  struct Period: Sendable, Hashable {
    /// `2024-05` or `2024`.
    let name: String
    /// At its end, in quote.
    let worth: AmountSum
    /// worth ÷ that before − 1; nil where that was 0.
    let change: Double?
  }

  private(set) var months: [Period] = []
  private(set) var years: [Period] = []

  init(_ days: [DailyReturns.Day], start: AmountSum) {
    months = Self.periods(days, start, nameLength: 7)
    years = Self.periods(days, start, nameLength: 4)
  }

  private static func periods(
    _ days: [DailyReturns.Day], _ start: AmountSum, nameLength: Int
  ) -> [Period] {
    var (periods, before): ([Period], AmountSum) = ([], start)
    for (index, day) in days.enumerated() {
      let name = String(day.name.prefix(nameLength))
      let isLast = index + 1 == days.count || !days[index + 1].name.hasPrefix(name)
      guard isLast else { continue }
      let change =
        before.units > 0 ? Double(day.worth.units - before.units) / Double(before.units) : nil
      periods.append(Period(name: name, worth: day.worth, change: change))
      before = day.worth
    }
    return periods
  }
}

extension DailyReturns.Day {
  /// `2024-05-22`.
  var name: String {
    let date = CivilDate(epochDay: epochDay)
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(date.year)-\(two(date.month))-\(two(date.day))"
  }
}
