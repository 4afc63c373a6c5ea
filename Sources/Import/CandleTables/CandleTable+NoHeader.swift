/// Tables whose columns have no names: their values must prove what they are.
extension CandleTable {
  private static let columnsMax = 8

  /// Nil where the first row cannot be a candle.
  static func withoutHeader(_ lines: [[UInt8]]) throws(Refusal) -> CandleTable? {
    var fields = TableFields()
    guard let line = lines.prefix(otherLinesMax).firstIndex(where: { !$0.isEmpty }) else {
      return nil
    }
    let text = lines[line]
    for separator in separators where fields.read(text.span, separator: separator) {
      guard 5...columnsMax ~= fields.count, TableTime.read(fields[0]) != nil else { continue }
      let columns = try columns(lines, from: line, separator: separator, count: fields.count)
      return CandleTable(lines, rowsFrom: line, separator: separator, columns, nil, names: nil)
    }
    return nil
  }

  private static func columns(
    _ lines: [[UInt8]], from line: Int, separator: UInt8, count: Int
  ) throws(Refusal) -> Columns {
    let rows = numbers(lines, from: line, separator: separator, count: count)
    do throws(PriceOrder.Doubt) {
      let found = try PriceOrder(rows).find()
      return Columns(
        time: 0, open: found.open + 1, high: found.high + 1, low: found.low + 1,
        close: found.close + 1, volume: found.volume.map { $0 + 1 })
    } catch {
      // Then the row that is wrong is named.
      if count <= 6, error.hasNone {
        var columns = Columns.inOrder
        if count == 5 { columns.volume = nil }
        return columns
      }
      throw Refusal(
        line: line, found: error.found,
        expected:
          "values that show what they are: each candle opens near the close of the one before",
        advice: "name the columns in a header line, such as time,open,high,low,close,volume")
    }
  }

  /// The numbers of the rows that have nothing else, in the order of time.
  private static func numbers(
    _ lines: [[UInt8]], from first: Int, separator: UInt8, count: Int
  ) -> [[Double]] {
    var fields = TableFields()
    var rows: [(ms: Int64, numbers: [Double])] = []
    for line in lines.dropFirst(first) where fields.read(line.span, separator: separator) {
      guard fields.count == count, let ms = TableTime.read(fields[0])?.ms else { continue }
      let numbers = (1..<count).compactMap {
        Double(String(decoding: fields[$0].filter { $0 != UInt8(ascii: ",") }, as: UTF8.self))
      }
      if numbers.count == count - 1, numbers.allSatisfy(\.isFinite) { rows.append((ms, numbers)) }
    }
    return rows.sorted { $0.ms < $1.ms }.map(\.numbers)
  }
}
