/// Reads packed blocks: the records' text, or single fields of some. One per thread; its buffers are
/// reused.
package final class PackedDecoder {
  private let inflate = RawInflate()
  private var inflated: [UInt8] = []
  private var sorted: [UInt8] = []
  private var rows = PackedRows()
  /// Of records that are read as text after all.
  private var text: [UInt8] = []

  package init() {}

  /// Opens a block's body and checks it.
  ///
  /// - Parameters:
  ///   - block: the whole block.
  ///   - header: its header, decoded.
  func open(
    _ block: borrowing Span<UInt8>, _ header: BlockHeader
  ) throws(BlockDataError) -> PackedBody {
    let end = block.count - BlockFormat.trailerBytes
    precondition(end >= BlockFormat.headerBytes)
    let expected = UInt32(littleEndian(block, end + 4, 4))
    let found = fastChecksum(block.extracting(BlockFormat.headerBytes..<end))
    guard found == expected else { throw .checksum(found: found, expected: expected) }
    do throws(PackedError) {
      return try PackedBody(block, header, inflate)
    } catch { throw .packed(error) }
  }

  /// Rebuilds the records into `raw`, which has the length that the header promises and
  /// `PackedFormat.slackBytes` more.
  ///
  /// - Returns: the members that the block stands for.
  func decode(
    _ block: borrowing Span<UInt8>, _ header: BlockHeader,
    into raw: UnsafeMutableBufferPointer<UInt8>
  ) throws(BlockDataError) -> PackedMembers {
    precondition(raw.count == header.rawBytes + PackedFormat.slackBytes)
    let records = UnsafeMutableBufferPointer(rebasing: raw[..<header.rawBytes])
    let body = try open(block, header)
    do throws(PackedError) {
      if let directory = body.directory {
        try rebuild(block, header, directory, raw)
      } else {
        try inflate.inflate(block.extracting(body.data), into: records, "the records")
      }
    } catch { throw .packed(error) }
    let expected = UInt32(littleEndian(block, block.count - BlockFormat.trailerBytes, 4))
    let found = fastChecksum(Span(_unsafeElements: UnsafeBufferPointer(records)))
    guard found == expected else { throw .checksum(found: found, expected: expected) }
    return body.members
  }

  /// The records as an array, and the members: for tests and tools, where a copy does not matter.
  package func decoded(
    _ block: borrowing Span<UInt8>, _ header: BlockHeader
  ) throws(BlockDataError) -> (records: [UInt8], members: PackedMembers) {
    var raw = [UInt8](repeating: 0, count: header.rawBytes + PackedFormat.slackBytes)
    let members = try raw.withUnsafeMutableBufferPointer { raw throws(BlockDataError) in
      try decode(block, header, into: raw)
    }
    raw.removeLast(PackedFormat.slackBytes)
    return (raw, members)
  }

  private func rebuild(
    _ block: borrowing Span<UInt8>, _ header: BlockHeader, _ directory: PackedDirectory,
    _ raw: UnsafeMutableBufferPointer<UInt8>
  ) throws(PackedError) {
    try load(block, header, directory) { _ in true }
    var writer = RecordWriter(raw)
    let bytes = inflated
    for _ in 0..<header.recordCount {
      try rows.next(directory, bytes.span)
      try writer.put(&rows, directory, bytes.span)
    }
    guard writer.count == header.rawBytes, writer.payloadBytes == directory.payloadBytes else {
      throw .length
    }
  }

  /// A block's columns, checked; nil if it holds text.
  func columns(
    _ block: [UInt8], _ header: BlockHeader
  ) throws(BlockDataError) -> PackedColumns? {
    let body = try open(block.span.extracting(0..<header.memberBytes), header)
    guard let directory = body.directory else { return nil }
    return PackedColumns(self, directory, header, block)
  }

  /// Gives a cursor over a block's records, with the columns of the families that are wanted.
  func withColumns(
    _ block: borrowing Span<UInt8>, _ header: BlockHeader, _ directory: PackedDirectory,
    _ families: [Bool], _ body: (inout PackedCursor) throws -> Void
  ) throws {
    try load(block, header, directory) { families[$0] }
    let textBytes = header.rawBytes + PackedFormat.slackBytes
    if text.count < textBytes { text = [UInt8](repeating: 0, count: textBytes) }
    let bytes = inflated
    try bytes.withUnsafeBufferPointer { bytes in
      try text.withUnsafeMutableBufferPointer { text in
        // Lent to the cursor, so that its buffers are used again.
        var cursor = PackedCursor(directory, header, rows, bytes: bytes, text: text)
        rows = PackedRows()
        defer { rows = cursor.rows }
        try body(&cursor)
      }
    }
  }

  /// Inflates the columns of the families that are wanted, and begins at the first record.
  private func load(
    _ block: borrowing Span<UInt8>, _ header: BlockHeader, _ directory: PackedDirectory,
    wants: (_ family: Int) -> Bool
  ) throws(PackedError) {
    var place = Place()
    let times = place.add(directory.times)
    let order = place.add(directory.order)
    var cursors = [PackedRows.Cursor](repeating: .init(), count: directory.columns.count)
    var isRowsWanted = false
    for (index, family) in directory.families.enumerated() where wants(index) {
      for column in family.columns ?? 0..<0 {
        cursors[column] = place.add(directory.columns[column])
      }
      isRowsWanted = isRowsWanted || family.columns == nil
    }
    let plain = isRowsWanted ? place.add(directory.rows) : .init()
    if inflated.count < place.count || inflated.count > max(place.count, Self.keptBytesMax) {
      inflated = []
      inflated = [UInt8](repeating: 0, count: place.count)
    }
    for (column, target) in place.columns { try load(column, target, block) }
    rows.begin(
      directory, firstReceivedNs: header.firstReceivedNs, times: times, order: order, rows: plain,
      columns: cursors)
  }

  private func load(
    _ column: PackedDirectory.Column, _ target: Range<Int>, _ block: borrowing Span<UInt8>
  ) throws(PackedError) {
    let stored = block.extracting(column.stored)
    if column.sortedCount > 0, sorted.count < column.rawBytes {
      sorted = [UInt8](repeating: 0, count: column.rawBytes)
    }
    try inflated.withUnsafeMutableBufferPointer { buffer throws(PackedError) in
      let target = UnsafeMutableBufferPointer(rebasing: buffer[target])
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

  private static let keptBytesMax = 4 << 20

  /// Finds each column a place in the inflated bytes.
  private struct Place {
    var count = 0
    var columns: [(PackedDirectory.Column, Range<Int>)] = []

    mutating func add(_ column: PackedDirectory.Column) -> PackedRows.Cursor {
      guard column.rawBytes > 0 else { return PackedRows.Cursor(mode: column.mode) }
      let range = count..<count + column.rawBytes
      count = range.upperBound
      columns.append((column, range))
      return PackedRows.Cursor(
        mode: column.mode, at: range.lowerBound, end: range.upperBound, isZero: false)
    }
  }
}
