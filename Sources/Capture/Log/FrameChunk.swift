package import Recording

/// Frames in the order of their receipt, in one piece of memory: what the sockets hand to the log, and
/// the log to whoever looks at the frames. At any moment one of them owns it.
package final class FrameChunk: @unchecked Sendable {
  /// Beyond this, another chunk begins.
  package static let bytesMax = 256 << 10
  private static let frameCostBytes = MemoryLayout<RecordHeader>.stride

  package private(set) var bytes: [UInt8] = []
  /// `payload` says where in `bytes`.
  package var frames: [RecordHeader] = []
  /// Number of the first frame in its session; set by the log.
  package var firstSequence: Int64 = 0
  /// Frames that were left out before this one, because the watcher was behind; set by the log.
  package var skippedBefore: Int64 = 0

  package init() {
    bytes.reserveCapacity(FrameChunk.bytesMax)
    frames.reserveCapacity(1024)
  }

  package var isFull: Bool { bytes.count >= FrameChunk.bytesMax || frames.count >= 8192 }
  /// What it takes of a queue's room.
  package var cost: Int { bytes.count + frames.count * FrameChunk.frameCostBytes }
  /// One that held a huge frame is not worth keeping.
  package var isReusable: Bool { bytes.capacity <= 4 * FrameChunk.bytesMax }

  package static func cost(_ payloadBytes: Int) -> Int { payloadBytes + frameCostBytes }

  package func append(
    receivedNs: Int64, connection: UInt32, kind: FrameKind, _ payload: UnsafeRawBufferPointer
  ) {
    let start = bytes.count
    bytes.append(contentsOf: payload)
    frames.append(
      RecordHeader(
        receivedNs: receivedNs, connection: connection, kind: kind, payload: start..<bytes.count))
  }

  /// Shows the text frames to a watch.
  package func show(to watch: inout StreamWatch) {
    if skippedBefore > 0 { watch.skipped(nowNs: frames.first?.receivedNs ?? 0) }
    bytes.withUnsafeBytes { bytes in
      for frame in frames where frame.kind == .text {
        watch.seen(
          UnsafeRawBufferPointer(rebasing: bytes[frame.payload]), on: frame.connection,
          receivedNs: frame.receivedNs)
      }
    }
  }

  package func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    frames.removeAll(keepingCapacity: true)
    skippedBefore = 0
  }
}
