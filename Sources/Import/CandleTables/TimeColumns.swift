/// Which columns of a table say when its candles open.
extension CandleTable {
  /// Where a column of times is joined by one of times of day, as in `Date,Time`: the second one.
  static func timeOfDay(
    beside time: Int, _ names: [String], _ row: TableFields
  ) -> Int? {
    guard ["date", "datum"].contains(names[time]), let other = names.firstIndex(of: "time"),
      other < row.count, time < row.count,
      TableTime.read(date: row[time], time: row[other]) != nil
    else { return nil }
    return other
  }

  /// The first of the columns of times that says another instant than the one chosen, in any of some rows.
  /// A date alone says no more than the day.
  static func disagreement(
    with time: Int, among times: [Int], rows: [TableFields]
  ) -> (column: Int, row: Int)? {
    for other in times where other != time {
      let pairs = rows.map { row -> (one: Int64, other: Int64)? in
        guard other < row.count, time < row.count, let one = TableTime.read(row[time])?.ms,
          let two = TableTime.read(row[other])?.ms
        else { return nil }
        return (one, two)
      }
      guard pairs.allSatisfy({ $0 != nil }) else { continue }
      let known = pairs.compactMap { $0 }
      let isOneOfDays = areDates(time, rows) != areDates(other, rows)
      let unitMs: Int64 = isOneOfDays ? 86_400_000 : 60_000
      let row = known.firstIndex { $0.one / unitMs != $0.other / unitMs }
      if let row { return (other, row) }
    }
    return nil
  }

  /// Whether a column has `2021-05-22` and no time of day.
  private static func areDates(_ column: Int, _ rows: [TableFields]) -> Bool {
    rows.allSatisfy { $0[column].count == 10 && !(0x30...0x39 ~= $0[column].dropFirst(4).first!) }
  }
}
