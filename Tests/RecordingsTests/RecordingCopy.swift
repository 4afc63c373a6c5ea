import Recording
import Replay

/// A recording written anew, with blocks and segments of other sizes.
struct RecordingCopy {
  let recording: Recording
  /// Bytes of all payloads.
  private(set) var rawBytes = 0

  init(
    _ original: Recording, to path: String, blockRawBytes: Int, segmentRawBytesMax: Int = 2 << 30
  ) throws {
    var options = RecordingWriter.Options()
    options.blockRawBytes = blockRawBytes
    options.segmentRawBytesMax = segmentRawBytesMax
    options.rotateNs = nil
    options.sync = .never
    options.minFreeBytes = 0
    options.level = 1
    let writer = try RecordingWriter(
      directory: path, session: SessionInfo(id: "copy", tool: "test", host: ""), options: options,
      startNs: original.segments.first?.firstReceivedNs ?? 0)
    var lastNs: Int64 = 0
    var bytesSoFar = 0
    try RecordingPlayer(original).play { step, bytes in
      guard case .frame(let header, _) = step else { return true }
      lastNs = header.receivedNs
      bytesSoFar += header.payload.count
      // The writer writes these itself.
      if header.kind == .metadata || header.kind == .end { return true }
      try writer.append(
        receivedNs: header.receivedNs, connection: header.connection, kind: header.kind,
        payload: bytes.extracting(header.payload))
      return true
    }
    try writer.close(receivedNs: lastNs)
    rawBytes = bytesSoFar
    recording = try Recording(paths: [path])
  }
}
