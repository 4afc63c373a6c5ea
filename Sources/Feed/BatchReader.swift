import Archive
import Basics
package import Recording

/// Reads a recording as fast as the machine can: decodes its blocks on several threads and hands out the
/// batches in the recording's order.
///
/// Inflating and scanning are nine tenths of the work and know nothing of the blocks before, so workers
/// do them; what needs order is done by whoever calls `run`, on its own thread.
package struct BatchReader {
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
    self.workerCount = workerCount
  }

  /// Calls `body` with every block's batch, in order, on the calling thread; it returns false to stop.
  /// Damage comes as in `RecordingReader`: where it lies, as a batch with `damage` set.
  package func run(_ body: (inout FrameBatch) throws -> Bool) throws {
    var reader = RecordingReader(recording, range: range)
    try WorkerPool.run(
      workers: workerCount, output: { FrameBatch() },
      worker: { [recording, decoder, range] in
        var blocks = BatchDecoder(recording, decoder, range)
        return { (step: BlockStep, batch: inout FrameBatch) in
          try blocks.decode(step, into: &batch)
        }
      },
      next: { try reader.nextBlock() }, take: body)
  }
}

/// Decodes the records of blocks that lie in a range of receive times. One per thread.
private struct BatchDecoder: ~Copyable {
  private var frames: BlockFrames
  private let decoder: FrameDecoder
  private let columns: ColumnFrames
  private let range: TimeRange

  init(_ recording: Recording, _ decoder: FrameDecoder, _ range: TimeRange) {
    frames = BlockFrames(recording, range: range)
    columns = ColumnFrames(decoder)
    self.decoder = decoder
    self.range = range
  }

  mutating func decode(_ step: BlockStep, into batch: inout FrameBatch) throws {
    batch.removeAll()
    switch step {
    case .damage(let damage): batch.damage = damage
    case .block(let block):
      batch.location = block.frame(0)
      do {
        if try decodeColumns(of: block, into: &batch) { return }
      } catch RecordingError.damaged(let damage) {
        batch.damage = damage
        return
      }
      frames.begin(block)
      while let frame = try frames.next() { decoder.decode(frame, into: &batch) }
      batch.damage = frames.damage
    }
  }

  /// Decodes a packed block by its columns.
  ///
  /// - Returns: false if it has none, if the range cuts it, or if they are not possible or not enough:
  ///   then it is to be read as text, which says why.
  private func decodeColumns(
    of block: BlockLocation, into batch: inout FrameBatch
  ) throws -> Bool {
    guard range.contains(block.header.firstReceivedNs), range.contains(block.header.lastReceivedNs),
      let packed = try frames.reader.columns(of: block)
    else { return false }
    if let isRight = try? columns.decode(packed, into: &batch), isRight { return true }
    batch.removeAll()
    batch.location = block.frame(0)
    return false
  }
}
