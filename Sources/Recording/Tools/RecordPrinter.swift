/// Writes the records of a recording as text, lazily: `tool cat`.
package struct RecordPrinter {
  package enum Form: Sendable {
    /// Each record as it lies in the recording: without a filter, what `zcat` gives.
    case records
    /// As `records`, with the sequence number and a space ahead.
    case numbered
    /// The payload alone and a line feed.
    case payloads
  }

  private let filter: RecordFilter
  private let form: Form
  private var output: [UInt8] = []

  /// The text is handed on in pieces of about this size.
  private static let pieceBytes = 64 << 10

  package init(filter: RecordFilter = RecordFilter(), form: Form = .records) {
    self.filter = filter
    self.form = form
  }

  /// Writes the wanted records.
  ///
  /// - Parameters:
  ///   - damage: told of each place that cannot be read; printing goes on behind it.
  ///   - write: takes the next piece of the text.
  /// - Returns: the number of records written.
  package mutating func print(
    _ recording: Recording, damage: (Damage) throws -> Void,
    write: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> Int64 {
    var cursor = BlockCursor(recording, fromNs: filter.fromNs, toNs: filter.toNs)
    let reader = BlockReader(recording)
    var count: Int64 = 0
    while let step = try cursor.next() {
      switch step {
      case .damage(let found): try damage(found)
      case .block(let location):
        guard !location.isContext, filter.accepts(location.header) else { continue }
        do {
          try reader.read(location)
          try reader.withBytes { count += try add($0, location, write) }
        } catch RecordingError.damaged(let found) {
          try damage(found)
        }
      }
    }
    try flush(write)
    return count
  }

  private mutating func add(
    _ bytes: borrowing Span<UInt8>, _ location: BlockLocation,
    _ write: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> Int64 {
    var at = 0
    var ordinal = 0
    var count: Int64 = 0
    var begin = 0
    // Its checksum is right, so a record that cannot be read was written so; `verify` tells.
    while let record = try? RecordParser.next(in: bytes, at: &at) {
      let sequence = location.sequence(ofRecord: ordinal)
      if filter.accepts(record, sequence: sequence) {
        add(bytes, begin..<at, record, sequence)
        count += 1
        if output.count >= RecordPrinter.pieceBytes { try flush(write) }
      }
      begin = at
      ordinal += 1
    }
    return count
  }

  private mutating func add(
    _ bytes: borrowing Span<UInt8>, _ line: Range<Int>, _ record: RecordHeader, _ sequence: Int64
  ) {
    if form == .numbered { output.append(contentsOf: "\(sequence) ".utf8) }
    let part = form == .payloads ? record.payload.lowerBound..<line.upperBound : line
    bytes.withUnsafeBufferPointer { output.append(contentsOf: $0[part]) }
  }

  private mutating func flush(_ write: (UnsafeRawBufferPointer) throws -> Void) throws {
    guard !output.isEmpty else { return }
    try output.withUnsafeBytes(write)
    output.removeAll(keepingCapacity: true)
  }
}
