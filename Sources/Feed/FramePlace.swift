/// Where the frame at work lies, and when it was received: the evidence behind a trade or a fill.
package struct FramePlace: Sendable {
  package internal(set) var block = BlockPlace()
  /// The record's ordinal in its block.
  package internal(set) var record: Int32 = 0
  package internal(set) var receivedNs: Int64 = 0

  /// The record's number in its session.
  package var sequence: Int64 { block.firstSequence + Int64(record) }

  /// For people: the segment, the block with its byte offset in the file, and the record.
  package var text: String {
    "\(block.segment), block \(block.blockNumber) at byte \(block.fileOffset), record \(sequence)"
  }
}
