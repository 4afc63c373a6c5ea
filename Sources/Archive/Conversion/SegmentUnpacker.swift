import Recording

/// Unpacks one segment.
struct SegmentUnpacker {
  private let segment: SegmentFile
  private let path: String
  private let options: Conversion.Options
  private let disk: DiskAccess
  private(set) var plainBytes: Int64 = 0
  private(set) var memberCount = 0
  private(set) var otherMemberCount = 0
  private(set) var damages: [Damage] = []
  private(set) var digest = RawDigest()
  private var nextBlockNumber = 0

  init(
    _ segment: SegmentFile, to path: String, _ options: Conversion.Options, _ disk: DiskAccess
  ) {
    self.segment = segment
    self.path = path
    self.options = options
    self.disk = disk
  }

  /// - Parameter progress: told the bytes of the source done so far.
  mutating func run(_ progress: (Int64) -> Void) throws {
    let newPath = path + ConversionJobs.unfinishedSuffix
    let output = OpenSegment(file: try DiskFile(creating: newPath), name: DiskFolder.name(path))
    do {
      try write(to: output, progress)
      try output.file.sync(disk)
      if damages.isEmpty { try verify(newPath) }
      if damages.isEmpty, options.replaces, DiskFolder.item(path) != .none { try compareTwin() }
    } catch {
      try? DiskFolder.remove(newPath)
      throw error
    }
    guard damages.isEmpty || !options.replaces else { return try DiskFolder.remove(newPath) }
    plainBytes = output.byteCount
    let directory = DiskFolder.parent(path)
    try DiskFolder.rename(newPath, to: path)
    try DiskFolder.sync(directory, disk)
    guard options.replaces else { return }
    try DiskFolder.remove(segment.path)
    try DiskFolder.sync(directory, disk)
  }

  private mutating func write(to output: OpenSegment, _ progress: (Int64) -> Void) throws {
    try BlockUnpacker.run(segment, workers: options.workerCount) { block in
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
      // What a repair put in place of a damaged block: its number counts packed blocks.
      member.header.blockNumber = nextBlockNumber
      member.bytes.replaceSubrange(0..<BlockFormat.headerBytes, with: member.header.encoded())
    }
    try member.bytes.withUnsafeBytes { try appendMember($0, to: output, disk) }
    nextBlockNumber = member.header.blockNumber + 1
    memberCount += 1
    if !member.isSame { otherMemberCount += 1 }
  }

  /// A plain segment that is there already is what an interrupted conversion left, or is not ours.
  private func compareTwin() throws {
    guard try RawDigest(of: path, name: DiskFolder.name(path)) == digest else {
      throw RecordingError.refused(
        "\(path): it is there beside \(segment.name) and has other records; nothing was replaced: move "
          + "one of them to another folder")
    }
  }

  /// Reads back what was written.
  private func verify(_ newPath: String) throws {
    let read = try RawDigest(of: newPath, name: DiskFolder.name(path))
    guard read == digest else {
      throw RecordingError.refused(
        "\(newPath): reading it back gave \(read.rawBytes) bytes of records with the checksum "
          + "\(hexText(read.crc)), expected \(digest.rawBytes) with \(hexText(digest.crc)); nothing "
          + "was kept or replaced")
    }
  }
}
