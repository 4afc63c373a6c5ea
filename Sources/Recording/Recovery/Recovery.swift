/// Makes a folder whole again that a writer left without an end: cuts half-written members, seals
/// tails, marks the end. It is done before each session; doing it again changes nothing.
///
/// Nothing is thrown away: bytes are cut only if a tail holds the same records, or after they were
/// copied to a `.damaged` file beside.
package struct Recovery {
  let directory: String
  let disk: DiskAccess
  /// Looks at every segment, not only at those that the last writer can have left open.
  var isThorough = false
  /// Sessions of writers that did not give their lock back.
  var interruptedSessions: [String] = []

  /// Recovers every segment of a folder.
  ///
  /// - Parameter host: name of this machine, for others who want to write there meanwhile.
  /// - Throws: `RecordingError.locked` while a writer works there.
  package static func recover(
    directory: String, host: String = "this machine", disk: DiskAccess = .system
  ) throws -> [RecoveryAction] {
    let lock = try RecordingLock(directory: directory, host: host, session: "recovery")
    do {
      let actions = try Recovery(directory: directory, disk: disk, isThorough: true).run()
      lock.release(isClean: true)
      return actions
    } catch {
      lock.release(isClean: false)
      throw error
    }
  }

  /// Does it. The caller holds the folder's lock.
  func run() throws -> [RecoveryAction] {
    let names = try DiskFolder.names(directory)
    let tails = names.compactMap { TailName($0) }
    var actions: [RecoveryAction] = []
    for name in names where name.hasSuffix(SegmentName.suffix) {
      let own = tails.filter { $0.segmentName == name }
      guard isThorough || !own.isEmpty || isSuspect(name, names) else { continue }
      var recovery = SegmentRecovery(
        directory: directory, name: name, tails: own.sorted { $0.blockNumber < $1.blockNumber },
        disk: disk)
      actions += try recovery.run()
    }
    return actions
  }

  /// Whether a segment's session is the one that was interrupted, or the last one by name.
  private func isSuspect(_ name: String, _ names: [String]) -> Bool {
    guard let session = SegmentName(name)?.session else { return false }
    return interruptedSessions.contains(session)
      || session
        == names.last(where: { SegmentName($0) != nil }).flatMap { SegmentName($0) }?.session
  }
}

/// What recovery or repair did to a file, in words for a person.
package struct RecoveryAction: Equatable, Sendable, CustomStringConvertible {
  /// The file, with its folder.
  package let path: String
  package let what: String

  package var description: String { "\(path): \(what)" }
}
