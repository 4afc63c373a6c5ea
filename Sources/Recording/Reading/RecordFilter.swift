/// Which records of a recording are wanted. What is nil does not restrict.
package struct RecordFilter: Sendable {
  package var kinds: Set<FrameKind>?
  package var connections: Set<UInt32>?
  /// Sequence numbers, which run through a session.
  package var sequences: ClosedRange<Int64>?
  /// Receive time at or after, ns since the Unix epoch.
  package var fromNs: Int64?
  /// Receive time before, ns since the Unix epoch.
  package var toNs: Int64?

  package init() {}

  func accepts(_ frame: Frame) -> Bool {
    if let fromNs, frame.receivedNs < fromNs { return false }
    if let toNs, frame.receivedNs >= toNs { return false }
    if let sequences, !sequences.contains(frame.location.sequence) { return false }
    if let kinds, !kinds.contains(frame.kind) { return false }
    if let connections, !connections.contains(frame.connection) { return false }
    return true
  }

  /// Whether a block can hold a wanted record, by its header alone.
  func accepts(_ header: BlockHeader) -> Bool {
    guard let sequences else { return true }
    return header.firstSequence <= sequences.upperBound
      && header.nextSequence > sequences.lowerBound
  }
}
