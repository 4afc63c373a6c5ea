/// The segments that a conversion is about, and where each goes.
struct ConversionJobs {
  private(set) var segments: [SegmentFile] = []
  private let output: String?
  private let locks: [RecordingLock]

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
      } else {
        left.append(
          "\(segment.name): "
            + (SegmentName.isSegment(segment.name)
              ? "done already" : "its name does not end with \(suffix)"))
      }
    }
    var targets: Set<String> = []
    for segment in segments
    where !targets.insert(self.output == nil ? segment.path : segment.name).inserted {
      throw RecordingError.refused(
        "\(segment.path): another segment of this name is given too; convert them one by one")
    }
    var directories: [String] = []
    for directory in self.output.map({ [$0] }) ?? segments.map(\.directory)
    where !directories.contains(directory) {
      directories.append(directory)
    }
    locks = try directories.map { directory in
      try DiskFolder.create(directory)
      return try RecordingLock(
        directory: directory, host: host, session: "pack", fileName: Packing.lockName)
    }
  }

  /// Where the converted segment goes.
  func path(for segment: SegmentFile) throws -> String {
    let name = SegmentName.counterpart(of: segment.name) ?? segment.name
    let path = (output ?? segment.directory) + "/" + name
    // Beside its source it is what an interrupted conversion left, and is made again.
    if output != nil, DiskFolder.item(path) != .none {
      throw RecordingError.refused("\(path): there is such a file already: name another folder")
    }
    return path
  }

  func release() {
    for lock in locks { lock.release(isClean: true) }
  }
}
