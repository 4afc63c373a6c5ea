package import Capture
import Synchronization

/// Recorded frames on their way to whoever looks at them: one who is too slow misses whole
/// chunks, and learns how many frames they held. Nobody can hold the log up.
package final class RecordedFrames: Sendable {
  private struct State {
    var chunks: [FrameChunk] = []
    var cost = 0
    var skipped: Int64 = 0
  }

  private let costMax: Int
  private let state = Mutex(State())

  package init(bytesMax: Int = CaptureLimits.watchBytesMax) { costMax = bytesMax }

  /// Offers a chunk; false if there is no room for it.
  func offer(_ chunk: FrameChunk) -> Bool {
    state.withLock { state in
      guard state.cost + chunk.cost <= costMax || state.chunks.isEmpty else {
        state.skipped += Int64(chunk.frames.count)
        return false
      }
      chunk.skippedBefore = state.skipped
      state.skipped = 0
      state.cost += chunk.cost
      state.chunks.append(chunk)
      return true
    }
  }

  /// The newest frames were skipped, and no chunk says so yet.
  var isBehind: Bool { state.withLock { $0.skipped > 0 } }

  /// Everything that waits.
  package func take() -> [FrameChunk] {
    state.withLock { state in
      defer {
        state.chunks = []
        state.cost = 0
      }
      return state.chunks
    }
  }
}
