import Recording

/// The payloads of a recording's records of some kinds, in order; throws at the first damage.
func payloads(_ folder: String, kinds: [FrameKind] = [.text]) throws -> [[UInt8]] {
  let recording = try Recording(paths: [folder])
  var cursor = BlockCursor(recording)
  let reader = BlockReader(recording)
  var found: [[UInt8]] = []
  while let step = try cursor.next() {
    switch step {
    case .damage(let damage): throw RecordingError.damaged(damage)
    case .block(let location):
      try reader.read(location)
      try reader.forEachRecord(of: location) { _, record, bytes in
        if kinds.contains(record.kind) { found.append(record.payload.map { bytes[$0] }) }
      }
    }
  }
  return found
}
