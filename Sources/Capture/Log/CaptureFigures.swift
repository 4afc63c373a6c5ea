/// Figures of a recording that is being made, from its start.
package struct CaptureFigures: Equatable, Sendable {
  /// Written to the recording and committed.
  package var frames: Int64 = 0
  package var payloadBytes: Int64 = 0
  package var lastSequence: Int64 = 0
  package var lastReceivedNs: Int64 = 0
  /// Of the blocks that are sealed.
  package var sealedRawBytes: Int64 = 0
  package var diskBytes: Int64 = 0
  /// Blocks that were compressed in a hurry.
  package var quickBlocks: Int64 = 0
  /// Taken from the sockets after the recording had failed.
  package var unwrittenFrames: Int64 = 0
  package var recorder = RecorderCounts()

  package init() {}

  /// Raw bytes to bytes on the disk, of what is sealed.
  package var ratio: Double? {
    diskBytes > 0 ? Double(sealedRawBytes) / Double(diskBytes) : nil
  }
}
