/// A packed block whose records are read field by field, and as text only where that is asked for.
///
/// ```
/// let columns = try reader.columns(of: location)       // checked, nothing inflated yet
/// try columns.load(families: wanted) { cursor in
///   while try cursor.next() { … }
/// }
/// ```
package struct PackedColumns {
  private let decoder: PackedDecoder
  private let directory: PackedDirectory
  private let header: BlockHeader
  private let block: [UInt8]

  init(
    _ decoder: PackedDecoder, _ directory: PackedDirectory, _ header: BlockHeader, _ block: [UInt8]
  ) {
    self.decoder = decoder
    self.directory = directory
    self.header = header
    self.block = block
  }

  package var recordCount: Int { header.recordCount }
  /// Bytes of all payloads, as text.
  package var payloadBytes: Int { directory.payloadBytes }
  /// Records name their shape by its index.
  package var shapeCount: Int { directory.entries.count }

  package func shape(_ index: Int) -> Shape { directory.entries[index].shape }
  /// What a shape is known by, whatever block it comes in.
  package func shapeBytes(_ index: Int) -> [UInt8] { directory.entries[index].shapeBytes }
  package func kind(_ index: Int) -> FrameKind { directory.entries[index].kind }
  package func connection(_ index: Int) -> UInt32 { directory.entries[index].connection }

  /// Whether shapes share columns: what is read of one must be read of the other.
  package func family(_ index: Int) -> Int { directory.entries[index].family }
  package var familyCount: Int { directory.families.count }
  /// Whether a shape's family has columns: records enough for a plan to pay.
  package func hasColumns(_ index: Int) -> Bool {
    directory.families[directory.entries[index].family].columns != nil
  }

  /// Inflates the columns of the families that are wanted, and gives a cursor ahead of the first
  /// record.
  ///
  /// - Throws: `PackedError` if the columns are not possible, and what `body` throws.
  package func load(
    families: [Bool], _ body: (inout PackedCursor) throws -> Void
  ) throws {
    precondition(families.count == familyCount)
    try decoder.withColumns(block.span, header, directory, families, body)
  }
}

/// Walks over the records of a packed block.
package struct PackedCursor {
  private let directory: PackedDirectory
  private let header: BlockHeader
  private let bytes: UnsafeBufferPointer<UInt8>
  var rows: PackedRows
  private var writer: RecordWriter
  /// Ordinal of the record at hand in its block; -1 ahead of the first.
  package private(set) var ordinal = -1

  init(
    _ directory: PackedDirectory, _ header: BlockHeader, _ rows: PackedRows,
    bytes: UnsafeBufferPointer<UInt8>, text: UnsafeMutableBufferPointer<UInt8>
  ) {
    self.directory = directory
    self.header = header
    self.rows = rows
    self.bytes = bytes
    writer = RecordWriter(text)
  }

  /// Shape of the record at hand.
  package var shape: Int { rows.shape }
  /// Its receive time.
  package var receivedNs: Int64 { rows.receivedNs }

  /// Moves to the next record; false behind the last.
  @inline(__always)
  package mutating func next() throws(PackedError) -> Bool {
    guard ordinal &+ 1 < header.recordCount else { return false }
    ordinal &+= 1
    try rows.next(directory, Span(_unsafeElements: bytes))
    guard rows.receivedNs <= header.lastReceivedNs else { throw .number }
    return true
  }

  /// Reads the fields of the record at hand, whose family is loaded: once for each record, and no
  /// record of the family may be left out. Its runs have to follow: see `readText`.
  @inline(__always)
  package mutating func readRow() throws(PackedError) {
    try rows.readRow(directory, Span(_unsafeElements: bytes))
  }

  /// A field of the record at hand, behind `readRow`.
  @inline(__always)
  package func field(_ index: Int) -> Int64 { rows.row[index] }

  /// Writes the payload of the record at hand, behind `readRow`, and gives its place in the text.
  package mutating func readText() throws(PackedError) -> Range<Int> {
    let start = writer.count
    try writer.putRow(&rows, directory, Span(_unsafeElements: bytes))
    return start..<writer.count
  }

  /// The text written so far.
  package func withText<R>(_ body: (borrowing Span<UInt8>) -> R) -> R {
    body(Span(_unsafeElements: writer.written))
  }
}
