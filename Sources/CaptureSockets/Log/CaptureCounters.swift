import Recording
import Synchronization

/// What a capture has done so far, readable from any thread.
package final class CaptureCounters: Sendable {
  private let state = Mutex(CaptureFigures())

  package init() {}

  package var figures: CaptureFigures { state.withLock { $0 } }

  package func update(_ body: (inout CaptureFigures) -> Void) { state.withLock { body(&$0) } }

  func note(_ chunk: FrameChunk) {
    state.withLock {
      $0.frames += Int64(chunk.frames.count)
      $0.payloadBytes += Int64(chunk.bytes.count)
      $0.lastReceivedNs = chunk.frames.last?.receivedNs ?? $0.lastReceivedNs
    }
  }

  func noteLost(_ chunk: FrameChunk) {
    state.withLock { $0.unwrittenFrames += Int64(chunk.frames.count) }
  }

  func note(_ writer: RecordingWriter) {
    let sealed = writer.sealed
    state.withLock {
      $0.lastSequence = writer.lastSequence
      $0.sealedRawBytes = sealed.rawBytes
      $0.diskBytes = sealed.memberBytes
      $0.quickBlocks = sealed.quickBlocks
    }
  }
}

/// Figures of a capture, from its begin.
package struct CaptureFigures: Equatable, Sendable {
  /// Written to the recording and committed.
  package internal(set) var frames: Int64 = 0
  package internal(set) var payloadBytes: Int64 = 0
  package internal(set) var lastSequence: Int64 = 0
  package internal(set) var lastReceivedNs: Int64 = 0
  /// Of the blocks that are sealed.
  package internal(set) var sealedRawBytes: Int64 = 0
  package internal(set) var diskBytes: Int64 = 0
  /// Blocks that were compressed in a hurry.
  package internal(set) var quickBlocks: Int64 = 0
  /// Taken from the sockets after the recording had failed.
  package internal(set) var unwrittenFrames: Int64 = 0
  /// Connections that opened, and those of them that were lost without our wish.
  package var opened: Int64 = 0
  package var lost: Int64 = 0
  package var refused: Int64 = 0
  package var openNow: Int64 = 0
  package var requests: Int64 = 0
  package var requestsFailed: Int64 = 0
  package var holes: Int64 = 0
  package var holesFilled: Int64 = 0
  package var clockSteps: Int64 = 0

  package init() {}

  /// Raw bytes to bytes on the disk, of what is sealed.
  package var ratio: Double? {
    diskBytes > 0 ? Double(sealedRawBytes) / Double(diskBytes) : nil
  }
}
