package import Capture
import Dispatch
import Recording
import Synchronization

/// The bounded queue between the sockets and the log.
///
/// ```
/// event loop ─append─▶ filling chunk ─▶ full chunks ─take─▶ log thread ─▶ watcher ─▶ spare chunks
/// ```
/// Appending is one copy under a lock that is never held for longer. When the disk is so slow that
/// the queue is full, whole frames are dropped and counted per stream; as soon as half of it is free
/// a `g` record says so, where they are missing.
package final class FrameIntake: Sendable {
  private static let lossReason = "the queue to the disk was full"
  private static let sparesMax = 64

  private let costMax: Int
  private let state = Mutex(IntakeState())
  private let wakeUp = DispatchSemaphore(value: 0)

  package init(bytesMax: Int = CaptureLimits.queueBytesMax) { costMax = bytesMax }

  /// Takes records in their order, or drops those for which there is no room. Records of the capture itself
  /// and control frames (anything but data and REST answers) always find room.
  package func append(_ records: RecordBuffer) {
    guard !records.frames.isEmpty else { return }
    state.withLock { state in
      guard !state.isClosed else { return }
      records.withEach { append($0, $1, &state) }
    }
  }

  private func append(
    _ frame: RecordHeader, _ payload: UnsafeRawBufferPointer, _ state: inout IntakeState
  ) {
    state.lastReceivedNs = frame.receivedNs
    let isData = frame.kind == .text || frame.kind == .binary || frame.kind == .response
    let room = isData ? costMax : costMax + CaptureLimits.queueReserveBytes
    let cost = state.cost + FrameChunk.cost(payload.count)
    guard cost <= room || state.cost == 0, !isData || !state.isLosing || hasRoom(state) else {
      state.isLosing = true
      state.loss.add(
        stream: LossTally.stream(of: payload, connection: frame.connection),
        payloadBytes: payload.count)
      return
    }
    if state.isLosing, hasRoom(state) { reportLoss(&state) }
    put(frame, payload, &state)
  }

  /// The end of a socket read: what was appended may be taken.
  package func flush() {
    let mustWake = state.withLock { state in
      defer { state.isConsumerWaiting = false }
      return state.isConsumerWaiting
    }
    if mustWake { wakeUp.signal() }
  }

  /// Nothing comes any more.
  package func close() {
    state.withLock { $0.isClosed = true }
    flush()
  }

  /// Bytes that wait, and frames dropped since the last `g` record.
  package var backlog: (bytes: Int, losing: Int64) {
    state.withLock { ($0.cost, $0.loss.frameCount) }
  }

  /// So much waits for the disk that whoever reads from a socket does well to let the network wait.
  package var isPressed: Bool { state.withLock { $0.cost > costMax / 2 } }

  // MARK: - The log's side

  /// Everything that has come; waits for something up to a time. Nil: closed, and nothing is left.
  func take(waitingNs: Int64) -> [FrameChunk]? {
    let first = takeNow(willWait: true)
    if first.isClosed || !first.chunks.isEmpty {
      return first.chunks.isEmpty ? nil : first.chunks
    }
    _ = wakeUp.wait(timeout: .now() + .nanoseconds(Int(waitingNs)))
    let second = takeNow(willWait: false)
    return second.isClosed && second.chunks.isEmpty ? nil : second.chunks
  }

  /// The chunk's frames are in the log: their room is free again.
  func finished(cost: Int) { state.withLock { $0.cost -= cost } }

  /// Gives a chunk back for reuse.
  package func recycle(_ chunk: FrameChunk) {
    guard chunk.isReusable else { return }
    chunk.removeAll()
    state.withLock { if $0.spares.count < FrameIntake.sparesMax { $0.spares.append(chunk) } }
  }

  private func takeNow(willWait: Bool) -> (chunks: [FrameChunk], isClosed: Bool) {
    state.withLock { state in
      if state.isLosing, hasRoom(state) || state.isClosed { reportLoss(&state) }
      if !state.filling.frames.isEmpty { state.rotate() }
      let chunks = state.full
      state.full = []
      state.isConsumerWaiting = willWait && chunks.isEmpty && !state.isClosed
      return (chunks, state.isClosed)
    }
  }

  private func hasRoom(_ state: borrowing IntakeState) -> Bool { state.cost <= costMax / 2 }

  private func reportLoss(_ state: inout IntakeState) {
    let payload = state.loss.payload(reason: FrameIntake.lossReason)
    state.isLosing = false
    state.loss.removeAll()
    let frame = RecordHeader(
      receivedNs: state.lastReceivedNs, connection: 0, kind: .gap, payload: 0..<payload.count)
    payload.withUnsafeBytes { put(frame, $0, &state) }
  }

  private func put(
    _ frame: RecordHeader, _ payload: UnsafeRawBufferPointer, _ state: inout IntakeState
  ) {
    state.filling.records.append(
      receivedNs: frame.receivedNs, connection: frame.connection, kind: frame.kind, payload)
    state.cost += FrameChunk.cost(payload.count)
    if state.filling.isFull { state.rotate() }
  }
}

private struct IntakeState {
  var filling = FrameChunk()
  var full: [FrameChunk] = []
  var spares: [FrameChunk] = []
  /// Of `full` and `filling`, and of what the log has taken and not finished.
  var cost = 0
  var loss = LossTally()
  var isLosing = false
  var lastReceivedNs: Int64 = 0
  var isConsumerWaiting = false
  var isClosed = false

  mutating func rotate() {
    full.append(filling)
    filling = spares.popLast() ?? FrameChunk()
  }
}
