/// A calendar month (proleptic Gregorian, UTC), from January 1970 on.
struct Month: Equatable {
  /// Months since January 1970.
  private let index: Int64

  private init(index: Int64) { self.index = index }

  /// The month that holds a day, counted from the epoch.
  ///
  /// Years run from March here, so that the leap day is the last of its year, and months have
  /// lengths 31 30 31 30 31 | 31 30 31 30 31 | 31 …: 153 days in five
  /// (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days).
  init(day: Int64) {
    let shifted = day + 719_468  // days since 1 March of the year 0
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let leapDays = dayOfEra / 1460 - dayOfEra / 36_524 + dayOfEra / 146_096
    let yearOfEra = (dayOfEra - leapDays) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    self.init(index: (yearOfEra + era * 400 - 1970) * 12 + monthFromMarch + 2)
  }

  var next: Month { Month(index: index + 1) }

  /// The first day of the month, counted from the epoch.
  var firstDay: Int64 {
    let monthsFromMarch = index + 1970 * 12 - 2
    let year = monthsFromMarch / 12
    let monthFromMarch = monthsFromMarch % 12
    let dayOfYear = (153 * monthFromMarch + 2) / 5
    return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
  }
}
