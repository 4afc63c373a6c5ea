/// The rows of several sorted runs, in one order; of equal rows those of the earlier run come first.
final class RunMerge: RowSource {
  private var cursors: [RunCursor] = []
  /// Numbers of the cursors that have a row, the least on top: a binary heap.
  private var heap: [Int] = []
  /// Whose row was handed out last.
  private var current: Int?

  init(_ runs: [RowSorter.Run], of file: ScratchFile) throws {
    for run in runs {
      let cursor = RunCursor(run, of: file)
      guard try cursor.next() else { continue }
      cursors.append(cursor)
    }
    heap = Array(cursors.indices)
    for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(index) }
  }

  func next() throws -> OrderedRow? {
    if let current, heap.first == current {
      if try !cursors[current].next() {
        heap[0] = heap[heap.count - 1]
        heap.removeLast()
      }
      sink(0)
    }
    current = heap.first
    return current.map { cursors[$0].row }
  }

  func withText<R>(_ body: (borrowing Span<UInt8>) throws -> R) rethrows -> R {
    try withRow { row in
      let text = UnsafeRawBufferPointer(rebasing: row[RowChunk.headBytes...])
      return try body(text.bindMemory(to: UInt8.self).span)
    }
  }

  /// The row that was handed out last, as it lies in its run.
  func withRow<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    guard let current else { preconditionFailure("there is no row before the first `next`") }
    return try body(cursors[current].bytes)
  }

  private func isBefore(_ a: Int, _ b: Int) -> Bool {
    let (left, right) = (cursors[a].row, cursors[b].row)
    return left.isBefore(right) || !right.isBefore(left) && a < b
  }

  private func sink(_ start: Int) {
    var index = start
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2]
      where child < heap.count && isBefore(heap[child], heap[least]) {
        least = child
      }
      if least == index { return }
      heap.swapAt(index, least)
      index = least
    }
  }
}

/// How far a run has been read.
private final class RunCursor {
  private let file: ScratchFile
  /// What was not read yet.
  private var rest: RowSorter.Run
  private let buffer: UnsafeMutableRawBufferPointer
  /// Where the row at hand begins, and the bytes read end.
  private var at = 0
  private var filled = 0
  private(set) var row = OrderedRow()

  private static let bufferBytes = 64 << 10

  init(_ run: RowSorter.Run, of file: ScratchFile) {
    self.file = file
    rest = run
    buffer = .allocate(byteCount: Self.bufferBytes, alignment: 16)
  }

  deinit { buffer.deallocate() }

  private var rowBytes: Int { RowChunk.headBytes + Int(row.byteCount) }

  var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: buffer[at..<at + rowBytes])
  }

  /// Moves on; false at the end of the run.
  func next() throws -> Bool {
    if filled > 0 { at += rowBytes }
    if filled - at < RowChunk.headBytes { try fill() }
    guard filled > at else { return false }
    row = buffer.loadUnaligned(fromByteOffset: at, as: OrderedRow.self)
    if filled - at < rowBytes { try fill() }
    return true
  }

  private func fill() throws {
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[at..<filled]))
    (at, filled) = (0, filled - at)
    let room = min(buffer.count - filled, Int(rest.upperBound - rest.lowerBound))
    let count = try file.read(
      into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<filled + room]),
      at: rest.lowerBound)
    filled += count
    rest = rest.lowerBound + Int64(count)..<rest.upperBound
  }
}
