import Recording

/// A recording's records, one at a time, in their order. Blocks that cannot be read are passed over
/// and counted.
final class RecordTape {
  private var cursor: BlockCursor
  private let reader: BlockReader
  private var headers: [RecordHeader] = []
  private var at = 0
  private var isAtEnd = false
  /// Places that could not be read, and what the first of them was.
  private(set) var damageCount = 0
  private(set) var firstDamage: String?

  init(_ recording: Recording) {
    cursor = BlockCursor(recording)
    reader = BlockReader(recording)
  }

  /// When the next record was received, ns since the epoch; nil at the end.
  func nextReceivedNs() -> Int64? {
    while at == headers.count, !isAtEnd { loadBlock() }
    return at < headers.count ? headers[at].receivedNs : nil
  }

  /// Takes the record that `nextReceivedNs` told of.
  func take(_ body: (Frame) -> Void) {
    guard at < headers.count else { return }
    let header = headers[at]
    at += 1
    reader.withBytes { body(Frame(header, in: $0, at: FrameLocation())) }
  }

  private func loadBlock() {
    headers.removeAll(keepingCapacity: true)
    at = 0
    do {
      switch try cursor.next() {
      case nil: isAtEnd = true
      case .damage(let damage): note(damage.message)
      case .block(let location):
        try reader.read(location)
        try reader.forEachRecord(of: location) { _, header, _ in headers.append(header) }
      }
    } catch RecordingError.damaged(let damage) {
      note(damage.message)
    } catch {
      // The disk, not the recording: what follows cannot be had either.
      note("\(error)")
      isAtEnd = true
    }
  }

  private func note(_ text: String) {
    damageCount += 1
    firstDamage = firstDamage ?? text
  }
}
