package import Capture
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
