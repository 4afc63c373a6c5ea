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
  ///   - damage: is given each damage; printing goes on behind it.
  ///   - write: takes the next piece of the text.
  /// - Returns: the number of records written.
  package mutating func print(
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
  private mutating func add(_ frame: Frame) {
    if form == .numbered { add(UInt64(frame.location.sequence)) }
    if form != .payloads {
      add(UInt64(frame.receivedNs))
      add(UInt64(frame.connection))
      output.append(frame.kind.rawValue)
      output.append(space)
      add(UInt64(frame.payload.count))
    }
    frame.payload.withUnsafeBufferPointer { output.append(contentsOf: $0) }
    output.append(UInt8(ascii: "\n"))
  }

  /// A number in decimal and a space.
  private mutating func add(_ number: UInt64) {
    let start = output.count
    var rest = number
    repeat {
      output.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    output[start...].reverse()
    output.append(space)
  }

  private mutating func flush(_ write: (UnsafeRawBufferPointer) throws -> Void) throws {
    guard !output.isEmpty else { return }
    try output.withUnsafeBytes(write)
    output.removeAll(keepingCapacity: true)
  }
}

private let space = UInt8(ascii: " ")
