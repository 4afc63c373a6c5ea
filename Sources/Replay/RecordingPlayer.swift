package import Recording

/// Hands out a recording's frames one at a time, in order: for whoever paces, steps or prints them.
///
/// It waits for nothing itself; its owner asks a `Pacer` when a frame is due.
package struct RecordingPlayer {
  private let recording: Recording
  private let range: TimeRange

  package init(_ recording: Recording, range: TimeRange = .all) {
    self.recording = recording
    self.range = range
  }

  /// What a player comes across.
  package enum Step {
    case frame(RecordHeader, FrameLocation)
    case damage(Damage)
  }

  /// Calls `body` with every step, in order, and the bytes of the block that a frame lies in (none
  /// for a damage). `body` returns false to stop. Throws what `body` throws.
  package func play(_ body: (Step, borrowing Span<UInt8>) throws -> Bool) throws {
    var cursor = BlockCursor(recording, fromNs: range.fromNs, toNs: range.toNs)
    let reader = BlockReader(recording)
    let none: [UInt8] = []
    while let step = try cursor.next() {
      do {
        switch step {
        case .damage(let damage): throw RecordingError.damaged(damage)
        case .block(let location):
          guard try play(location, reader, body) else { return }
        }
      } catch RecordingError.damaged(let damage) {
        guard try body(.damage(damage), none.span) else { return }
      }
    }
  }

  /// Gives the frames of one block; false if `body` wants no more.
  private func play(
    _ location: BlockLocation, _ reader: BlockReader,
    _ body: (Step, borrowing Span<UInt8>) throws -> Bool
  ) throws -> Bool {
    struct Stopped: Error {}
    try reader.read(location)
    do {
      try reader.forEachRecord(of: location) { ordinal, header, bytes in
        guard range.contains(header.receivedNs) || range.isBefore(header.receivedNs) else { return }
        guard try body(.frame(header, location.frame(ordinal)), bytes) else { throw Stopped() }
      }
    } catch is Stopped {
      return false
    }
    return true
  }
}
