/// Part of a recording as a recording of its own: `tool cut`.
///
/// It replays alone: the connections open at its begin, and what was subscribed, are restated. Losses
/// of the source are told in it by `g` records.
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
    var cursor = BlockCursor(recording, fromNs: fromNs, toNs: toNs)
    let reader = BlockReader(recording)
    while let step = try cursor.next() {
      switch step {
      case .damage(let damage): try add(damage, &cutter)
      case .block(let location):
        do {
          try reader.read(location)
          let folder = recording.segments[location.segment].directory
          try reader.forEachRecord(of: location) { ordinal, record, bytes in
            try cutter.add(location, ordinal, record, bytes, folder: folder)
          }
        } catch RecordingError.damaged(let damage) {
          try add(damage, &cutter)
        }
      }
    }
    try cutter.finish()
    recordCount = cutter.recordCount
    firstReceivedNs = cutter.firstReceivedNs
    lastReceivedNs = cutter.lastReceivedNs
  }

  private mutating func add(_ damage: Damage, _ cutter: inout Cutter) throws {
    damages.append(damage)
    try cutter.add(damage)
  }
}
