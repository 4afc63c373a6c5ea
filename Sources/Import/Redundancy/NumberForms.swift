/// How the numbers of a file of Binance's archive are written: what a row has that no other row of the file
/// has was lost or put in on the way.
///
/// Spot files write each price and sum with eight decimals, and nothing writes a zero ahead of other digits.
/// Prices are multiples of a tick and quantities of a step, so that a single number with digits far behind
/// those of all others is none of the exchange's.
struct NumberForms {
  /// Rows from which on a single number is odd.
  static let rowsMin = 100
  /// How far the digits of such a number reach behind those of all others, at least.
  static let decimalsAheadMin = 2

  private static let columnsMax = 12
  private static let decimalsMax = 8

  /// Where a file has an odd number.
  struct Flaw: Equatable {
    let line: Int
    let text: String
  }

  /// Decimals of one length in one column.
  private struct Bucket {
    var count = 0
    var line = 0
    var text: [UInt8] = []
  }

  private let columns: [ArchiveColumn]
  /// Whether a column has numbers with decimals.
  private let areDecimal: [Bool]
  /// As the first row writes them; -1 before it.
  private var written = [Int](repeating: -1, count: columnsMax)
  /// By column, then by the last decimal that is not 0.
  private var buckets = [Bucket](repeating: Bucket(), count: columnsMax * (decimalsMax + 1))
  private var rowCount = 0

  init(_ columns: [ArchiveColumn]) {
    self.columns = columns
    areDecimal = columns.map { $0 == .amount || $0 == .sum }
  }

  /// Takes in a row that is one of its layout. What is odd about it at once, in words.
  mutating func add(_ row: borrowing Span<UInt8>, line: Int) -> String? {
    rowCount += 1
    var flaw: String?
    var (column, start) = (0, 0)
    while start <= row.count, column < columns.count {
      // Position of the point, and behind the last digit after it that is not 0.
      var (end, point, last) = (start, -1, -1)
      while end < row.count, row[end] != 0x2c {
        if row[end] == 0x2e { point = end } else if row[end] != 0x30 { last = end }
        end += 1
      }
      if end - start > 1, row[start] == 0x30, row[start + 1] != 0x2e, columns[column] != .ignored {
        flaw = flaw ?? "a zero ahead of the digits in column \(column + 1)"
      }
      if areDecimal[column] {
        let count = point < 0 ? 0 : end - point - 1
        if written[column] < 0 { written[column] = count }
        if written[column] == Self.decimalsMax, count != Self.decimalsMax {
          flaw = flaw ?? "\(count) decimals in column \(column + 1), the first row has 8"
        }
        let at =
          column * (Self.decimalsMax + 1)
          + min(last > point && point >= 0 ? last - point : 0, Self.decimalsMax)
        if buckets[at].count == 0 {
          (buckets[at].line, buckets[at].text) = (line, [UInt8](row.extracting(start..<end)))
        }
        buckets[at].count += 1
      }
      (column, start) = (column + 1, end + 1)
    }
    return flaw
  }

  /// The numbers that reach further behind the point than all others of their column, once the file was read.
  var flaws: [Flaw] {
    guard rowCount >= Self.rowsMin else { return [] }
    return columns.indices.compactMap { column in
      let start = column * (Self.decimalsMax + 1)
      let used = (0...Self.decimalsMax).filter { buckets[start + $0].count > 0 }
      guard let finest = used.last, buckets[start + finest].count == 1 else { return nil }
      let others = used.dropLast().last ?? 0
      guard finest - others >= Self.decimalsAheadMin else { return nil }
      let odd = buckets[start + finest]
      return Flaw(
        line: odd.line,
        text:
          "\(excerpt(odd.text.span)) in column \(column + 1) has \(finest) decimals that count, no "
          + "other of \(rowCount) rows more than \(others)")
    }
  }
}
