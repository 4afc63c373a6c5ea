/// Rows in memory until there are enough of them to be sorted.
///
/// Each lies there as in a run: its `OrderedRow`, then its text.
final class RowChunk: @unchecked Sendable {
  static let headBytes = MemoryLayout<OrderedRow>.size

  private let memory: UnsafeMutableRawBufferPointer
  private(set) var byteCount = 0
  private var entries: [(key: Int64, first: Int64, at: Int)] = []

  init(byteCount: Int) {
    memory = .allocate(byteCount: byteCount, alignment: 16)
  }

  deinit { memory.deallocate() }

  var isEmpty: Bool { entries.isEmpty }

  /// Adds a row; false if there is no room for it.
  func add(_ row: OrderedRow, _ text: borrowing Span<UInt8>) -> Bool {
    let end = byteCount + Self.headBytes + text.count
    guard end <= memory.count else { return false }
    var row = row
    row.byteCount = Int32(text.count)
    memory.storeBytes(of: row, toByteOffset: byteCount, as: OrderedRow.self)
    text.withUnsafeBytes { source in
      UnsafeMutableRawBufferPointer(rebasing: memory[(byteCount + Self.headBytes)..<end])
        .copyMemory(from: source)
    }
    entries.append((row.key, row.first, byteCount))
    byteCount = end
    return true
  }

  /// Hands out the rows in order, each with its text behind it; equal ones as they came.
  func forEachSorted(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    entries.sort { ($0.key, $0.first, $0.at) < ($1.key, $1.first, $1.at) }
    for entry in entries {
      let row = memory.loadUnaligned(fromByteOffset: entry.at, as: OrderedRow.self)
      let end = entry.at + Self.headBytes + Int(row.byteCount)
      try body(UnsafeRawBufferPointer(rebasing: memory[entry.at..<end]))
    }
  }
}
