/// Makes a damaged recording whole again, as far as that goes: `tool repair`.
///
/// It seals tails, marks ends, replaces damaged bytes in segments by a `g` record, saves a block of
/// which only the header is damaged, and gives segments the names that their metadata says.
/// Nothing is destroyed: whatever is cut lies in a `.damaged` file beside the segment.
package struct Repair: Sendable {
  /// What was done, in order.
  package private(set) var actions: [RecoveryAction] = []
  /// What a verification finds afterwards: losses that nothing can bring back.
  package private(set) var verification: Verification

  /// Repairs a folder.
  ///
  /// - Parameters:
  ///   - output: where to; a folder that does not exist or is empty, to which everything is copied
  ///     first. nil: in place.
  ///   - packed: what decodes packed blocks, as for `Recording`.
  ///   - host: name of this machine, for others who want to write there meanwhile.
  /// - Throws: `RecordingError.locked` while a writer works there.
  package init(
    directory: String, output: String? = nil, packed: (any PackedBlockDecoding.Type)? = nil,
    host: String = "this machine", disk: DiskAccess = .system
  ) throws {
    let directory = DiskFolder.trimmed(directory)
    guard DiskFolder.item(directory) == .folder else {
      _ = try DiskFile(reading: directory)
      throw RecordingError.refused(
        "\(directory): repair works on a recording's folder, this is a file: name its folder")
    }
    let folder = output ?? directory
    if let output { try FolderCopy.copy(directory, to: output, disk) }
    let lock = try RecordingLock(directory: folder, host: host, session: "repair")
    do {
      // Names first: recovery goes by them.
      actions += try SegmentRenaming.run(folder, packed)
      actions += try Recovery(directory: folder, disk: disk, isThorough: true).run()
      for segment in try Recording(paths: [folder], packed: packed).segments {
        var repair = try SegmentRepair(segment, disk, packed: packed)
        actions += try repair.run()
      }
      lock.release(isClean: true)
    } catch {
      lock.release(isClean: false)
      throw error
    }
    verification = try Verification(Recording(paths: [folder], packed: packed))
  }
}

/// Copies a recording's files to another folder.
enum FolderCopy {
  static func copy(_ directory: String, to output: String, _ disk: DiskAccess) throws {
    if DiskFolder.item(output) == .folder, !(try DiskFolder.names(output).isEmpty) {
      throw RecordingError.refused("\(output): the folder is not empty: name a new one")
    }
    try DiskFolder.create(output)
    for name in try DiskFolder.names(directory)
    where SegmentName.isSegment(name) || TailName(name) != nil {
      try copyFile(directory + "/" + name, to: output + "/" + name, disk)
    }
  }

  private static func copyFile(
    _ path: String, to other: String, _ disk: DiskAccess
  ) throws(RecordingError) {
    let file = try DiskFile(reading: path)
    let copy = try DiskFile(creating: other)
    try copy.append(contentsOf: file, 0..<(try file.byteCount()), disk)
    try copy.sync(disk)
  }
}

/// Gives segments the names that their first records say.
enum SegmentRenaming {
  static func run(
    _ directory: String, _ packed: (any PackedBlockDecoding.Type)?
  ) throws -> [RecoveryAction] {
    let recording = try Recording(paths: [directory], packed: packed)
    let reader = BlockReader(recording)
    var moves: [(from: String, to: String)] = []
    for (index, segment) in recording.segments.enumerated() {
      guard let wanted = try wantedName(segment, index, reader), wanted != segment.name else {
        continue
      }
      moves.append((segment.name, wanted))
    }
    let conflicts = settle(&moves, present: Set(try DiskFolder.names(directory)))
    // A wanted name may belong to a file that is renamed too, so all files get a passing name
    // first.
    for move in moves {
      try rename(move.from, to: move.from + ".renaming", in: directory)
    }
    for move in moves {
      try rename(move.from + ".renaming", to: move.to, in: directory)
    }
    return moves.map {
      RecoveryAction(path: "\(directory)/\($0.from)", what: "renamed to \($0.to)")
    }
      + conflicts.map {
        RecoveryAction(
          path: "\(directory)/\($0.from)",
          what: "not renamed: it says that it is \($0.to), and another file has that name; compare "
            + "the two, and move one of them out of the folder")
      }
  }

  /// Takes out moves to a name that another file keeps, or that an earlier move takes. Two files
  /// that want one name are copies of each other, and neither may replace the other.
  ///
  /// A file that then does not move keeps its own name, which yet another may want. So this is
  /// repeated until nothing changes.
  private static func settle(
    _ moves: inout [(from: String, to: String)], present: Set<String>
  ) -> [(from: String, to: String)] {
    var conflicts: [(from: String, to: String)] = []
    while true {
      var taken = present.subtracting(moves.map(\.from))
      let granted = moves.filter { taken.insert($0.to).inserted }
      guard granted.count < moves.count else { return conflicts }
      let names = Set(granted.map(\.from))
      conflicts += moves.filter { !names.contains($0.from) }
      moves = granted
    }
  }

  private static func wantedName(
    _ segment: SegmentFile, _ index: Int, _ reader: BlockReader
  ) throws -> String? {
    var walk = try SegmentWalk(segment, index: index)
    guard case .block(let location)? = try walk.next(), location.header.blockNumber == 0 else {
      return nil
    }
    do {
      try reader.read(location)
    } catch RecordingError.damaged {
      return nil
    }
    let payload: [UInt8]? = reader.withBytes { bytes in
      var at = 0
      guard let record = try? RecordParser.next(in: bytes, at: &at), record.kind == .metadata
      else { return nil }
      return copy(bytes.extracting(record.payload))
    }
    guard let metadata = payload.flatMap({ SegmentMetadata(payload: $0) }),
      SegmentName.isSession(metadata.session.id), metadata.startNs >= 0,
      metadata.session.tag == location.header.sessionTag, metadata.segmentNumber >= 1
    else { return nil }
    var name = SegmentName(
      startNs: metadata.startNs, session: metadata.session.id, number: metadata.segmentNumber)
    name.isPacked = segment.name.hasSuffix(SegmentName.packedSuffix)
    return name.fileName
  }

  private static func rename(_ name: String, to other: String, in directory: String) throws {
    try DiskFolder.rename(directory + "/" + name, to: directory + "/" + other)
  }
}
