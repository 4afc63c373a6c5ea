/// A moment as people write it, before the time zone is known: ISO 8601 (`2024-08-08`,
/// `2024-08-08T23:54:30.5Z`), an epoch number in s, ms, µs or ns (its number of digits shows which), or a
/// date in words (`22 May, 2021`).
package struct WrittenTime: Equatable, Sendable {
  private enum Value: Equatable, Sendable {
    case instant(ns: Int64)
    /// Wall time without an offset: a time zone says where.
    case local(epochDay: Int64, nsOfDay: Int64)
  }

  private let value: Value

  /// Nil where the text is no time, and for a day that the calendar does not have.
  package init?(_ text: String) {
    guard let value = Self.epoch(text) ?? Self.iso(text) ?? Self.words(text) else { return nil }
    self.value = value
  }

  /// ns since the epoch, nil where 64 bits do not reach. Wall times are taken in the zone whose
  /// seconds ahead of UTC `offset` answers at an instant in seconds.
  package func ns(offset: (_ seconds: Int64) -> Int) -> Int64? {
    switch value {
    case .instant(let ns): return ns
    case .local(let day, let nsOfDay):
      let seconds = day * 86_400 + nsOfDay / 1_000_000_000
      // The offset in force at that wall time: asked for twice, since it depends on the instant.
      let ahead = Int64(offset(seconds - Int64(offset(seconds))))
      return Self.ns(seconds: seconds - ahead, fraction: nsOfDay % 1_000_000_000)
    }
  }

  private static func epoch(_ text: String) -> Value? {
    guard let number = Int64(text), number >= 0 else { return nil }
    let unitNs: Int64
    switch text.count {
    case 9...10: unitNs = 1_000_000_000
    case 12...13: unitNs = 1_000_000
    case 15...16: unitNs = 1_000
    case 18...19: unitNs = 1
    default: return nil
    }
    let (ns, overflow) = number.multipliedReportingOverflow(by: unitNs)
    return overflow ? nil : .instant(ns: ns)
  }

  /// Nil outside the years that 64 bits of ns reach, 1677 to 2262.
  private static func ns(seconds: Int64, fraction: Int64) -> Int64? {
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (ns, overflowToo) = whole.addingReportingOverflow(fraction)
    return overflow || overflowToo ? nil : ns
  }

  private static func iso(_ text: String) -> Value? {
    let pattern =
      #/(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?/#
    guard let match = text.wholeMatch(of: pattern),
      let day = epochDay(year: Int64(match.1)!, month: Int64(match.2)!, day: Int64(match.3)!)
    else { return nil }
    let hour = Int64(match.4 ?? "0")!
    let minute = Int64(match.5 ?? "0")!
    let second = Int64(match.6 ?? "0")!
    guard hour < 24, minute < 60, second < 60 else { return nil }
    let digits = String(match.7 ?? "0")
    let fraction = Int64(digits + String(repeating: "0", count: 9 - digits.count))!
    let nsOfDay = ((hour * 60 + minute) * 60 + second) * 1_000_000_000 + fraction
    guard let offset = match.8 else { return .local(epochDay: day, nsOfDay: nsOfDay) }
    guard let offsetSeconds = seconds(ofOffset: offset) else { return nil }
    return ns(
      seconds: day * 86_400 - offsetSeconds + nsOfDay / 1_000_000_000,
      fraction: nsOfDay % 1_000_000_000
    ).map { .instant(ns: $0) }
  }

  /// Nil for a day that the calendar does not have.
  private static func epochDay(year: Int64, month: Int64, day: Int64) -> Int64? {
    let date = CivilDate(year: year, month: month, day: day)
    return date.exists ? date.epochDay : nil
  }

  private static func seconds(ofOffset text: Substring) -> Int64? {
    if text == "Z" { return 0 }
    let digits = text.dropFirst().filter { $0 != ":" }
    guard let hours = Int64(digits.prefix(2)), let minutes = Int64(digits.suffix(2)), hours <= 14,
      minutes < 60
    else { return nil }
    return (text.first == "-" ? -1 : 1) * (hours * 60 + minutes) * 60
  }

  private static func words(_ text: String) -> Value? {
    let months = [
      "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    let parts = text.lowercased().split { $0 == " " || $0 == "," }
    guard parts.count == 3, let year = Int64(parts[2]) else { return nil }
    let (dayText, monthText) = Int64(parts[0]) == nil ? (parts[1], parts[0]) : (parts[0], parts[1])
    guard let day = Int64(dayText), monthText.count >= 3,
      let month = months.firstIndex(of: String(monthText.prefix(3))),
      let epochDay = epochDay(year: year, month: Int64(month) + 1, day: day)
    else { return nil }
    return .local(epochDay: epochDay, nsOfDay: 0)
  }
}
