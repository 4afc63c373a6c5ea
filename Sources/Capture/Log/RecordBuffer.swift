package import Recording

/// Records in their order, in one piece of memory.
package struct RecordBuffer: Sendable {
  package private(set) var bytes: [UInt8] = []
  /// `payload` says where in `bytes`.
  package var frames: [RecordHeader] = []

  package init() {}

  package mutating func append(
    receivedNs: Int64, connection: UInt32, kind: FrameKind, _ payload: UnsafeRawBufferPointer
  ) {
    let start = bytes.count
    bytes.append(contentsOf: payload)
    frames.append(
      RecordHeader(
        receivedNs: receivedNs, connection: connection, kind: kind, payload: start..<bytes.count))
  }

  package mutating func append(_ other: RecordBuffer) {
    other.withEach {
      append(receivedNs: $0.receivedNs, connection: $0.connection, kind: $0.kind, $1)
    }
  }

  package mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    frames.removeAll(keepingCapacity: true)
  }

  package mutating func reserveCapacity(bytes: Int, frames: Int) {
    self.bytes.reserveCapacity(bytes)
    self.frames.reserveCapacity(frames)
  }

  /// Calls `body` with each record and its payload.
  package func withEach(_ body: (RecordHeader, UnsafeRawBufferPointer) -> Void) {
    bytes.withUnsafeBytes { bytes in
      for frame in frames { body(frame, UnsafeRawBufferPointer(rebasing: bytes[frame.payload])) }
    }
  }
}
