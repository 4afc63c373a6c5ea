import Recording

/// Which template each record of a packed block has, and when it was received: what every reader of the
/// block needs, whatever else it wants.
struct RecordOrder {
  /// Index of each record's template; entries behind `recordCount` are of no meaning.
  private(set) var templates: [UInt16] = []
  private(set) var receivedNs: [Int64] = []
  private(set) var recordCount = 0
  /// Records of each template.
  private(set) var counts: [Int] = []

  /// Reads both columns of a block. The header says how many records there are, which is bounded: a
  /// column of zeros has no bytes, and could ask for any memory.
  mutating func read(
    _ directory: PackedDirectory, _ header: BlockHeader, times: ColumnCursor, order: ColumnCursor,
    _ bytes: borrowing Span<UInt8>
  ) throws(PackedError) {
    recordCount = header.recordCount
    if templates.count < recordCount {
      templates = [UInt16](repeating: 0, count: recordCount)
      receivedNs = [Int64](repeating: 0, count: recordCount)
    }
    try readTemplates(order, templateCount: directory.entries.count, bytes)
    try readTimes(times, unit: powersOfTen[directory.timeExponent], header, bytes)
  }

  private mutating func readTemplates(
    _ column: ColumnCursor, templateCount: Int, _ bytes: borrowing Span<UInt8>
  ) throws(PackedError) {
    var column = column
    var all = [Int](repeating: 0, count: templateCount)
    let recordCount = recordCount
    var templates = self.templates.mutableSpan
    for record in 0..<recordCount {
      let index = try column.next(in: bytes)
      guard index < UInt64(templateCount) else { throw .number }
      templates[record] = UInt16(truncatingIfNeeded: index)
      all[Int(index)] &+= 1
    }
    counts = all
  }

  private mutating func readTimes(
    _ column: ColumnCursor, unit: Int64, _ header: BlockHeader, _ bytes: borrowing Span<UInt8>
  ) throws(PackedError) {
    var column = column
    var ns = UInt64(bitPattern: header.firstReceivedNs)
    let recordCount = recordCount
    var times = receivedNs.mutableSpan
    let last = UInt64(bitPattern: header.lastReceivedNs)
    for record in 0..<recordCount {
      let (step, overflow) = try column.next(in: bytes).multipliedReportingOverflow(
        by: UInt64(unit))
      let (sum, overflow2) = ns.addingReportingOverflow(step)
      guard !overflow, !overflow2, sum <= last else { throw .number }
      ns = sum
      times[record] = Int64(bitPattern: sum)
    }
  }
}
