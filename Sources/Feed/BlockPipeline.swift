import Binance
import Dispatch
package import Recording

/// Decodes a recording on several threads and hands the batches out in the recording's order.
///
/// Inflating and scanning are nine tenths of the work and know nothing of the blocks before, so
/// workers do them; what needs order is done by whoever calls `run`, on its own thread:
/// ```
///   cursor ─▶ slot 0 ─ worker 0 ─┐
///          ─▶ slot 1 ─ worker 1 ─┼─▶ body(batch), in block order
///          ─▶ slot 2 ─ worker 0 ─┘
/// ```
package struct BlockPipeline {
  /// Slots per worker: one at work and one waiting keep a worker from idling.
  private static let slotsPerWorker = 2

  private let recording: Recording
  private let decoder: FrameDecoder
  private let range: TimeRange
  private let workerCount: Int

  package init(
    _ recording: Recording, decoder: FrameDecoder, range: TimeRange = .all, workerCount: Int = 2
  ) {
    self.recording = recording
    self.decoder = decoder
    self.range = range
    self.workerCount = max(1, workerCount)
  }

  /// Calls `body` with every block's batch, in order, on the calling thread; it returns false to
  /// stop. Damaged places come as batches with `damage` set. Throws what the cursor or `body` throws.
  package func run(_ body: (inout FrameBatch) throws -> Bool) throws {
    let slots = (0..<workerCount * Self.slotsPerWorker).map { _ in Slot() }
    let finished = DispatchGroup()
    for worker in 0..<workerCount { start(worker, slots, finished) }
    var filled = 0
    var taken = 0
    defer {
      // Also after a throw: no slot is touched while a worker has it.
      for index in taken..<filled { slots[index % slots.count].done.wait() }
      for slot in slots { slot.stop() }
      finished.wait()
    }
    var cursor = BlockCursor(recording, fromNs: range.fromNs, toNs: range.toNs)
    var isAtEnd = false
    while true {
      while !isAtEnd && filled - taken < slots.count {
        guard let step = try cursor.next() else {
          isAtEnd = true
          break
        }
        slots[filled % slots.count].fill(step)
        filled += 1
      }
      guard taken < filled else { return }
      let slot = slots[taken % slots.count]
      slot.done.wait()
      taken += 1
      if let failure = slot.failure { throw failure }
      guard try body(&slot.batch) else { return }
    }
  }

  /// Worker `w` of `n` serves slots w, w + n, … in turn, which is the order they are filled in.
  private func start(_ worker: Int, _ slots: [Slot], _ finished: DispatchGroup) {
    let mine = stride(from: worker, to: slots.count, by: workerCount).map { slots[$0] }
    let (recording, decoder, range) = (recording, decoder, range)
    // A queue of its own always gets a thread. The global queue has as many as there are cores: pinned
    // to one, the second worker would not begin before Dispatch noticed that the first one waits.
    DispatchQueue(label: "tapedeck.decode.\(worker)").async(group: finished) {
      let reader = BlockReader(recording)
      let columns = ColumnFrames(decoder)
      while true {
        for slot in mine {
          slot.ready.wait()
          guard let step = slot.step else { return }
          do {
            try decodeBlock(step, reader, decoder, columns, range, into: &slot.batch)
          } catch {
            slot.failure = error
          }
          slot.done.signal()
        }
      }
    }
  }

  /// One block's way between the caller and a worker. The semaphores say whose turn it is, so the
  /// fields are never touched from two threads at once.
  private final class Slot: @unchecked Sendable {
    let ready = DispatchSemaphore(value: 0)
    let done = DispatchSemaphore(value: 0)
    var step: BlockStep?
    var batch = FrameBatch()
    /// Why reading failed for a reason that is not in the recording: no memory, no permission.
    var failure: (any Error)?

    func fill(_ step: BlockStep) {
      self.step = step
      ready.signal()
    }

    func stop() {
      step = nil
      ready.signal()
    }
  }
}

/// Reads a block and decodes the records of it that lie in a range of receive times.
private func decodeBlock(
  _ step: BlockStep, _ reader: BlockReader, _ decoder: FrameDecoder, _ columns: ColumnFrames,
  _ range: TimeRange, into batch: inout FrameBatch
) throws {
  batch.removeAll()
  switch step {
  case .damage(let damage): batch.damage = damage
  case .block(let block):
    batch.location = block.frame(0)
    do {
      if try decodeColumns(block, reader, columns, range, into: &batch) { return }
      try reader.read(block)
      try reader.forEachRecord(of: block) { ordinal, header, bytes in
        let isContext = range.isBefore(header.receivedNs)
        guard isContext || range.contains(header.receivedNs) else { return }
        decoder.decode(
          Frame(header, in: bytes, at: block.frame(ordinal), isContext: isContext), into: &batch)
      }
    } catch RecordingError.damaged(let damage) {
      batch.damage = damage
    }
  }
}

/// Decodes a packed block by its columns.
///
/// - Returns: false if it has none, if the range cuts it, or if they are not possible or not enough:
///   then it is to be read as text, which tells why.
private func decodeColumns(
  _ block: BlockLocation, _ reader: BlockReader, _ columns: ColumnFrames, _ range: TimeRange,
  into batch: inout FrameBatch
) throws -> Bool {
  guard range.contains(block.header.firstReceivedNs), range.contains(block.header.lastReceivedNs),
    let packed = try columns.columns(of: block, reader)
  else { return false }
  if let isRight = try? columns.decode(packed, into: &batch), isRight { return true }
  batch.removeAll()
  batch.location = block.frame(0)
  return false
}
