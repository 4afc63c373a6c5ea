package import Binance
package import Recording

/// Turns recorded frames into messages. Knows nothing of the frames before, so that blocks can be
/// decoded beside each other.
package struct FrameDecoder: Sendable {
  private let messages: MessageDecoder

  package init(wanted: MessageKinds) { messages = MessageDecoder(wanted: wanted) }

  /// Whether messages of a kind become entries.
  func wants(_ kind: MessageKind) -> Bool { messages.wanted.contains(kind) }

  /// Decodes one record of a block's bytes.
  package func decode(
    _ header: RecordHeader, record: Int32, in bytes: borrowing Span<UInt8>,
    into batch: inout FrameBatch
  ) {
    batch.frameCount += 1
    batch.payloadBytes += header.payload.count
    if batch.firstReceivedNs == nil { batch.firstReceivedNs = header.receivedNs }
    batch.lastReceivedNs = header.receivedNs
    let frame = FrameReference(
      receivedNs: header.receivedNs, connection: header.connection, record: record)
    switch header.kind {
    case .text: messages.decodeText(bytes, header.payload, frame, into: &batch.messages)
    case .response: messages.decodeResponse(bytes, header.payload, frame, into: &batch.messages)
    case .archive: messages.decodeArchive(bytes, header.payload, frame, into: &batch.messages)
    case .opened, .lost, .gap: mark(header, record, bytes, into: &batch)
    default: break
    }
  }

  /// Takes in a record from before the range asked for: connections that it opened may be open in it.
  package func decodeContext(
    _ header: RecordHeader, in bytes: borrowing Span<UInt8>, into batch: inout FrameBatch
  ) {
    guard header.kind == .opened || header.kind == .lost else { return }
    mark(header, 0, bytes, into: &batch)
    batch.marks[batch.marks.count - 1].isContext = true
  }

  private func mark(
    _ header: RecordHeader, _ record: Int32, _ bytes: borrowing Span<UInt8>,
    into batch: inout FrameBatch
  ) {
    let text = header.payload.prefix(FrameMark.textBytesMax).map { bytes[$0] }
    batch.marks.append(
      FrameMark(
        kind: header.kind, record: record, connection: header.connection,
        receivedNs: header.receivedNs, text: String(decoding: text, as: UTF8.self)))
  }
}
