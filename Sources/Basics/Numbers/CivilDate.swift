/// A day of the proleptic Gregorian calendar and its number since 1970-01-01.
///
/// Howard Hinnant's days_from_civil and civil_from_days ("chrono-Compatible Low-Level Date
/// Algorithms"), which need no table and no loop. Years run from March in them, so that the leap day is
/// the last of its year, and months have lengths 31 30 31 30 31 | 31 30 31 30 31 | 31 …: 153 days in
/// five.
package struct CivilDate: Equatable, Sendable {
  package var year: Int64
  /// 1 to 12.
  package var month: Int64
  /// 1 to 31.
  package var day: Int64

  package init(year: Int64, month: Int64, day: Int64) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The day with a number; negative ones lie before 1970.
  package init(epochDay: Int64) {
    let shifted = epochDay + 719_468  // days since 1 March of the year 0
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let leapDays = dayOfEra / 1460 - dayOfEra / 36_524 + dayOfEra / 146_096
    let yearOfEra = (dayOfEra - leapDays) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
  }

  /// Whether the calendar has this day, in the years 1 to 9999.
  package var exists: Bool {
    guard (1...9999).contains(year), (1...12).contains(month) else { return false }
    let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
    let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return (1...lengths[Int(month) - 1]).contains(day)
  }

  /// Days since 1970-01-01. The year must not be negative, the month one of the twelve.
  package var epochDay: Int64 {
    let yearFromMarch = month <= 2 ? year - 1 : year
    let era = yearFromMarch / 400
    let yearOfEra = yearFromMarch - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The first day of the month.
  package var startOfMonth: CivilDate { CivilDate(year: year, month: month, day: 1) }

  /// The first day of the next month.
  package var startOfNextMonth: CivilDate {
    CivilDate(year: month == 12 ? year + 1 : year, month: month == 12 ? 1 : month + 1, day: 1)
  }
}
