/// The records of a packed block, with the columns that were wanted of it.
package struct PackedRecords {
  private let directory: PackedDirectory
  private let order: RecordOrder
  private let fields: FieldColumns
  private let bytes: UnsafeBufferPointer<UInt8>
  private(set) var rows: PackedRows
  private var writer: RecordWriter

  init(
    _ directory: PackedDirectory, _ order: RecordOrder, fields: FieldColumns,
    rows: PackedRows, bytes: UnsafeBufferPointer<UInt8>, text: UnsafeMutableBufferPointer<UInt8>
  ) {
    self.directory = directory
    self.order = order
    self.fields = fields
    self.rows = rows
    self.bytes = bytes
    writer = RecordWriter(text)
  }

  package var count: Int { order.recordCount }
  /// Index of each record's template; what lies behind `count` has no meaning.
  package var templates: [UInt16] { order.templates }
  /// Receive time of each record; what lies behind `count` has no meaning.
  package var receivedNs: [Int64] { order.receivedNs }
  /// Records of each template.
  package var templateCounts: [Int] { order.counts }

  /// The values of all fields that were wanted.
  package var values: [Int64] { fields.values }

  /// Where the values of a wanted field begin: one for each record of its group, in order.
  package func offset(of field: Int, group: Int) -> Int {
    fields.offset(group: group, field: field)
  }

  /// Writes the payload of a record, and gives the range of its text. The records of a group must
  /// be read in their order, and none left out.
  package mutating func readText(_ record: Int) throws(PackedError) -> Range<Int> {
    let start = writer.count
    let bytes = Span(_unsafeElements: bytes)
    rows.move(to: record, order)
    try rows.readRow(directory, bytes)
    try writer.putRow(&rows, directory, bytes)
    return start..<writer.count
  }

  /// The text written so far.
  package func withText<R>(_ body: (borrowing Span<UInt8>) -> R) -> R {
    body(Span(_unsafeElements: writer.written))
  }
}
