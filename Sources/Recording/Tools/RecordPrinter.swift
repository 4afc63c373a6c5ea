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
  private let output = RawBlock(capacity: 2 * RecordPrinter.pieceBytes)

  /// The text is handed on in pieces of about this size.
  private static let pieceBytes = 64 << 10

  package init(filter: RecordFilter = RecordFilter(), form: Form = .records) {
    self.filter = filter
    self.form = form
  }

  /// Writes the wanted records.
  ///
  /// - Parameters:
  ///   - damage: is given each damage; printing goes on behind it.
  ///   - write: takes the next piece of the text.
  /// - Returns: the number of records written.
  package func print(
    _ recording: Recording, damage: (Damage) throws -> Void,
    write: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> Int64 {
    let range = TimeRange(fromNs: filter.fromNs, toNs: filter.toNs)
    var reader = RecordingReader(recording, range: range)
    var count: Int64 = 0
    while let step = try reader.nextBlock() {
      switch step {
      case .damage(let found): try damage(found)
      case .block(let block):
        guard !block.isContext, filter.accepts(block.header) else { continue }
        while let frame = try reader.nextFrame() {
          guard filter.accepts(frame) else { continue }
          add(frame)
          count += 1
          if output.count >= RecordPrinter.pieceBytes { try flush(write) }
        }
      }
    }
    try flush(write)
    return count
  }

  /// A record has one spelling, so this is how it lies in the recording.
  private func add(_ frame: Frame) {
    if form == .numbered { output.append(number: frame.location.sequence) }
    if form == .payloads {
      output.append(line: frame.payload)
    } else {
      output.append(
        receivedNs: frame.receivedNs, connection: frame.connection, kind: frame.kind,
        payload: frame.payload)
    }
  }

  private func flush(_ write: (UnsafeRawBufferPointer) throws -> Void) throws {
    guard !output.isEmpty else { return }
    try write(output.bytes)
    output.reset(firstSequence: 0, blockNumber: 0)
  }
}
