/// The `o` and `T` records of the connections that are open, to be restated in the next segment, so
/// that each segment replays alone.
struct OpenConnections {
  struct Entry {
    let connection: UInt32
    let kind: FrameKind
    let payload: [UInt8]
  }

  /// In the order of their receipt.
  private(set) var entries: [Entry] = []
  private var byteCount = 0
  /// `T` records of open connections that were too many to keep.
  private(set) var leftOut = 0

  mutating func note(_ connection: UInt32, _ kind: FrameKind, _ payload: borrowing Span<UInt8>) {
    switch kind {
    case .opened:
      forget(connection)
      add(connection, kind, payload)
    case .textSent:
      add(connection, kind, payload)
    case .lost:
      forget(connection)
    default: break
    }
  }

  /// Whether a record says what is known already.
  func holds(
    _ connection: UInt32, _ kind: FrameKind, _ payload: borrowing Span<UInt8>
  ) -> Bool {
    for entry in entries where entry.connection == connection && entry.kind == kind {
      guard entry.payload.count == payload.count else { continue }
      var isSame = true
      for index in entry.payload.indices where entry.payload[index] != payload[index] {
        isSame = false
      }
      if isSame { return true }
    }
    return false
  }

  private mutating func add(
    _ connection: UInt32, _ kind: FrameKind, _ payload: borrowing Span<UInt8>
  ) {
    guard byteCount + payload.count <= RecordingLimits.restatedBytesMax,
      entries.count < RecordingLimits.restatedRecordsMax
    else {
      leftOut += 1
      return
    }
    let copy = payload.withUnsafeBufferPointer { Array($0) }
    byteCount += copy.count
    entries.append(Entry(connection: connection, kind: kind, payload: copy))
  }

  private mutating func forget(_ connection: UInt32) {
    entries.removeAll { entry in
      guard entry.connection == connection else { return false }
      byteCount -= entry.payload.count
      return true
    }
  }
}
