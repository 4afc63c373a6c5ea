/// A recording with the same records in larger, more tightly compressed blocks: `tool compact`.
///
/// Each segment keeps its name, its records and their sequence numbers: `zcat` gives the same bytes.
package struct Compaction: Sendable {
  package struct Options: Sendable {
    /// zlib's compression level.
    package var level = 9
    /// Raw bytes of a block.
    package var blockRawBytes = 1 << 20

    package init() {}
  }

  package private(set) var segmentCount = 0
  /// Bytes of the segments before and after.
  package private(set) var bytesBefore: Int64 = 0
  package private(set) var bytesAfter: Int64 = 0
  /// Segments left as they were, with the reason.
  package private(set) var left: [String] = []

  /// Compacts a folder.
  ///
  /// Each new segment is read back and compared with the old one, byte for byte of its records,
  /// before it is kept.
  ///
  /// - Parameters:
  ///   - output: a new or empty folder; nil replaces the segments in place.
  ///   - progress: is given the raw bytes done so far, block by block; what it throws ends the work.
  /// - Throws: `RecordingError.damaged` if the source is damaged: repair it first. Whatever is thrown,
  ///   nothing of a new folder stays; in place, each segment is the old one or the whole new one.
  package init(
    directory: String, output: String?, options: Options = Options(), host: String = "this machine",
    disk: DiskAccess = .system, progress: (Int64) throws -> Void = { _ in }
  ) throws {
    guard (1...9).contains(options.level),
      (1...RecordingLimits.blockRawBytesWantedMax).contains(options.blockRawBytes)
    else {
      throw RecordingError.refused(
        "level \(options.level) and blocks of \(options.blockRawBytes) bytes: expected 1 to 9 and 1 "
          + "to \(RecordingLimits.blockRawBytesWantedMax)")
    }
    if let output, DiskFolder.item(output) == .folder, !(try DiskFolder.names(output).isEmpty) {
      throw RecordingError.refused("\(output): the folder is not empty: name a new one")
    }
    guard DiskFolder.item(directory) == .folder else {
      _ = try DiskFile(reading: directory)
      throw RecordingError.refused(
        "\(directory): compact works on a recording's folder, this is a file: name its folder")
    }
    let directory = DiskFolder.trimmed(directory)
    let target = output.map(DiskFolder.trimmed) ?? directory
    let newFolders = DiskFolder.missing(target)
    try DiskFolder.create(target)
    do {
      let lock = try RecordingLock(directory: target, host: host, session: "compact")
      defer { lock.release(isClean: lock.interruptedSessions.isEmpty) }
      try compact(directory, to: target, isInPlace: output == nil, options, disk: disk, progress)
    } catch {
      for folder in newFolders { DiskFolder.removeIfEmpty(folder) }
      throw error
    }
  }

  private mutating func compact(
    _ directory: String, to target: String, isInPlace: Bool, _ options: Options, disk: DiskAccess,
    _ progress: (Int64) throws -> Void
  ) throws {
    let recording = try Recording(paths: [directory])
    var made: [String] = []
    var rawBytes: Int64 = 0
    do {
      for index in recording.segments.indices {
        let segment = recording.segments[index]
        guard !segment.name.hasSuffix(SegmentName.packedSuffix) else {
          left.append("\(segment.name): packed: 'tool unpack' it first")
          continue
        }
        guard !isInPlace || segment.tails.isEmpty else {
          left.append("\(segment.name): not sealed yet")
          continue
        }
        var compactor = SegmentCompactor(recording, index, to: target, options, disk: disk)
        let byteCount = try compactor.run { try progress(rawBytes + $0) }
        made.append(segment.name)
        segmentCount += 1
        bytesBefore += segment.byteCount
        bytesAfter += byteCount
        rawBytes += compactor.rawBytes
      }
    } catch {
      // A folder with some of the segments would look like the whole recording.
      if !isInPlace { for name in made { try? DiskFolder.remove(target + "/" + name) } }
      throw error
    }
  }
}
