import Recording

/// Records of a stream of the archive: a candle each, or up to 100 trades of one second.
///
/// The rows stand in the records byte for byte, each with an LF. So the records of a file without their
/// first lines, one after another, are the file without its header, in order. A candle's record has the
/// first instant after the candle as its time; a record of trades has the time of the last one.
final class ArchiveReader: StreamReader {
  private let plans: [ArchivePlan]
  /// Positions of the plans' files in the list of files of the summary.
  private let files: [Int]
  private let rows: OrderedRows
  private let rowsMax: Int
  private let starts: [[UInt8]]
  private var payload: [UInt8] = []
  private var receivedNs: Int64 = 0
  /// A row that was read already and belongs to the next record.
  private var waiting: OrderedRow?
  private(set) var framesByFile: [Int: Int] = [:]

  var findings: RowFindings { rows.findings }

  init(_ plans: [ArchivePlan], files: [Int], rows: OrderedRows) {
    self.plans = plans
    self.files = files
    self.rows = rows
    rowsMax = plans[0].layout.isKlines ? 1 : ImportLimits.archiveRowsMax
    starts = plans.map(\.recordStart)
  }

  func next() throws -> Int64? {
    guard let first = try waiting ?? rows.next() else { return nil }
    let file = Int(first.file)
    payload.removeAll(keepingCapacity: true)
    payload += starts[file]
    append(first)
    var count = 1
    waiting = nil
    while count < rowsMax, let row = try rows.next() {
      guard row.file == first.file, row.timeNs >= receivedNs,
        row.timeNs - first.timeNs < ImportLimits.archiveSpanNsMax
      else {
        waiting = row
        break
      }
      append(row)
      count += 1
    }
    framesByFile[files[file], default: 0] += 1
    return receivedNs
  }

  func deliver(into sink: inout some FrameSink) throws {
    let payload = payload
    try sink.append(
      receivedNs: receivedNs, connection: restConnection, kind: .archive, payload: payload.span)
  }

  private func append(_ row: OrderedRow) {
    rows.withText { payload.append($0, 0..<$0.count) }
    payload.append(0x0a)
    receivedNs = row.timeNs
  }
}
