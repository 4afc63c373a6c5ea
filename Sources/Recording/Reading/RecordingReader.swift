/// Reads a recording in its order, plain or packed: by blocks, of which only the headers are looked at,
/// or frame by frame.
///
/// ```
///   nextBlock ─▶ header of a block ─▶ nextFrame, nextFrame, … nil   (or nextBlock: it is passed over)
///             ─▶ damage
/// ```
/// Damage is a step of its own, between the steps of the blocks around it, and reading goes on behind it:
/// so it is where a header is damaged, and where a block's data is. Thrown is only what is not the
/// recording's fault: no permission, a broken disk.
///
/// It asks no clock and starts no thread: who plays does that.
package struct RecordingReader: ~Copyable {
  private var cursor: BlockCursor
  private var frames: BlockFrames

  /// - Parameter range: of receive times. From before it come the blocks that say which connections are
  ///   open in it; their frames are marked `isContext`.
  package init(_ recording: Recording, range: TimeRange = .all) {
    cursor = BlockCursor(recording, fromNs: range.fromNs, toNs: range.toNs)
    frames = BlockFrames(recording, range: range)
  }

  /// The next block, or damage; nil at the end. What is left of the block at hand is passed over.
  package mutating func nextBlock() throws -> BlockStep? {
    if let damage = frames.damage {
      frames.begin(nil)
      return .damage(damage)
    }
    let step = try cursor.next()
    if case .block(let block) = step { frames.begin(block) } else { frames.begin(nil) }
    return step
  }

  /// The next frame of the block at hand; nil behind its last, and where the rest cannot be read: then
  /// the next step is the damage.
  @_lifetime(&self)
  package mutating func nextFrame() throws -> Frame? { try frames.next() }

  /// Whether nothing of the block at hand was damaged so far: behind its last frame, whether all of it
  /// could be read.
  package var isBlockWhole: Bool { frames.damage == nil }

  /// What a reader meets who wants every frame.
  package enum Step: ~Escapable {
    case frame(Frame)
    case damage(Damage)
  }

  /// The next frame or damage of the recording; nil at the end.
  @_lifetime(&self)
  package mutating func next() throws -> Step? {
    if case .damage(let damage) = try lookAhead() { return .damage(damage) }
    guard let frame = try frames.next() else { return nil }
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
      if let record = try frames.find() { return .frame(receivedNs: record.receivedNs) }
      guard let step = try nextBlock() else { return nil }
      if case .damage(let damage) = step { return .damage(damage) }
    }
  }
}
