import Basics

/// The time of a table's row, however the table writes it.
enum TableTime {
  /// How times are written.
  enum Form: String, Sendable {
    case seconds = "s"
    case milliseconds = "ms"
    case microseconds = "µs"
    case nanoseconds = "ns"
    /// ISO 8601 with a zone or an offset from UTC.
    case zoned = "ISO"
    /// ISO 8601 without: taken as UTC.
    case utc = "ISO, UTC"
  }

  /// ms since the epoch, and how they were written; nil where it is no time that can be read without a
  /// guess, as `05/06/2021` is none.
  static func read(_ field: ArraySlice<UInt8>) -> (ms: Int64, form: Form)? {
    guard let first = field.first, first >= 0x30, first <= 0x39 else { return nil }
    return epoch(field) ?? iso(field)
  }

  /// A date and a time of day that stand in columns of their own, also without marks between the digits
  /// (`20210522`, `230000`).
  static func read(
    date: ArraySlice<UInt8>, time: ArraySlice<UInt8>
  ) -> (ms: Int64, form: Form)? {
    func marked(_ field: ArraySlice<UInt8>, _ mark: UInt8, groups: [Int]) -> [UInt8]? {
      guard number(field) != nil, groups.reduce(0, +) == field.count else { return nil }
      var (text, rest): ([UInt8], ArraySlice<UInt8>) = ([], field)
      for group in groups {
        if !text.isEmpty { text.append(mark) }
        text += rest.prefix(group)
        rest = rest.dropFirst(group)
      }
      return text
    }
    let dash = UInt8(ascii: "-")
    let colon = UInt8(ascii: ":")
    let day = marked(date, dash, groups: [4, 2, 2]) ?? Array(date)
    let ofDay =
      marked(time, colon, groups: [2, 2, 2]) ?? marked(time, colon, groups: [2, 2]) ?? Array(time)
    guard day.count == 10, ofDay.count > 4 else { return nil }
    return iso((day + [0x20] + ofDay)[...])
  }

  /// A number of s, ms, µs or ns; its size shows the unit, for the years 1973 to 5138. A fraction
  /// must come to whole ms.
  private static func epoch(_ field: ArraySlice<UInt8>) -> (ms: Int64, form: Form)? {
    let parts = field.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = number(parts[0]), !isCalendar(parts[0]) else { return nil }
    var fraction = parts.count > 1 ? Array(parts[1]) : []
    guard parts.count == 1 || !fraction.isEmpty else { return nil }
    while fraction.last == 0x30 { fraction.removeLast() }
    switch whole {
    case 100_000_000..<100_000_000_000:
      guard fraction.count <= 3 else { return nil }
      while fraction.count < 3 { fraction.append(0x30) }
      return number(fraction[...]).map { (whole * 1000 + $0, .seconds) }
    case 100_000_000_000..<100_000_000_000_000:
      return fraction.isEmpty ? (whole, .milliseconds) : nil
    case 100_000_000_000_000..<100_000_000_000_000_000:
      return fraction.isEmpty && whole % 1000 == 0 ? (whole / 1000, .microseconds) : nil
    case 100_000_000_000_000_000...:
      return fraction.isEmpty && whole % 1_000_000 == 0 ? (whole / 1_000_000, .nanoseconds) : nil
    default: return nil
    }
  }

  /// `2021-05-22`, also with `/` or `.`, then perhaps a time of day, then perhaps `Z`, `UTC` or an
  /// offset.
  private static func iso(_ field: ArraySlice<UInt8>) -> (ms: Int64, form: Form)? {
    var text = TimeText(field)
    guard let year = text.digits(4), let mark = text.take(oneOf: "-/."), let month = text.digits(2),
      text.take(oneOf: mark) != nil, let day = text.digits(2)
    else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    guard date.exists else { return nil }
    var ofDayMs: Int64 = 0
    if text.take(oneOf: " Tt") != nil {
      guard let ms = text.timeOfDayMs() else { return nil }
      ofDayMs = ms
    }
    let isZoned = !text.isEmpty
    guard let aheadMs = text.offsetMs() else { return nil }
    return (date.epochDay * 86_400_000 + ofDayMs - aheadMs, isZoned ? .zoned : .utc)
  }

  /// `202105220000` or `20210522000000`: a date and a time of day, which would be ms of 1976 or 2610.
  static func isCalendar(_ digits: ArraySlice<UInt8>) -> Bool {
    guard digits.count == 12 || digits.count == 14, let all = number(digits) else { return false }
    let minutes = digits.count == 14 ? all / 100 : all
    let days = minutes / 10_000
    let date = CivilDate(year: days / 10_000, month: days / 100 % 100, day: days % 100)
    return 1990...2100 ~= date.year && date.exists && minutes / 100 % 100 < 24 && minutes % 100 < 60
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    guard !digits.isEmpty, digits.allSatisfy({ 0x30 <= $0 && $0 <= 0x39 }) else { return nil }
    return Int64(String(decoding: digits, as: UTF8.self))
  }
}

/// A written time, read from its beginning.
private struct TimeText {
  private var rest: ArraySlice<UInt8>

  init(_ field: ArraySlice<UInt8>) { rest = field }

  var isEmpty: Bool { rest.isEmpty }

  mutating func digits(_ count: Int) -> Int64? {
    let digits = rest.prefix(count)
    guard digits.count == count, digits.allSatisfy({ 0x30 <= $0 && $0 <= 0x39 }) else {
      return nil
    }
    rest = rest.dropFirst(count)
    return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
  }

  mutating func take(oneOf marks: String) -> String? {
    guard let first = rest.first, marks.utf8.contains(first) else { return nil }
    rest = rest.dropFirst()
    return String(UnicodeScalar(first))
  }

  /// `23:59`, then perhaps seconds, then perhaps a fraction of whole ms.
  mutating func timeOfDayMs() -> Int64? {
    guard let hour = digits(2), hour < 24, take(oneOf: ":") != nil, let minute = digits(2),
      minute < 60
    else { return nil }
    var ms = (hour * 60 + minute) * 60_000
    guard take(oneOf: ":") != nil else { return ms }
    guard let second = digits(2), second < 60 else { return nil }
    ms += second * 1000
    guard take(oneOf: ".,") != nil else { return ms }
    guard let tenth = digits(1) else { return nil }
    ms += tenth * 100
    for unit in [10, 1] as [Int64] { ms += (digits(1) ?? 0) * unit }
    while let digit = digits(1) { if digit != 0 { return nil } }
    return ms
  }

  /// How far the zone at the end is ahead of UTC; 0 where there is none, nil for one that is not known.
  mutating func offsetMs() -> Int64? {
    if [[], [0x5a], [0x7a], Array("UTC".utf8), Array(" UTC".utf8)].contains(Array(rest)) {
      return 0
    }
    _ = take(oneOf: " ")
    guard let sign = take(oneOf: "+-"), let hours = digits(2), hours <= 14 else { return nil }
    _ = take(oneOf: ":")
    let minutes = isEmpty ? 0 : digits(2)
    guard let minutes, minutes < 60, isEmpty else { return nil }
    return (sign == "-" ? -60_000 : 60_000) * (hours * 60 + minutes)
  }
}
