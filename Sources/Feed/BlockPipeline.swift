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
      if let failure = slot.batch.failure { throw failure }
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
          decodeBlock(step, recording, reader, decoder, columns, range, into: &slot.batch)
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
  _ step: BlockStep, _ recording: Recording, _ reader: BlockReader, _ decoder: FrameDecoder,
  _ columns: ColumnFrames, _ range: TimeRange, into batch: inout FrameBatch
) {
  batch.removeAll()
  switch step {
  case .damage(let damage): batch.damage = damage
  case .block(let location):
    batch.place = BlockPlace(location, in: recording)
    do {
      if try decodeColumns(location, recording, reader, columns, range, into: &batch) { return }
      try reader.read(location)
      try reader.forEachRecord(of: location) { ordinal, header, bytes in
        if range.contains(header.receivedNs) {
          decoder.decode(header, record: Int32(clamping: ordinal), in: bytes, into: &batch)
        } else if range.isBefore(header.receivedNs) {
          decoder.decodeContext(header, in: bytes, into: &batch)
        }
      }
    } catch RecordingError.damaged(let damage) {
      batch.damage = damage
    } catch {
      batch.failure = error
    }
  }
}

/// Decodes a packed block by its columns.
///
/// - Returns: false if it has none, if the range cuts it, or if they are not possible or not enough:
///   then it is to be read as text, which tells why.
private func decodeColumns(
  _ location: BlockLocation, _ recording: Recording, _ reader: BlockReader,
  _ columns: ColumnFrames, _ range: TimeRange, into batch: inout FrameBatch
) throws -> Bool {
  guard range.contains(location.header.firstReceivedNs),
    range.contains(location.header.lastReceivedNs),
    let block = try columns.columns(of: location, reader)
  else { return false }
  if let isRight = try? columns.decode(block, into: &batch), isRight { return true }
  batch.removeAll()
  batch.place = BlockPlace(location, in: recording)
  return false
}
