/// Packed segments made plain again: `tool unpack`.
package struct Unpacking: Sendable {
  package struct Options: Sendable {
    /// Deletes each packed segment that was unpacked whole.
    package var replaces = false
    /// Blocks unpacked at the same time.
    package var workerCount = 2

    package init() {}
  }

  package internal(set) var segmentCount = 0
  /// Bytes of the segments before and after, and of their records.
  package internal(set) var bytesBefore: Int64 = 0
  package internal(set) var bytesAfter: Int64 = 0
  package internal(set) var rawBytes: Int64 = 0
  package internal(set) var memberCount = 0
  /// Members whose records come back in other compressed bytes: another zlib made them.
  package internal(set) var otherMemberCount = 0
  /// What could not be read; the rest was unpacked.
  package internal(set) var damages: [Damage] = []
  /// Segments left as they are, with the reason.
  package internal(set) var left: [String] = []

  /// Unpacks segments.
  ///
  /// - Parameters:
  ///   - output: the folder for the plain segments; nil puts each beside its source.
  ///   - progress: told the bytes of the sources done so far, out of how many.
  package init(
    _ recording: Recording, output: String?, options: Options = Options(),
    host: String = "this machine", disk: DiskAccess = .system,
    progress: (_ done: Int64, _ of: Int64) -> Void = { _, _ in }
  ) throws {
    let jobs = try ConversionJobs(
      recording, output: output, from: SegmentName.packedSuffix, host: host, left: &left)
    defer { jobs.release() }
    let total = jobs.segments.reduce(0) { $0 + $1.byteCount }
    for segment in jobs.segments {
      var unpacker = SegmentUnpacker(segment, to: try jobs.path(for: segment), options, disk)
      let before = bytesBefore
      try unpacker.run { progress(before + $0, total) }
      segmentCount += 1
      bytesBefore += segment.byteCount
      bytesAfter += unpacker.plainBytes
      rawBytes += unpacker.digest.rawBytes
      memberCount += unpacker.memberCount
      otherMemberCount += unpacker.otherMemberCount
      damages += unpacker.damages
    }
  }
}
