package import Recording

/// Frames in the order of their receipt, in one piece of memory: what the sockets hand to the log, and
/// the log to whoever looks at the frames. At any moment one of them owns it.
package final class FrameChunk: @unchecked Sendable {
  /// Beyond this, another chunk begins.
  package static let bytesMax = 256 << 10
  private static let frameCostBytes = MemoryLayout<RecordHeader>.stride

  package var records = RecordBuffer()
  /// Number of the first frame in its session; set by the log.
  package var firstSequence: Int64 = 0
  /// Frames that were left out before this one, because the watcher was behind; set by the log.
  package var skippedBefore: Int64 = 0

  package init() { records.reserveCapacity(bytes: FrameChunk.bytesMax, frames: 1024) }

  package var bytes: [UInt8] { records.bytes }
  package var frames: [RecordHeader] { records.frames }

  package var isFull: Bool { bytes.count >= FrameChunk.bytesMax || frames.count >= 8192 }
  /// What it takes of a queue's room.
  package var cost: Int { bytes.count + frames.count * FrameChunk.frameCostBytes }
  /// One that held a huge frame is not worth keeping.
  package var isReusable: Bool { bytes.capacity <= 4 * FrameChunk.bytesMax }

  package static func cost(_ payloadBytes: Int) -> Int { payloadBytes + frameCostBytes }

  package func removeAll() {
    records.removeAll()
    skippedBefore = 0
  }
}
