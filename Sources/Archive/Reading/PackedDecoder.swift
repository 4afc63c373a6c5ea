import Basics
package import Recording

/// Reads packed blocks: the records' text, or single fields of some. One per thread; its buffers are
/// reused.
package final class PackedDecoder: PackedBlockDecoding {
  private let inflater = Inflater(.raw)
  private var inflated = InflatedColumns()
  private var order = RecordOrder()
  private var fields = FieldColumns()
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
    let found = crc32(block.extracting(BlockFormat.headerBytes..<end))
    guard found == expected else { throw .checksum(found: found, expected: expected) }
    do throws(PackedError) {
      return try PackedBody(block, header, inflater)
    } catch { throw .packed(reason: error.description) }
  }

  package func decode(
    _ block: borrowing Span<UInt8>, _ header: BlockHeader,
    into raw: UnsafeMutableBufferPointer<UInt8>
  ) throws(BlockDataError) {
    precondition(raw.count == header.rawBytes + BlockFormat.packedSlackBytes)
    let records = UnsafeMutableBufferPointer(rebasing: raw[..<header.rawBytes])
    let body = try open(block, header)
    do throws(PackedError) {
      if let directory = body.directory {
        try rebuild(block, header, directory, into: raw)
      } else {
        try inflater.inflate(block.extracting(body.data), into: records, "the records")
      }
    } catch { throw .packed(reason: error.description) }
    let expected = UInt32(littleEndian(block, block.count - BlockFormat.trailerBytes, 4))
    let found = crc32(Span(_unsafeElements: UnsafeBufferPointer(records)))
    guard found == expected else { throw .checksum(found: found, expected: expected) }
  }

  /// The records as an array, and the members: for tests and tools, where a copy does not matter.
  package func decoded(
    _ block: borrowing Span<UInt8>, _ header: BlockHeader
  ) throws(BlockDataError) -> (records: [UInt8], members: PackedMembers) {
    var raw = [UInt8](repeating: 0, count: header.rawBytes + BlockFormat.packedSlackBytes)
    try raw.withUnsafeMutableBufferPointer { raw throws(BlockDataError) in
      try decode(block, header, into: raw)
    }
    raw.removeLast(BlockFormat.packedSlackBytes)
    return (raw, try open(block, header).members)
  }

  private func rebuild(
    _ block: borrowing Span<UInt8>, _ header: BlockHeader, _ directory: PackedDirectory,
    into raw: UnsafeMutableBufferPointer<UInt8>
  ) throws(PackedError) {
    try load(block, header, directory) { _ in .text }
    var writer = RecordWriter(raw)
    let bytes = inflated.bytes
    for record in 0..<header.recordCount {
      rows.move(to: record, order)
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
    return PackedColumns(decoder: self, directory, header, block)
  }

  /// Gives a block's records, with the columns that are wanted.
  func withRecords(
    of block: borrowing Span<UInt8>, _ header: BlockHeader, _ directory: PackedDirectory,
    uses: [GroupUse], _ body: (inout PackedRecords) throws -> Void
  ) throws {
    try load(block, header, directory) { uses[$0] }
    let textBytes = uses.contains(.text) ? header.rawBytes + BlockFormat.packedSlackBytes : 0
    if text.count < textBytes { text = [UInt8](repeating: 0, count: textBytes) }
    let bytes = inflated.bytes
    try bytes.withUnsafeBufferPointer { bytes in
      try text.withUnsafeMutableBufferPointer { text in
        // Lent, so that its buffers are used again.
        var records = PackedRecords(
          directory, order, fields: fields, rows: rows, bytes: bytes, text: text)
        rows = PackedRows()
        defer { rows = records.rows }
        try body(&records)
      }
    }
  }

  /// Inflates the columns that are wanted, and stands ahead of the first record then.
  private func load(
    _ block: borrowing Span<UInt8>, _ header: BlockHeader, _ directory: PackedDirectory,
    use: (_ group: Int) -> GroupUse
  ) throws(PackedError) {
    inflated.begin()
    let times = inflated.add(directory.times)
    let templates = inflated.add(directory.order)
    var cursors = [ColumnCursor](repeating: .init(), count: directory.columns.count)
    var wanted = [[Int]](repeating: [], count: directory.groups.count)
    var isTextWanted = false
    for (index, group) in directory.groups.enumerated() {
      let columns = group.columns ?? 0..<0
      switch use(index) {
      case .nothing: continue
      case .text:
        for column in columns { cursors[column] = inflated.add(directory.columns[column]) }
        isTextWanted = true
      case .fields(let fields):
        wanted[index] = directory.closure(index, fields)
        for field in wanted[index] {
          let column = columns.lowerBound + field
          cursors[column] = inflated.add(directory.columns[column])
        }
      }
    }
    let plain = isTextWanted ? inflated.add(directory.rows) : .init()
    try inflated.inflate(block, inflater)
    let bytes = inflated.bytes
    try order.read(directory, header, times: times, order: templates, bytes.span)
    try fields.read(
      wanted, directory, order, cursors: cursors, from: bytes.span, valuesMax: header.rawBytes)
    if isTextWanted { rows.begin(directory, rows: plain, columns: cursors) }
  }
}
