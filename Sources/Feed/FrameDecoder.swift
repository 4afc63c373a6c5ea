package import Binance
package import Recording

/// Turns frames into messages. Knows nothing of the frames before, so that blocks can be decoded beside
/// each other.
package struct FrameDecoder: Sendable {
  private let messages: MessageDecoder
  /// REST's answers may hold aggregates in place of trades.
  private let answers: MessageDecoder

  package init(wanted: MessageKinds) {
    messages = MessageDecoder(wanted: wanted)
    answers = MessageDecoder(
      wanted: wanted.contains(.trade) ? wanted.union(MessageKinds(.aggTrade)) : wanted)
  }

  /// Whether messages of a kind become entries, wherever they come from.
  func wants(_ kind: MessageKind) -> Bool { messages.wanted.contains(kind) }

  /// Decodes one frame.
  package func decode(_ frame: Frame, into batch: inout FrameBatch) {
    if frame.isContext { return decodeContext(frame, into: &batch) }
    let payload = frame.payload
    batch.frameCount += 1
    batch.payloadBytes += payload.count
    if batch.firstReceivedNs == nil { batch.firstReceivedNs = frame.receivedNs }
    batch.lastReceivedNs = frame.receivedNs
    let reference = FrameReference(frame)
    switch frame.kind {
    case .text: messages.decodeText(payload, reference, into: &batch.messages)
    case .response: answers.decodeResponse(payload, reference, into: &batch.messages)
    case .archive: messages.decodeArchive(payload, reference, into: &batch.messages)
    case .metadata, .opened, .lost, .gap: note(frame, into: &batch)
    default: break
    }
  }

  /// Connections that were opened before the range asked for may be open in it.
  private func decodeContext(_ frame: Frame, into batch: inout FrameBatch) {
    switch frame.kind {
    case .metadata, .opened, .lost: note(frame, into: &batch)
    default: break
    }
  }

  private func note(_ frame: Frame, into batch: inout FrameBatch) {
    let payload = frame.payload
    let text = payload.extracting(first: RecorderNote.textBytesMax).withUnsafeBufferPointer {
      String(decoding: $0, as: UTF8.self)
    }
    batch.notes.append(
      RecorderNote(
        kind: frame.kind, frame: FrameReference(frame), text: text, isContext: frame.isContext))
  }
}

extension FrameReference {
  init(_ frame: Frame) {
    self.init(
      receivedNs: frame.receivedNs, connection: frame.connection, record: frame.location.record)
  }
}
