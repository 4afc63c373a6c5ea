/// Reads from a directory where columns lie: they follow each other in the block.
struct ColumnReader {
  private var storedAt: Int
  private let storedEnd: Int
  /// Bytes that columns may still have when inflated.
  private(set) var left: Int

  init(data: Range<Int>, rawBytesMax: Int) {
    storedAt = data.lowerBound
    storedEnd = data.upperBound
    left = rawBytesMax * PackedFormat.varintBytesMax
  }

  var isAtEnd: Bool { storedAt == storedEnd }

  mutating func next(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int
  ) throws(PackedError) -> PackedDirectory.Column {
    let stored = try PackedDirectory.number(bytes, &at, max: storedEnd - storedAt, "column")
    let raw = try PackedDirectory.number(bytes, &at, max: left, "column's length")
    let sorted = try PackedDirectory.number(bytes, &at, max: raw, "column's count")
    guard (stored == 0) == (raw == 0), stored <= raw else { throw .directory("column's length") }
    left -= raw
    storedAt += stored
    return PackedDirectory.Column(
      stored: storedAt - stored..<storedAt, rawBytes: raw, sortedCount: sorted)
  }

  mutating func next(
    _ bytes: borrowing Span<UInt8>, _ at: inout Int, field: Int, fieldCount: Int, isElement: Bool
  ) throws(PackedError) -> PackedDirectory.Column {
    guard at + 2 <= bytes.count else { throw .cut }
    let mode = try ColumnMode(
      bytes[at], bytes[at + 1], field: field, fieldCount: fieldCount, isElement: isElement)
    at += 2
    var column = try next(bytes, &at)
    column.mode = mode
    return column
  }
}
