/// Segments packed: `tool pack`.
///
/// A packed segment holds the same records in columns, and what it takes to make the plain segment's
/// bytes again. It is written under another name, synced, read back and compared with its source, and
/// only then gets its own.
package struct Packing: Sendable {
  package struct Options: Sendable {
    /// Unpacks each segment again, in memory, and compares it with its source.
    package var verifies = true
    /// Deletes each segment that was packed; only after verifying.
    package var replaces = false
    /// Blocks packed at the same time.
    package var workerCount = 2

    package init() {}
  }

  package internal(set) var segmentCount = 0
  /// Bytes of the segments before and after, and of their records.
  package internal(set) var bytesBefore: Int64 = 0
  package internal(set) var bytesAfter: Int64 = 0
  package internal(set) var rawBytes: Int64 = 0
  /// Members whose records come back in other compressed bytes: another zlib made them.
  package internal(set) var otherMemberCount = 0
  package internal(set) var memberCount = 0
  /// Segments left as they are, with the reason.
  package internal(set) var left: [String] = []

  static let lockName = "pack.lock"

  /// Packs segments.
  ///
  /// - Parameters:
  ///   - output: the folder for the packed segments; nil puts each beside its source.
  ///   - progress: told the bytes of the sources done so far, out of `bytesToDo`.
  /// - Throws: `RecordingError.damaged` where a source is damaged: repair it first.
  package init(
    _ recording: Recording, output: String?, options: Options = Options(),
    host: String = "this machine", disk: DiskAccess = .system,
    progress: (_ done: Int64, _ of: Int64) -> Void = { _, _ in }
  ) throws {
    precondition(options.verifies || !options.replaces, "nothing is deleted unverified")
    let jobs = try ConversionJobs(
      recording, output: output, from: SegmentName.suffix, host: host, left: &left)
    defer { jobs.release() }
    let total = jobs.segments.reduce(0) { $0 + $1.byteCount }
    for segment in jobs.segments {
      guard try SegmentPacker.isEnded(segment) else {
        left.append("\(segment.name): not ended yet")
        continue
      }
      var packer = SegmentPacker(segment, to: try jobs.path(for: segment), options, disk)
      let before = bytesBefore
      try packer.run { progress(before + $0, total) }
      segmentCount += 1
      bytesBefore += segment.byteCount
      bytesAfter += packer.packedBytes
      rawBytes += packer.rawBytes
      memberCount += packer.memberCount
      otherMemberCount += packer.otherMemberCount
    }
  }
}
