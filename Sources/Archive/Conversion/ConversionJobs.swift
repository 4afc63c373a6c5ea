import Recording

/// The segments that a conversion is about, and where each goes.
struct ConversionJobs {
  private(set) var segments: [SegmentFile] = []
  private let output: String?
  private let locks: [RecordingLock]

  private static let lockName = "pack.lock"
  /// What a segment's name ends with until it is whole.
  static let unfinishedSuffix = ".converting"

  /// - Parameter from: suffix of the segments to convert; others are left.
  init(
    _ recording: Recording, output: String?, from suffix: String, host: String,
    left: inout [String]
  ) throws {
    self.output = output.map(DiskFolder.trimmed)
    for segment in recording.segments {
      if segment.isStream {
        left.append("\(segment.name): read from a stream: name the file or its folder")
      } else if segment.name.hasSuffix(suffix) {
        segments.append(segment)
      } else if output == nil, let source = try Self.interrupted(segment, suffix) {
        segments.append(source)
      } else {
        left.append(
          "\(segment.name): "
            + (SegmentName.isSegment(segment.name)
              ? (suffix == SegmentName.suffix ? "packed already" : "plain already")
              : "its name does not end with \(suffix)"))
      }
    }
    var targets: Set<String> = []
    for segment in segments
    where !targets.insert(self.output == nil ? segment.path : segment.name).inserted {
      throw RecordingError.refused(
        "\(segment.path): another segment of this name is given too; convert them one by one")
    }
    var directories: [String] = []
    // Folders in which nothing is left to do count too: a killed conversion may have left its lock
    // there.
    let folders = recording.segments.filter { !$0.isStream }.map(\.directory)
    for directory in self.output.map({ [$0] }) ?? folders
    where !directories.contains(directory) {
      directories.append(directory)
    }
    locks = try directories.map { directory in
      try DiskFolder.create(directory)
      return try RecordingLock(
        directory: directory, host: host, session: "pack", fileName: Self.lockName)
    }
    for directory in directories { try Self.removeUnfinished(directory) }
  }

  /// Removes what a killed conversion left unfinished, under the lock: no one else is at work.
  private static func removeUnfinished(_ directory: String) throws {
    for name in try DiskFolder.names(directory) where name.hasSuffix(unfinishedSuffix) {
      guard SegmentName.isSegment(String(name.dropLast(unfinishedSuffix.count))) else { continue }
      try DiskFolder.remove(directory + "/" + name)
    }
  }

  /// The source that still lies beside a converted segment, because a conversion was interrupted.
  private static func interrupted(
    _ segment: SegmentFile, _ suffix: String
  ) throws -> SegmentFile? {
    guard let name = SegmentName.counterpart(of: segment.name), name.hasSuffix(suffix) else {
      return nil
    }
    let path = segment.directory + "/" + name
    guard DiskFolder.item(path) == .file else { return nil }
    return try SegmentFile(path: path, name: name, tails: [])
  }

  /// Where the converted segment goes.
  func path(for segment: SegmentFile) throws -> String {
    let name = SegmentName.counterpart(of: segment.name) ?? segment.name
    let path = (output ?? segment.directory) + "/" + name
    // A file beside its source is the rest of an interrupted conversion, and is made again.
    if output != nil, DiskFolder.item(path) != .none {
      throw RecordingError.refused("\(path): there is such a file already: name another folder")
    }
    return path
  }

  func release() {
    for lock in locks { lock.release(isClean: true) }
  }
}
