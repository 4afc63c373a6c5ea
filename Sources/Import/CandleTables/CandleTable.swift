/// How a table of candles that another program wrote is read: which column is what, and how it is
/// written. Each of its lines becomes a row `time,open,high,low,close,volume`, as the rest of the import
/// knows it.
struct CandleTable: Sendable {
  /// The columns of a row, in its order.
  struct Columns: Equatable, Sendable {
    var time: Int
    /// Where the time of day stands in a column of its own.
    var timeOfDay: Int?
    var open: Int
    var high: Int
    var low: Int
    var close: Int
    /// Nil where the table has none: the row's is empty then, which is not the same as nothing traded.
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
  /// The column that names the market, if there is one.
  let market: MarketColumn?
  /// Without a header, each row has to prove by its prices that the columns stand in this order.
  let hasHeader: Bool
  /// How its times are written.
  let form: TableTime.Form
  /// In words; nil where there is nothing to say, because rows are written as Binance would.
  let readAs: String?

  /// Rows that are nearly as Binance would write them.
  static func plain(hasHeader: Bool) -> CandleTable {
    CandleTable(
      separator: UInt8(ascii: ","), columns: .inOrder, fieldCount: 6, headLines: 0,
      hasThousands: false, market: nil, hasHeader: hasHeader, form: .milliseconds,
      readAs: nil)
  }

  /// What is wrong with a line.
  typealias Problem = ArchiveRow.Problem

  /// Writes a line as a row.
  ///
  /// - Parameter roundedCount: counts its numbers of more than eight decimals.
  func row(
    _ line: borrowing Span<UInt8>, _ fields: inout TableFields, roundedCount: inout Int
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
    guard let time = time(fields) else {
      throw problem(columns.time, fields, expected: "a time such as in the rows before")
    }
    if let market, let expected = market.expected(fields[market.column]) {
      throw problem(
        market.column, fields, expected: expected,
        advice: "name the market with --symbol, and leave rows of others out")
    }
    var row = Array("\(time.ms)".utf8)
    for column in [columns.open, columns.high, columns.low, columns.close] {
      let rounding = try append(fields, column, to: &row)
      if rounding != .exact { roundedCount += 1 }
      guard rounding == .coarse else { continue }
      throw problem(
        column, fields, expected: "a price that eight decimals hold to a thousandth",
        advice: "write the prices of a multiple, as Binance does of 1000SHIBUSDT")
    }
    if let volume = columns.volume {
      if try append(fields, volume, to: &row) != .exact { roundedCount += 1 }
    } else {
      row.append(UInt8(ascii: ","))
    }
    return row
  }

  private func time(_ fields: TableFields) -> (ms: Int64, form: TableTime.Form)? {
    guard let ofDay = columns.timeOfDay else { return TableTime.read(fields[columns.time]) }
    return TableTime.read(date: fields[columns.time], time: fields[ofDay])
  }

  private func append(
    _ fields: TableFields, _ column: Int, to row: inout [UInt8]
  ) throws(Problem) -> TableNumber.Rounding {
    row.append(UInt8(ascii: ","))
    do throws(TableNumber.Flaw) {
      return try TableNumber.append(fields[column], hasThousands: hasThousands, to: &row)
    } catch {
      switch error {
      case .noNumber:
        throw problem(column, fields, expected: "a number", advice: advice(fields[column]))
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

  private static let suffixZeros: [UInt8: String] = [
    0x4b: "", 0x4d: "000", 0x42: "000000",
  ]

  /// `12.5K` has been rounded: what it was nobody knows.
  private func advice(_ field: ArraySlice<UInt8>) -> String {
    guard let last = field.last, let zeros = Self.suffixZeros[last]
    else { return "mend that line, or leave it out" }
    return "write the whole number, such as 12.5\(UnicodeScalar(last)) as 12500\(zeros), or "
      + "leave that column out: it was rounded"
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
