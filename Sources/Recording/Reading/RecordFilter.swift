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

  package func accepts(_ record: RecordHeader, sequence: Int64) -> Bool {
    if let fromNs, record.receivedNs < fromNs { return false }
    if let toNs, record.receivedNs >= toNs { return false }
    if let sequences, !sequences.contains(sequence) { return false }
    if let kinds, !kinds.contains(record.kind) { return false }
    if let connections, !connections.contains(record.connection) { return false }
    return true
  }

  /// Whether a block can hold a wanted record, by its header alone.
  func accepts(_ header: BlockHeader) -> Bool {
    guard let sequences else { return true }
    return header.firstSequence <= sequences.upperBound
      && header.nextSequence > sequences.lowerBound
  }
}
