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
  /// Damage comes as in `RecordingReader`: at its place, as a batch with `damage` set.
  package func run(_ body: (inout FrameBatch) throws -> Bool) throws {
    var reader = RecordingReader(recording, range: range)
    try WorkerPool.run(
      workers: workerCount, output: { FrameBatch() },
      worker: { [recording, decoder, range] in
        let blocks = BatchDecoder(recording, decoder, range)
        return { (step: BlockStep, batch: inout FrameBatch) in
          try blocks.decode(step, into: &batch)
        }
      },
      next: { try reader.nextBlock() }, take: body)
  }
}

/// Decodes the records of blocks that lie in a range of receive times. One per thread.
private struct BatchDecoder {
  private let reader: BlockReader
  private let decoder: FrameDecoder
  private let columns: ColumnFrames
  private let range: TimeRange

  init(_ recording: Recording, _ decoder: FrameDecoder, _ range: TimeRange) {
    reader = BlockReader(recording)
    columns = ColumnFrames(decoder)
    self.decoder = decoder
    self.range = range
  }

  func decode(_ step: BlockStep, into batch: inout FrameBatch) throws {
    batch.removeAll()
    switch step {
    case .damage(let damage): batch.damage = damage
    case .block(let block):
      batch.location = block.frame(0)
      do {
        if try !decodeColumns(of: block, into: &batch) { try decodeText(of: block, into: &batch) }
      } catch RecordingError.damaged(let damage) {
        batch.damage = damage
      }
    }
  }

  private func decodeText(of block: BlockLocation, into batch: inout FrameBatch) throws {
    try reader.read(block)
    try reader.forEachRecord(of: block) { ordinal, record, bytes in
      let isContext = range.isBefore(record.receivedNs)
      guard isContext || range.contains(record.receivedNs) else { return }
      decoder.decode(
        Frame(record, in: bytes, at: block.frame(ordinal), isContext: isContext), into: &batch)
    }
  }

  /// Decodes a packed block by its columns.
  ///
  /// - Returns: false if it has none, if the range cuts it, or if they are not possible or not enough:
  ///   then it is to be read as text, which tells why.
  private func decodeColumns(
    of block: BlockLocation, into batch: inout FrameBatch
  ) throws -> Bool {
    guard range.contains(block.header.firstReceivedNs), range.contains(block.header.lastReceivedNs),
      let packed = try columns.columns(of: block, reader)
    else { return false }
    if let isRight = try? columns.decode(packed, into: &batch), isRight { return true }
    batch.removeAll()
    batch.location = block.frame(0)
    return false
  }
}
