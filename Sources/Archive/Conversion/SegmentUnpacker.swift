import Recording

/// Unpacks one segment.
struct SegmentUnpacker {
  private let segment: ConvertedSegment
  private let options: Conversion.Options
  private(set) var plainBytes: Int64 = 0
  private(set) var memberCount = 0
  private(set) var otherMemberCount = 0
  private(set) var damages: [Damage] = []
  private(set) var digest = RawDigest()
  private var nextBlockNumber = 0

  init(_ segment: ConvertedSegment, _ options: Conversion.Options) {
    self.segment = segment
    self.options = options
  }

  /// - Parameter progress: gets the bytes of the source done so far.
  mutating func run(_ progress: (Int64) -> Void) throws {
    let segment = segment
    let byteCount = try segment.write { output in
      try write(to: output, progress)
      try output.file.sync(segment.disk)
      guard damages.isEmpty else { return }
      try verify()
      if options.replaces, DiskFolder.item(segment.path) != .none { try compareTwin() }
    }
    guard damages.isEmpty || !options.replaces else {
      return try DiskFolder.remove(segment.unfinishedPath)
    }
    plainBytes = byteCount
    try segment.keep()
    if options.replaces { try segment.removeSource() }
  }

  private mutating func write(to output: OpenSegment, _ progress: (Int64) -> Void) throws {
    try BlockUnpacker.run(segment.source, workers: options.workerCount) { block in
      if let damage = block.damage { return damages.append(damage) }
      guard let location = block.location else { return }
      for member in block.members { try put(member, output) }
      digest.add(block.records.span, location.header)
      progress(location.fileOffset)
    }
  }

  private mutating func put(_ member: UnpackedMember, _ output: OpenSegment) throws {
    var member = member
    if member.isPlain {
      // A repair put this block in place of a damaged one. Its number counts packed blocks, so it
      // gets its own.
      member.header.blockNumber = nextBlockNumber
      member.bytes.replaceSubrange(0..<BlockFormat.headerBytes, with: member.header.encoded())
    }
    try member.bytes.withUnsafeBytes { try appendMember($0, to: output, segment.disk) }
    nextBlockNumber = member.header.blockNumber + 1
    memberCount += 1
    if !member.isSame { otherMemberCount += 1 }
  }

  /// Compares with the plain segment that is there already: the rest of an interrupted conversion
  /// has the same records, any other file must stay.
  private func compareTwin() throws {
    guard try RawDigest(of: segment.path, name: DiskFolder.name(segment.path)) == digest else {
      throw RecordingError.refused(
        "\(segment.path): it is there beside \(segment.source.name) and has other records; nothing "
          + "was replaced: move one of them to another folder")
    }
  }

  /// Reads back what was written.
  private func verify() throws {
    let newPath = segment.unfinishedPath
    let read = try RawDigest(of: newPath, name: DiskFolder.name(segment.path))
    guard read == digest else {
      throw RecordingError.refused(
        "\(newPath): reading it back gave \(read.rawBytes) bytes of records with the checksum "
          + "\(hexText(read.crc)), expected \(digest.rawBytes) with \(hexText(digest.crc)); nothing "
          + "was kept or replaced")
    }
  }
}
