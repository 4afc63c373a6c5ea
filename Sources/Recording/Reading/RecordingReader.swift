/// Reads a recording in its order, plain or packed: by blocks, of which only the headers are looked at,
/// or frame by frame.
///
/// ```
///   nextBlock ─▶ header of a block ─▶ nextFrame, nextFrame, … nil   (or nextBlock: it is passed over)
///             ─▶ damage
/// ```
/// Damage is treated in one way, whoever reads: whether a header shows it or a block's data, it comes as
/// a step of its own at its place in the recording, and reading goes on behind it. Only what is not the
/// recording's fault is thrown: no permission, a broken disk.
///
/// It asks no clock and starts no thread: `Replay` does that.
package struct RecordingReader: ~Copyable {
  private let range: TimeRange
  private var cursor: BlockCursor
  private let blocks: BlockReader
  /// The block at hand, and whether its data has been read.
  private var block: BlockLocation?
  private var isRead = false
  private var raw: [UInt8] = []
  private var rawCount = 0
  private var offset = 0
  private var ordinal = 0
  /// The frame that was found last and not taken yet.
  private var ahead: RecordHeader?
  /// What is damaged in the data of the block at hand: the next step.
  private var damage: Damage?

  /// - Parameter range: of receive times. From before it come the blocks that say which connections are
  ///   open in it; their frames are marked `isContext`.
  package init(_ recording: Recording, range: TimeRange = .all) {
    self.range = range
    cursor = BlockCursor(recording, fromNs: range.fromNs, toNs: range.toNs)
    blocks = BlockReader(recording)
  }

  /// The next block, or damage; nil at the end. What is left of the block at hand is passed over.
  package mutating func nextBlock() throws -> BlockStep? {
    block = nil
    ahead = nil
    if let damage {
      self.damage = nil
      return .damage(damage)
    }
    let step = try cursor.next()
    guard case .block(let location) = step else { return step }
    block = location
    isRead = false
    return step
  }

  /// The next frame of the block at hand; nil behind its last, and where the rest cannot be read: then
  /// the next step is the damage.
  @_lifetime(&self)
  package mutating func nextFrame() throws -> Frame? {
    guard let (record, location) = try takeRecord() else { return nil }
    return Frame(
      record, in: raw.span.extracting(0..<rawCount), at: location,
      isContext: range.isBefore(record.receivedNs))
  }

  /// Whether nothing of the block at hand was damaged so far: behind its last frame, whether all of it
  /// could be read.
  package var isBlockWhole: Bool { damage == nil }

  /// What a reader meets who wants every frame.
  package enum Step: ~Escapable {
    case frame(Frame)
    case damage(Damage)
  }

  /// The next frame or damage of the recording; nil at the end.
  @_lifetime(&self)
  package mutating func next() throws -> Step? {
    if case .damage(let damage) = try lookAhead() { return .damage(damage) }
    guard let (record, location) = try takeRecord() else { return nil }
    let frame = Frame(
      record, in: raw.span.extracting(0..<rawCount), at: location,
      isContext: range.isBefore(record.receivedNs))
    return .frame(frame)
  }

  /// Lends the frame that `lookAhead` found, and takes it: for an owner that is a class, out of whose
  /// properties no borrowed frame can be handed.
  package mutating func takeFrame(_ body: (Frame) -> Void) throws {
    guard let frame = try nextFrame() else { return }
    body(frame)
  }

  /// What comes next.
  package enum Ahead {
    case frame(receivedNs: Int64)
    case damage(Damage)
  }

  /// Looks at what comes next: a frame, which stays to be taken by `next`, or damage, which is taken
  /// hereby; nil at the end.
  package mutating func lookAhead() throws -> Ahead? {
    while true {
      if let record = try findRecord() { return .frame(receivedNs: record.receivedNs) }
      guard let step = try nextBlock() else { return nil }
      if case .damage(let damage) = step { return .damage(damage) }
    }
  }

  // MARK: - Records of the block at hand

  private mutating func takeRecord() throws -> (RecordHeader, FrameLocation)? {
    guard let record = try findRecord(), let block else { return nil }
    ahead = nil
    ordinal += 1
    return (record, block.frame(ordinal - 1))
  }

  /// The record that comes next in the block, if it is not behind the range.
  private mutating func findRecord() throws -> RecordHeader? {
    if let ahead { return ahead }
    guard let block, damage == nil else { return nil }
    do {
      if !isRead { try readData(of: block) }
      var at = offset
      defer { offset = at }
      while let record = try RecordParser.next(in: raw.span.extracting(0..<rawCount), at: &at) {
        if range.contains(record.receivedNs) || range.isBefore(record.receivedNs) {
          ahead = record
          return record
        }
        ordinal += 1
      }
    } catch RecordingError.damaged(let found) {
      damage = found
    } catch let error as RecordError {
      damage = blocks.damage(block, recordsBefore: ordinal, error)
    }
    return nil
  }

  private mutating func readData(of block: BlockLocation) throws {
    isRead = true
    (rawCount, offset, ordinal) = (0, 0, 0)
    rawCount = try blocks.read(block, into: &raw)
  }
}
