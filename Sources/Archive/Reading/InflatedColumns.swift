/// The columns of a block that are wanted, inflated one behind the other. Its buffers are reused.
struct InflatedColumns {
  /// What lies behind the last column has no meaning.
  private(set) var bytes: [UInt8] = []
  private var sorted: [UInt8] = []
  private var count = 0
  private var places: [(column: PackedDirectory.Column, target: Range<Int>)] = []

  private static let keptBytesMax = 4 << 20

  /// Begins with no column.
  mutating func begin() {
    count = 0
    places.removeAll(keepingCapacity: true)
  }

  /// Finds a column its place.
  mutating func add(_ column: PackedDirectory.Column) -> ColumnCursor {
    guard column.rawBytes > 0 else { return ColumnCursor(mode: column.mode) }
    let target = count..<count + column.rawBytes
    count = target.upperBound
    places.append((column, target))
    return ColumnCursor(mode: column.mode, target)
  }

  /// Inflates all columns that were added.
  mutating func inflate(
    _ block: borrowing Span<UInt8>, _ inflate: RawInflate
  ) throws(PackedError) {
    if bytes.count < count || bytes.count > max(count, Self.keptBytesMax) {
      bytes = []
      bytes = [UInt8](repeating: 0, count: count)
    }
    for (column, target) in places {
      try self.inflate(block.extracting(column.stored), column, target, inflate)
    }
  }

  private mutating func inflate(
    _ stored: borrowing Span<UInt8>, _ column: PackedDirectory.Column, _ target: Range<Int>,
    _ inflate: RawInflate
  ) throws(PackedError) {
    if column.sortedCount > 0, sorted.count < column.rawBytes {
      sorted = [UInt8](repeating: 0, count: column.rawBytes)
    }
    try bytes.withUnsafeMutableBufferPointer { bytes throws(PackedError) in
      let target = UnsafeMutableBufferPointer(rebasing: bytes[target])
      guard column.sortedCount > 0 else {
        return try inflate.inflate(stored, into: target, "a column")
      }
      try sorted.withUnsafeMutableBufferPointer { sorted throws(PackedError) in
        let sorted = UnsafeMutableBufferPointer(rebasing: sorted[..<column.rawBytes])
        try inflate.inflate(stored, into: sorted, "a column")
        try VarintRanks.restore(sorted, count: column.sortedCount, into: target)
      }
    }
  }
}
