/// How a table of candles that another program wrote is read: which column is what, and how it is
/// written. Each of its lines becomes a row `time,open,high,low,close,volume`, as the rest of the import
/// knows it.
struct CandleTable: Sendable {
  /// The columns of a row, in its order.
  struct Columns: Equatable, Sendable {
    var time: Int
    var open: Int
    var high: Int
    var low: Int
    var close: Int
    /// Nil where the table has none: the volume is 0 then.
    var volume: Int?

    static let inOrder = Columns(time: 0, open: 1, high: 2, low: 3, close: 4, volume: 5)
  }

  let separator: UInt8
  let columns: Columns
  /// Of each line.
  let fieldCount: Int
  /// Lines before the first row, with the header, or 0.
  let headLines: Int
  /// Whether commas within numbers stand between thousands.
  let hasThousands: Bool
  /// Without a header, each row has to prove by its prices that the columns stand in this order.
  let hasHeader: Bool
  /// In words; nil where there is nothing to say, because rows are written as Binance would.
  let readAs: String?

  /// Rows that are nearly as Binance would write them.
  static let plain = CandleTable(
    separator: UInt8(ascii: ","), columns: .inOrder, fieldCount: 6, headLines: 0,
    hasThousands: false, hasHeader: true, readAs: nil)

  /// What is wrong with a line.
  typealias Problem = ArchiveRow.Problem

  /// Writes a line as a row.
  func row(
    _ line: borrowing Span<UInt8>, _ fields: inout TableFields
  ) throws(Problem) -> [UInt8] {
    guard fields.read(line, separator: separator) else {
      throw Problem(
        column: fields.count, found: "a quote without an end, or too many fields",
        expected: "\(fieldCount) fields", advice: "mend that line")
    }
    guard fields.count == fieldCount else {
      throw Problem(
        column: fields.count, found: "\(fields.count) fields, the last one",
        expected: hasHeader ? "\(fieldCount) fields, as the header has" : "\(fieldCount) fields",
        advice: "mend that line")
    }
    guard let time = TableTime.read(fields[columns.time]) else {
      throw problem(columns.time, fields, expected: "a time such as in the rows before")
    }
    var row = Array("\(time.ms)".utf8)
    for column in [columns.open, columns.high, columns.low, columns.close] {
      try append(fields, column, to: &row)
    }
    if let volume = columns.volume {
      try append(fields, volume, to: &row)
    } else {
      row += Array(",0".utf8)
    }
    return row
  }

  private func append(
    _ fields: TableFields, _ column: Int, to row: inout [UInt8]
  ) throws(Problem) {
    row.append(UInt8(ascii: ","))
    do throws(TableNumber.Flaw) {
      try TableNumber.append(fields[column], hasThousands: hasThousands, to: &row)
    } catch {
      switch error {
      case .noNumber: throw problem(column, fields, expected: "a number")
      case .negative: throw problem(column, fields, expected: "a number that is not negative")
      case .tooLarge: throw problem(column, fields, expected: "a number of at most 60 digits")
      case .decimalComma:
        throw problem(
          column, fields, expected: "a decimal point",
          advice:
            "a comma may stand for a decimal point or between thousands: write the numbers with "
            + "a point and without commas")
      }
    }
  }

  private func problem(
    _ column: Int, _ fields: TableFields, expected: String,
    advice: String = "mend that line, or leave it out"
  ) -> Problem {
    Problem(
      column: column + 1, found: excerpt(Array(fields[column]).span), expected: expected,
      advice: advice)
  }
}
