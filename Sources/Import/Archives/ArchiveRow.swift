/// The fields of a row that the import needs, taken while every column is checked: a row that
/// got into a recording can be decoded.
struct ArchiveRow {
  /// Trade time, or the candle's open time, as written, in the unit `timeUnit`.
  var time: Int64 = 0
  var timeUnit = LocalTime.Unit.ms
  /// Of a trade its id; of an aggregate its id, its first and its last trade.
  private(set) var ids = InlineArray<3, Int64>(repeating: -1)

  /// Which column is not as it must be, counted from 1.
  struct Problem: Error {
    var column: Int
    var found: String
    var expected: String
    /// Nil where the file decides what to do.
    var advice: String?
  }

  init(_ row: borrowing Span<UInt8>, _ columns: [ArchiveColumn]) throws(Problem) {
    var start = 0
    var (times, idCount) = (0, 0)
    for (index, column) in columns.enumerated() {
      guard start <= row.count else {
        throw Problem(
          column: index + 1, found: "\(index) columns", expected: "\(columns.count) columns")
      }
      var end = start
      while end < row.count, row[end] != 0x2c { end += 1 }
      if column == .time {
        let (value, unit) = try ArchiveRow.time(row, start..<end, index + 1)
        if times == 0 { (time, timeUnit) = (value, unit) }
        times += 1
        guard unit == timeUnit else {
          throw Problem(
            column: index + 1, found: row.text(start..<end),
            expected: "a time in the same unit as column 1")
        }
      } else if column == .id {
        let id = try ArchiveRow.id(row, start..<end, index + 1)
        if idCount < ids.count { ids[idCount] = id }
        idCount += 1
      } else {
        try ArchiveRow.check(row, start..<end, as: column, number: index + 1)
      }
      start = end + 1
    }
    guard start == row.count + 1 else {
      throw Problem(
        column: columns.count + 1, found: "more columns", expected: "\(columns.count) columns")
    }
  }

  /// Trade or open time, ns since the epoch.
  var timeNs: Int64 { time * timeUnit.rawValue }

  /// The year 2255, the last whose ns fit 64 bits.
  static let timeMsMax: Int64 = 9_000_000_000_000
  /// The year 1973: smaller numbers are no ms.
  static let timeMsMin: Int64 = 100_000_000_000

  private static func time(
    _ row: borrowing Span<UInt8>, _ field: Range<Int>, _ number: Int
  ) throws(Problem) -> (Int64, LocalTime.Unit) {
    guard let (value, end) = row.digits(from: field.lowerBound), end == field.upperBound,
      let unit = LocalTime.Unit(magnitudeOf: value), unit != .ns,
      value <= timeMsMax * 1000, unit == .us || value <= timeMsMax,
      field.count != 12 || !TableTime.isCalendar([UInt8](row.extracting(field))[...])
    else {
      throw Problem(
        column: number, found: excerpt(row.extracting(field)),
        expected: "ms or µs since the epoch (13 or 16 digits)")
    }
    return (value, unit)
  }

  /// The row with every number that went through floating point (`0.20000000000000284`, `1e-05`) as the
  /// nearest one of at most eight decimals; nil where it has none such, or is wrong in another way.
  static func repaired(_ row: borrowing Span<UInt8>, _ columns: [ArchiveColumn]) -> [UInt8]? {
    let text = [UInt8](row)
    let fields = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard fields.count == columns.count else { return nil }
    var repaired: [UInt8] = []
    for (field, column) in zip(fields, columns) {
      if !repaired.isEmpty { repaired.append(UInt8(ascii: ",")) }
      if column == .amount || column == .sum || column == .sumIfKnown && !field.isEmpty {
        // Floating point is written with digits on both sides of its point; `.7` has lost some.
        guard field.first != UInt8(ascii: "."), field.last != UInt8(ascii: "."),
          (try? TableNumber.append(field, hasThousands: false, to: &repaired)) != nil
        else { return nil }
      } else {
        repaired += field
      }
    }
    return repaired != text && (try? ArchiveRow(repaired.span, columns)) != nil ? repaired : nil
  }

  private static func id(
    _ row: borrowing Span<UInt8>, _ field: Range<Int>, _ number: Int
  ) throws(Problem) -> Int64 {
    let isNegative = !field.isEmpty && row[field.lowerBound] == 0x2d
    let start = field.lowerBound + (isNegative ? 1 : 0)
    // -1 alone stands for no trade.
    guard let (value, end) = row.digits(from: start), end == field.upperBound,
      !isNegative || value == 1
    else {
      throw Problem(
        column: number, found: excerpt(row.extracting(field)), expected: "a whole number")
    }
    return isNegative ? -value : value
  }

  private static func check(
    _ row: borrowing Span<UInt8>, _ field: Range<Int>, as column: ArchiveColumn, number: Int
  ) throws(Problem) {
    switch column {
    case .time, .id, .ignored: return
    case .amount: try checkDecimal(row, field, number, wholeDigitsMax: 11)
    case .sumIfKnown where field.isEmpty: return
    case .sum, .sumIfKnown: try checkDecimal(row, field, number, wholeDigitsMax: 18)
    case .flag:
      let length = field.count
      if length == 4 && row.starts(with: "rue", at: field.lowerBound + 1) { return }
      if length == 5 && row.starts(with: "alse", at: field.lowerBound + 1) { return }
      throw Problem(
        column: number, found: excerpt(row.extracting(field)), expected: "true or false")
    }
  }

  /// Digits, and perhaps a point and at most eight digits more (zeros may follow).
  private static func checkDecimal(
    _ row: borrowing Span<UInt8>, _ field: Range<Int>, _ number: Int, wholeDigitsMax: Int
  ) throws(Problem) {
    var index = field.lowerBound
    while index < field.upperBound, row[index] >= 0x30, row[index] <= 0x39 { index += 1 }
    let wholeDigits = index - field.lowerBound
    var isGood = wholeDigits > 0 && wholeDigits <= wholeDigitsMax
    if index < field.upperBound, row[index] == 0x2e {
      let point = index
      index += 1
      while index < field.upperBound, row[index] >= 0x30, row[index] <= 0x39 {
        if index - point > 8 && row[index] != 0x30 { isGood = false }
        index += 1
      }
      if index == point + 1 { isGood = false }
    }
    guard isGood, index == field.upperBound else {
      throw Problem(
        column: number, found: excerpt(row.extracting(field)),
        expected: wholeDigits > wholeDigitsMax
          ? "a number with at most \(wholeDigitsMax) digits before the point"
          : "a decimal number with at most 8 decimals")
    }
  }
}
