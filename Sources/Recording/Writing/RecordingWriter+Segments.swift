extension RecordingWriter {
  func isRotationDue(_ nowNs: Int64) -> Bool {
    if segmentRawBytes >= options.segmentRawBytesMax { return true }
    guard let rotateNs = options.rotateNs else { return false }
    return nowNs / rotateNs > segmentStartNs / rotateNs
  }

  func rotate(at nowNs: Int64) throws {
    // The next file is made before this segment says that one follows. If the writer dies between
    // the two, recovery finds an empty file. The other way round someone would look for a segment
    // that never was.
    var next = segment
    try ending { () throws(RecordingError) in
      next = try RecordingWriter.create(
        directory, session, number: segmentNumber + 1, startNs: nowNs, options, disk: disk)
    }
    try endSegment(at: nowNs, sessionEnds: false)
    segment = next
    segmentNumber += 1
    segmentStartNs = nowNs
    segmentRawBytes = 0
    try beginSegment(at: nowNs)
  }

  /// `m`, and what a reader must know of the open connections.
  func beginSegment(at nowNs: Int64) throws {
    let metadata = SegmentMetadata(
      session: session, segmentNumber: segmentNumber, startNs: nowNs,
      previousLastSequence: lastSequence)
    try put(nowNs, .metadata, metadata.payload)
    for entry in connections.entries {
      try put(nowNs, connection: entry.connection, entry.kind, entry.payload.span)
    }
    if connections.leftOut > 0 {
      let reason = "open connections had too many records to restate them all"
      try put(
        nowNs, .gap,
        Array("{\"reason\":\"\(reason)\",\"notRestated\":\(connections.leftOut)}".utf8))
    }
    // Restatements are no reason to rotate again at once.
    segmentRawBytes = 0
  }

  func endSegment(at nowNs: Int64, sessionEnds: Bool) throws {
    let payload = SegmentEnd(lastSequence: lastSequence + 1, sessionEnds: sessionEnds).payload
    try put(nowNs, .end, payload)
    try roll(endsSegment: true)
  }
}
