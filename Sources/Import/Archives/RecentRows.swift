import Basics

/// The latest rows of a stream with their texts, so that one that shares trades with others can be compared
/// with them.
struct RecentRows {
  typealias Entry = (row: OrderedRow, text: [UInt8])

  private var slots: WindowSlots
  private var rows: [Entry] = []
  /// The highest trade of all rows so far.
  private(set) var lastId = Int64.min

  /// - Parameter countMax: rows kept, once that many have come.
  init(countMax: Int) { slots = WindowSlots(countMax: countMax) }

  var last: OrderedRow? { rows.isEmpty ? nil : rows[slots.newest].row }
  var lastText: [UInt8] { rows[slots.newest].text }

  mutating func add(_ row: OrderedRow, _ text: borrowing Span<UInt8>) {
    lastId = max(lastId, row.last)
    let slot = slots.advance()
    if slot == rows.count { rows.append((row, [])) }
    rows[slot].row = row
    rows[slot].text.removeAll(keepingCapacity: true)
    rows[slot].text.append(text, 0..<text.count)
  }

  /// The rows that share trades with one, the newest first.
  func sharing(_ row: OrderedRow) -> [Entry] {
    var found: [Entry] = []
    for age in 0..<rows.count {
      let other = rows[slots[age]].row
      if other.first >= 0, other.first <= row.last, other.last >= row.first {
        found.append(rows[slots[age]])
      }
    }
    return found
  }

  /// Whether a row's trades lie before those of every row that is kept, and others were forgotten.
  func isBehindAll(_ row: OrderedRow) -> Bool {
    slots.isFull && rows.allSatisfy { $0.row.first > row.last }
  }
}
