/// The frames of a block, one after the other. One per thread; its buffers are reused from block to
/// block.
///
/// Nothing of a block is read before its first frame is asked for. Where the rest cannot be read, its
/// frames end and `damage` says why.
package struct BlockFrames: ~Copyable {
  /// Reads what frames do not give: the block as it lies in the file.
  package let reader: BlockReader
  private let range: TimeRange
  private enum Phase { case unread, reading, over }

  /// Looked at for each frame, in place of `block` and `damage`, whose copies cost more than all else
  /// here.
  private var phase = Phase.over
  private var block: BlockLocation?
  private var raw: [UInt8] = []
  private var rawCount = 0
  private var offset = 0
  /// Where the next record lies.
  private var location = FrameLocation()
  /// The record that was found last and not taken yet.
  private var ahead: RecordHeader?
  /// What cannot be read of the block at hand.
  package private(set) var damage: Damage?

  /// - Parameter range: of receive times. Frames from before it are marked `isContext`; those behind it
  ///   are passed over.
  package init(_ recording: Recording, range: TimeRange) {
    reader = BlockReader(recording)
    self.range = range
  }

  /// Goes on to a block; nil for none.
  package mutating func begin(_ block: BlockLocation?) {
    self.block = block
    phase = block == nil ? .over : .unread
    ahead = nil
    damage = nil
  }

  /// The next frame; nil behind the last, and where the rest cannot be read.
  ///
  /// - Throws: what is not the recording's fault.
  @_lifetime(&self)
  package mutating func next() throws -> Frame? {
    guard let record = try find() else { return nil }
    ahead = nil
    let location = location
    self.location.record += 1
    return Frame(
      record, in: raw.span.extracting(0..<rawCount), at: location,
      isContext: range.isBefore(record.receivedNs))
  }

  /// The record that `next` takes.
  mutating func find() throws -> RecordHeader? {
    if let ahead { return ahead }
    guard phase != .over else { return nil }
    do {
      if phase == .unread { try readData() }
      var at = offset
      defer { offset = at }
      while let record = try RecordParser.next(in: raw.span.extracting(0..<rawCount), at: &at) {
        if let toNs = range.toNs, record.receivedNs >= toNs {
          location.record += 1
          continue
        }
        ahead = record
        return record
      }
      phase = .over
    } catch {
      try end(because: error)
    }
    return nil
  }

  @inline(never)
  private mutating func readData() throws {
    guard let block else { return }
    phase = .reading
    (rawCount, offset, location) = (0, 0, block.frame(0))
    rawCount = try reader.read(block, into: &raw)
  }

  /// The rest of the block cannot be read.
  ///
  /// - Throws: the error, if it is not the recording's fault.
  @inline(never)
  private mutating func end(because error: any Error) throws {
    phase = .over
    switch error {
    case RecordingError.damaged(let found): damage = found
    case let error as RecordError:
      damage = block.map { reader.damage($0, recordsBefore: Int(location.record), error) }
    default: throw error
    }
  }
}
