import Capture
import Dispatch
package import Recording
import Synchronization

/// Writes what the sockets received into the recording, on a thread of its own, and hands it on to
/// the watcher only then.
///
/// A commit holds all that came since the last one: at least one socket read, and many where `GatherPace`
/// says so.
package final class LogThread: @unchecked Sendable {
  private let writer: RecordingWriter
  private let intake: FrameIntake
  private let recorded: RecordedFrames
  private let counters: CaptureCounters
  private let nowNs: @Sendable () -> Int64
  private let done = DispatchGroup()
  private let failure = Mutex<(any Error)?>(nil)

  private let gathers: Bool
  private var pace = GatherPace()

  private static let idleNs: Int64 = 100_000_000

  /// - Parameter nowNs: the time now, by the clock that frames are stamped with.
  package init(
    writer: RecordingWriter, intake: FrameIntake, recorded: RecordedFrames,
    counters: CaptureCounters,
    gathers: Bool = true, nowNs: @escaping @Sendable () -> Int64
  ) {
    self.gathers = gathers
    self.writer = writer
    self.intake = intake
    self.recorded = recorded
    self.counters = counters
    self.nowNs = nowNs
  }

  package func start() {
    DispatchQueue(label: "tapedeck.log", qos: .userInitiated).async(group: done) { self.run() }
  }

  /// What stopped it, if it failed.
  package var error: (any Error)? { failure.withLock { $0 } }

  /// Waits until everything is written and the session ended, after the intake was closed.
  package func wait() { done.wait() }

  private func run() {
    while let chunks = intake.take(waitingNs: LogThread.idleNs) {
      do {
        for chunk in chunks { try append(chunk) }
        if !chunks.isEmpty { try writer.commit() }
        try writer.tick(nowNs: nowNs())
      } catch {
        return fail(error, losing: chunks)
      }
      // They belong to others once they are published.
      let shouldRest = gathers && shouldRest(after: chunks)
      publish(chunks)
      if shouldRest { rest() }
    }
    do { try writer.close(receivedNs: nowNs()) } catch { fail(error, losing: []) }
    counters.note(writer)
  }

  private func shouldRest(after chunks: [FrameChunk]) -> Bool {
    let frames = chunks.reduce(0) { $0 + $1.frames.count }
    let bytes = chunks.reduce(0) { $0 + $1.bytes.count }
    return pace.shouldRest(frames: frames, bytes: bytes, nowNs: MachineClock.monotonicNs())
  }

  private func rest() { pause(microseconds: UInt32(CaptureLimits.gatherNs / 1000)) }

  private func append(_ chunk: FrameChunk) throws {
    chunk.firstSequence = writer.lastSequence + 1
    let bytes = chunk.bytes
    for index in chunk.frames.indices {
      // The writer would raise it as well; the watcher must see what was written.
      chunk.records.frames[index].receivedNs = max(
        writer.lastReceivedNs, chunk.frames[index].receivedNs)
      let frame = chunk.frames[index]
      try writer.append(
        receivedNs: frame.receivedNs, connection: frame.connection, kind: frame.kind,
        payload: bytes.span.extracting(frame.payload))
    }
  }

  private func publish(_ chunks: [FrameChunk]) {
    counters.note(writer)
    for chunk in chunks {
      counters.note(chunk)
      let cost = chunk.cost
      if !recorded.offer(chunk) { intake.recycle(chunk) }
      // Last: an empty intake means that all of it can be looked at.
      intake.finished(cost: cost)
    }
  }

  /// Nothing is written any more; frames go on being taken, so that memory stays bounded, and are lost
  /// for the reason in `error`.
  private func fail(_ error: any Error, losing chunks: [FrameChunk]) {
    failure.withLock { $0 = $0 ?? error }
    counters.note(writer)
    lose(chunks)
    while let chunks = intake.take(waitingNs: LogThread.idleNs) { lose(chunks) }
  }

  private func lose(_ chunks: [FrameChunk]) {
    for chunk in chunks {
      counters.noteLost(chunk)
      intake.finished(cost: chunk.cost)
      intake.recycle(chunk)
    }
  }
}
