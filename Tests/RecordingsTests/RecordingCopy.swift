import Recording

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
    var reader = RecordingReader(original)
    while let step = try reader.next() {
      guard case .frame(let frame) = step else { continue }
      lastNs = frame.receivedNs
      bytesSoFar += frame.payload.count
      // The writer writes these itself.
      if frame.kind == .metadata || frame.kind == .end { continue }
      try writer.append(
        receivedNs: frame.receivedNs, connection: frame.connection, kind: frame.kind,
        payload: frame.payload)
    }
    try writer.close(receivedNs: lastNs)
    rawBytes = bytesSoFar
    recording = try Recording(paths: [path])
  }
}
