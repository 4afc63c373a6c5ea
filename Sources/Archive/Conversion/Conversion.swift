package import Recording

/// What packing or unpacking came to.
package struct Conversion: Sendable {
  package internal(set) var segmentCount = 0
  /// Bytes of the segments before and after, and of their records.
  package internal(set) var bytesBefore: Int64 = 0
  package internal(set) var bytesAfter: Int64 = 0
  package internal(set) var rawBytes: Int64 = 0
  package internal(set) var memberCount = 0
  /// Members that unpacking gives back with the same records in other compressed bytes, because
  /// another zlib had made them. Packing counts them only while it verifies.
  package internal(set) var otherMemberCount = 0
  /// What could not be read; the rest was unpacked.
  package internal(set) var damages: [Damage] = []
  /// Segments left as they are, with the reason.
  package internal(set) var left: [String] = []

  package struct Options: Sendable {
    /// Packing: unpacks each segment again, in memory, and compares it with its source.
    package var verifies = true
    /// Deletes each segment that was converted whole; packed ones only after verifying.
    package var replaces = false
    /// Blocks at work at the same time.
    package var workerCount = 2

    package init() {}
  }

  /// Packs segments: `tool pack`.
  ///
  /// A packed segment holds the same records in columns, and what it takes to make the plain segment's
  /// bytes again. It is written under another name, synced, read back and compared with its source,
  /// and only then gets its own.
  ///
  /// - Parameters:
  ///   - output: the folder for the packed segments; nil puts each beside its source.
  ///   - progress: gets the bytes of the sources done so far, out of how many.
  /// - Throws: `RecordingError.damaged` where a source is damaged: repair it first.
  package static func pack(
    _ recording: Recording, output: String?, options: Options = Options(),
    host: String = "this machine", disk: DiskAccess = .system,
    progress: (_ done: Int64, _ of: Int64) -> Void = { _, _ in }
  ) throws -> Conversion {
    precondition(options.verifies || !options.replaces, "nothing is deleted unverified")
    return try convert(recording, to: output, from: SegmentName.suffix, host: host) {
      segment, path, total, conversion in
      guard try SegmentPacker.isEnded(segment) else {
        conversion.left.append("\(segment.name): not ended yet")
        return
      }
      var packer = SegmentPacker(
        ConvertedSegment(source: segment, path: path, disk: disk), options)
      let before = conversion.bytesBefore
      try packer.run { progress(before + $0, total) }
      conversion.segmentCount += 1
      conversion.bytesBefore += segment.byteCount
      conversion.bytesAfter += packer.packedBytes
      conversion.rawBytes += packer.rawBytes
      conversion.memberCount += packer.memberCount
      conversion.otherMemberCount += packer.otherMemberCount
    }
  }

  /// Makes packed segments plain again: `tool unpack`. What is damaged is reported and left out; in place,
  /// a segment with damage stays as it is.
  ///
  /// - Parameters:
  ///   - output: the folder for the plain segments; nil puts each beside its source.
  ///   - progress: gets the bytes of the sources done so far, out of how many.
  package static func unpack(
    _ recording: Recording, output: String?, options: Options = Options(),
    host: String = "this machine", disk: DiskAccess = .system,
    progress: (_ done: Int64, _ of: Int64) -> Void = { _, _ in }
  ) throws -> Conversion {
    try convert(recording, to: output, from: SegmentName.packedSuffix, host: host) {
      segment, path, total, conversion in
      var unpacker = SegmentUnpacker(
        ConvertedSegment(source: segment, path: path, disk: disk), options)
      let before = conversion.bytesBefore
      try unpacker.run { progress(before + $0, total) }
      conversion.damages += unpacker.damages
      if options.replaces, !unpacker.damages.isEmpty {
        conversion.left.append(
          "\(segment.name): damaged: 'tool repair' it first, or unpack it to another folder")
        return
      }
      conversion.segmentCount += 1
      conversion.bytesBefore += segment.byteCount
      conversion.bytesAfter += unpacker.plainBytes
      conversion.rawBytes += unpacker.digest.rawBytes
      conversion.memberCount += unpacker.memberCount
      conversion.otherMemberCount += unpacker.otherMemberCount
    }
  }

  /// Converts segment after segment, under the locks of the folders written to. `body` gets the
  /// path of the new segment, and the bytes of all sources.
  private static func convert(
    _ recording: Recording, to output: String?, from suffix: String, host: String,
    _ body: (SegmentFile, _ path: String, _ total: Int64, inout Conversion) throws -> Void
  ) throws -> Conversion {
    var conversion = Conversion()
    let jobs = try ConversionJobs(
      recording, output: output, from: suffix, host: host, left: &conversion.left)
    defer { jobs.release() }
    let total = jobs.segments.reduce(0) { $0 + $1.byteCount }
    for segment in jobs.segments {
      try body(segment, try jobs.path(for: segment), total, &conversion)
    }
    return conversion
  }
}
