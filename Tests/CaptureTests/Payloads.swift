import Recording

/// The payloads of a recording's records of some kinds, in order; throws at the first damage.
func payloads(_ folder: String, kinds: [FrameKind] = [.text]) throws -> [[UInt8]] {
  var reader = RecordingReader(try Recording(paths: [folder]))
  var found: [[UInt8]] = []
  while let step = try reader.next() {
    switch step {
    case .damage(let damage): throw RecordingError.damaged(damage)
    case .frame(let frame):
      guard kinds.contains(frame.kind) else { continue }
      found.append(frame.payload.withUnsafeBufferPointer { Array($0) })
    }
  }
  return found
}
