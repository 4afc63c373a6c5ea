import Basics
import Recording

/// Packs one segment.
struct SegmentPacker {
  private let segment: ConvertedSegment
  private let options: Conversion.Options
  private(set) var rawBytes: Int64 = 0
  private(set) var packedBytes: Int64 = 0
  private(set) var memberCount = 0
  private(set) var otherMemberCount = 0

  init(_ segment: ConvertedSegment, _ options: Conversion.Options) {
    self.segment = segment
    self.options = options
  }

  /// Whether a segment is complete: its last block says so, and no tail follows.
  static func isEnded(_ segment: SegmentFile) throws -> Bool {
    guard segment.tails.isEmpty else { return false }
    var walk = try SegmentWalk(segment, index: 0)
    while try walk.next() != nil {}
    return walk.lastHeader?.flags.contains(.endsSegment) ?? false
  }

  /// - Parameter progress: gets the bytes of the source done so far.
  mutating func run(_ progress: (Int64) -> Void) throws {
    let (segment, verifies) = (segment, options.verifies)
    let sourceBytes = segment.source.byteCount
    packedBytes = try segment.write { output in
      try write(to: output) { progress(verifies ? $0 / 2 : $0) }
      try output.file.sync(segment.disk)
      guard verifies else { return }
      let half = sourceBytes / 2
      try verify { progress(half + $0 * half / max(1, output.byteCount)) }
    }
    try segment.keep()
    guard options.replaces else { return }
    guard try DiskFile(reading: segment.source.path).byteCount() == sourceBytes else {
      throw RecordingError.refused(
        "\(segment.source.path): it has grown while it was packed; it was not deleted")
    }
    try segment.removeSource()
  }

  // MARK: - Writing

  private mutating func write(to output: OpenSegment, _ progress: (Int64) -> Void) throws {
    let recording = Recording(segment: segment.source)
    var batches = BlockBatches(try SegmentWalk(segment.source, index: 0))
    var blockNumber = 0
    var level: UInt8?
    try WorkerPool.run(
      workers: options.workerCount, output: PackedBatch.init,
      worker: {
        let packer = BlockPacker(recording)
        return { job, batch in try packer.pack(job, into: &batch) }
      },
      next: { () -> BlockPacker.Job? in
        guard let blocks = try batches.next() else { return nil }
        // The first block shows at which level the segment was compressed.
        let known = try level ?? BlockPacker(recording).level(of: blocks[0])
        level = known
        if blocks[0].header.blockNumber == 0 { blockNumber = 0 }
        defer { blockNumber += 1 }
        return BlockPacker.Job(blocks: blocks, blockNumber: blockNumber, level: known)
      },
      take: { batch in
        try batch.packed.withUnsafeBytes { try appendMember($0, to: output, segment.disk) }
        rawBytes += Int64(batch.raw.count)
        memberCount += batch.blocks.count
        let last = batch.blocks[batch.blocks.count - 1]
        progress(last.fileOffset + Int64(last.header.memberBytes))
        return true
      })
  }

  // MARK: - Verifying

  /// Unpacks what was written and compares it with the source.
  private mutating func verify(_ progress: (Int64) -> Void) throws {
    let newPath = segment.unfinishedPath
    let source = try segment.source.opened()
    guard
      let packed = try SegmentFile(path: newPath, name: DiskFolder.name(segment.path), tails: [])
    else {
      throw RecordingError.refused("\(newPath): nothing was written; nothing was replaced")
    }
    var offset: Int64 = 0
    try BlockUnpacker.run(packed, workers: options.workerCount) { block in
      if let damage = block.damage { throw RecordingError.damaged(damage) }
      for member in block.members { try compare(member, source, &offset) }
      progress(block.location?.fileOffset ?? 0)
    }
    guard offset == segment.source.byteCount else {
      throw differs(offset, "the packed segment ends there")
    }
  }

  /// Compares a member with the source's byte for byte. If another zlib made the source's, only the
  /// records are compared.
  private mutating func compare(
    _ member: UnpackedMember, _ source: DiskFile, _ offset: inout Int64
  ) throws {
    var search = BlockSearch(source)
    guard let header = try? search.header(at: offset, byteCount: segment.source.byteCount) else {
      throw differs(offset, "a block begins there in neither")
    }
    var bytes = [UInt8](repeating: 0, count: header.memberBytes)
    let count = try source.read(into: &bytes, count: bytes.count, at: offset)
    guard count == bytes.count else { throw differs(offset, "the source ends in a block") }
    defer { offset += Int64(count) }
    if bytes == member.bytes { return }
    otherMemberCount += 1
    var other = header
    other.memberBytes = member.header.memberBytes
    guard other == member.header, member.bytes.suffix(8) == bytes.suffix(8) else {
      throw differs(offset, "the block there holds other records")
    }
  }

  private func differs(_ offset: Int64, _ what: String) -> RecordingError {
    .refused(
      "\(segment.source.path) at byte \(offset): packed and unpacked again it differs: \(what); nothing "
        + "was kept or replaced; please report this, with the segment if you can")
  }
}
