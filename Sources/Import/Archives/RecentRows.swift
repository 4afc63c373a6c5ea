/// The latest rows of a stream with their texts, so that one that shares trades with others can be compared
/// with them.
struct RecentRows {
  /// Rows kept, once that many have come.
  private let countMax: Int
  private var rows: [OrderedRow] = []
  private var texts: [[UInt8]] = []
  private var newest = -1
  /// The highest trade of all rows so far.
  private(set) var lastId = Int64.min

  init(countMax: Int) { self.countMax = countMax }

  var last: OrderedRow? { newest < 0 ? nil : rows[newest] }
  var lastText: [UInt8] { texts[newest] }

  mutating func add(_ row: OrderedRow, _ text: borrowing Span<UInt8>) {
    lastId = max(lastId, row.last)
    newest = newest + 1 < countMax ? newest + 1 : 0
    if newest == rows.count {
      rows.append(row)
      texts.append([])
    }
    rows[newest] = row
    texts[newest].removeAll(keepingCapacity: true)
    texts[newest].append(text, 0..<text.count)
  }

  /// The rows that share trades with one, the newest first.
  func sharing(_ row: OrderedRow) -> [(row: OrderedRow, text: [UInt8])] {
    var found: [(OrderedRow, [UInt8])] = []
    for back in 0..<rows.count {
      let at = (newest - back + rows.count) % rows.count
      if rows[at].first >= 0, rows[at].first <= row.last, rows[at].last >= row.first {
        found.append((rows[at], texts[at]))
      }
    }
    return found
  }

  /// Whether a row's trades lie before those of every row that is kept, and others were forgotten.
  func isBehindAll(_ row: OrderedRow) -> Bool {
    rows.count == countMax && rows.allSatisfy { $0.first > row.last }
  }
}
