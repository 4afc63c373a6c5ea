import Basics

/// The columns of a block that are wanted, inflated one behind the other. Its buffers are reused.
struct InflatedColumns {
  /// What lies behind the last column has no meaning.
  private(set) var bytes: [UInt8] = []
  private var sorted: [UInt8] = []
  private var count = 0
  private var wanted: [(column: PackedDirectory.Column, target: Range<Int>)] = []

  private static let keptBytesMax = 4 << 20

  /// Begins with no column.
  mutating func begin() {
    count = 0
    wanted.removeAll(keepingCapacity: true)
  }

  /// Makes room for a column, to be filled by `inflate`.
  mutating func add(_ column: PackedDirectory.Column) -> ColumnCursor {
    guard column.rawBytes > 0 else { return ColumnCursor(mode: column.mode) }
    let target = count..<count + column.rawBytes
    count = target.upperBound
    wanted.append((column, target))
    return ColumnCursor(mode: column.mode, target)
  }

  /// Inflates all columns that were added.
  mutating func inflate(
    _ block: borrowing Span<UInt8>, _ inflater: Inflater
  ) throws(PackedError) {
    if bytes.count < count || bytes.count > max(count, Self.keptBytesMax) {
      bytes = []
      bytes = [UInt8](repeating: 0, count: count)
    }
    for (column, target) in wanted {
      try self.inflate(block.extracting(column.stored), column, into: target, inflater)
    }
  }

  private mutating func inflate(
    _ stored: borrowing Span<UInt8>, _ column: PackedDirectory.Column, into target: Range<Int>,
    _ inflater: Inflater
  ) throws(PackedError) {
    if column.sortedCount > 0, sorted.count < column.rawBytes {
      sorted = [UInt8](repeating: 0, count: column.rawBytes)
    }
    try bytes.withUnsafeMutableBufferPointer { bytes throws(PackedError) in
      let target = UnsafeMutableBufferPointer(rebasing: bytes[target])
      guard column.sortedCount > 0 else {
        return try inflater.inflate(stored, into: target, "a column")
      }
      try sorted.withUnsafeMutableBufferPointer { sorted throws(PackedError) in
        let sorted = UnsafeMutableBufferPointer(rebasing: sorted[..<column.rawBytes])
        try inflater.inflate(stored, into: sorted, "a column")
        try VarintRanks.restore(sorted, count: column.sortedCount, into: target)
      }
    }
  }
}

extension Inflater {
  /// Gives exactly `output.count` bytes. If `bytes` are as many, they are the output itself; else
  /// they are deflated.
  func inflate(
    _ bytes: borrowing Span<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>, _ name: String
  ) throws(PackedError) {
    let isWhole = bytes.withUnsafeBytes { input in
      let output = UnsafeMutableRawBufferPointer(output)
      if input.count == output.count {
        output.copyMemory(from: input)
        return true
      }
      if input.isEmpty || output.isEmpty { return false }
      let step = inflate(input, into: output)
      return step.outcome == .ended && step.consumed == input.count
        && step.produced == output.count
    }
    guard isWhole else { throw .deflate(name) }
  }
}
