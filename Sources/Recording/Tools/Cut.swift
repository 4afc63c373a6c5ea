/// Part of a recording as a recording of its own: `tool cut`.
///
/// It replays alone: the connections open where it begins, and what was subscribed, are restated. Its
/// `g` records report the losses of the source.
package struct Cut: Sendable {
  /// Records copied, without those that the new recording has of its own.
  package private(set) var recordCount: Int64 = 0
  package private(set) var firstReceivedNs: Int64?
  package private(set) var lastReceivedNs: Int64?
  /// Damage met in the part that was cut out.
  package private(set) var damages: [Damage] = []

  /// Copies what was received from `fromNs` on and before `toNs`.
  ///
  /// - Parameters:
  ///   - output: a folder, new or empty.
  ///   - session: of the new recording.
  /// - Throws: `RecordingError.nothingReceived`; `RecordingError.refused` if the source's sessions
  ///   overlap in time.
  package init(
    _ recording: Recording, fromNs: Int64?, toNs: Int64?, output: String, session: SessionInfo,
    options: RecordingWriter.Options = RecordingWriter.Options(), disk: DiskAccess = .system
  ) throws {
    if DiskFolder.item(output) == .folder, !(try DiskFolder.names(output).isEmpty) {
      throw RecordingError.refused("\(output): the folder is not empty: name a new one")
    }
    var cutter = Cutter(fromNs: fromNs, toNs: toNs) { startNs in
      try RecordingWriter(
        directory: output, session: session, options: options, startNs: startNs, disk: disk)
    }
    var reader = RecordingReader(recording, range: TimeRange(fromNs: fromNs, toNs: toNs))
    while let step = try reader.nextBlock() {
      switch step {
      case .damage(let damage):
        damages.append(damage)
        try cutter.add(damage)
      case .block(let block):
        let folder = recording.segments[block.segment].directory
        let session = Cutter.SessionKey(folder: folder, tag: block.header.sessionTag)
        while let frame = try reader.nextFrame() { try cutter.add(frame, of: session) }
      }
    }
    try cutter.finish()
    recordCount = cutter.recordCount
    firstReceivedNs = cutter.firstReceivedNs
    lastReceivedNs = cutter.lastReceivedNs
  }
}
