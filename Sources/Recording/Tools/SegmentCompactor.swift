import Basics

/// Writes one segment anew in other blocks, and compares.
struct SegmentCompactor {
  private let recording: Recording
  private let index: Int
  private let directory: String
  private let options: Compaction.Options
  private let disk: DiskAccess
  private let encoder: BlockEncoder
  private let block: RawBlock
  private var blockFlags: BlockFlags = []
  private var blockNumber = 0
  private var sessionTag: UInt32 = 0
  private(set) var rawBytes: Int64 = 0

  init(
    _ recording: Recording, _ index: Int, to directory: String, _ options: Compaction.Options,
    disk: DiskAccess
  ) {
    self.recording = recording
    self.index = index
    self.directory = directory
    self.options = options
    self.disk = disk
    encoder = BlockEncoder(level: options.level)
    block = RawBlock(capacity: options.blockRawBytes)
  }

  /// Writes the new segment, beside where it will stand, until it is whole.
  ///
  /// - Parameter progress: is given the segment's raw bytes done so far.
  /// - Returns: bytes of the new segment.
  mutating func run(progress: (Int64) throws -> Void) throws -> Int64 {
    let segment = recording.segments[index]
    let path = directory + "/" + segment.name
    let newPath = path + ".compacting"
    try DiskFolder.remove(newPath)
    let output = OpenSegment(file: try DiskFile(creating: newPath), name: segment.name)
    do {
      let written = try write(to: output, progress)
      try output.file.sync(disk)
      let read = try RawDigest(of: newPath, name: segment.name)
      guard read == written else {
        throw RecordingError.refused(
          "\(newPath): reading it back gave \(read.rawBytes) bytes of records with the checksum "
            + "\(hexText(read.crc)), expected \(written.rawBytes) with \(hexText(written.crc)); "
            + "nothing was replaced")
      }
    } catch {
      try? DiskFolder.remove(newPath)
      throw error
    }
    try DiskFolder.rename(newPath, to: path)
    try DiskFolder.sync(directory, disk)
    return output.byteCount
  }

  private mutating func write(
    to output: OpenSegment, _ progress: (Int64) throws -> Void
  ) throws -> RawDigest {
    let source = Recording(segment: recording.segments[index])
    let reader = BlockReader(source)
    var walk = try SegmentWalk(source.segments[0], index: 0)
    var digest = RawDigest()
    while let step = try walk.next() {
      switch step {
      case .damage(let damage): throw RecordingError.damaged(damage)
      case .block(let location):
        try reader.read(location)
        reader.withBytes { digest.add($0, location.header) }
        try add(location.header, reader, output)
        try progress(digest.rawBytes)
      }
    }
    try flush(output)
    rawBytes = digest.rawBytes
    return digest
  }

  private mutating func add(
    _ header: BlockHeader, _ reader: BlockReader, _ output: OpenSegment
  ) throws {
    let next = block.firstSequence + Int64(block.recordCount)
    let standsApart =
      header.flags.contains(.standsIn) || blockFlags.contains(.standsIn)
      || header.firstSequence != next || header.sessionTag != sessionTag
    if !block.isEmpty, standsApart || block.count + header.rawBytes > options.blockRawBytes {
      try flush(output)
    }
    if block.isEmpty {
      // Joined segments in one file each begin with block 0.
      if header.blockNumber == 0 { blockNumber = 0 }
      block.reset(firstSequence: header.firstSequence, blockNumber: blockNumber)
      blockFlags = []
      sessionTag = header.sessionTag
    }
    blockFlags.formUnion(header.flags)
    reader.withBytes { bytes in
      bytes.withUnsafeBufferPointer {
        block.append(
          records: UnsafeRawBufferPointer($0), recordCount: header.recordCount,
          holdsContext: header.flags.contains(.holdsContext),
          firstReceivedNs: header.firstReceivedNs, lastReceivedNs: header.lastReceivedNs)
      }
    }
    if header.flags.contains(.endsSegment) { try flush(output) }
  }

  private mutating func flush(_ output: OpenSegment) throws {
    guard !block.isEmpty else { return }
    var header = block.header(sessionTag: sessionTag, endsSegment: false)
    header.flags = blockFlags
    try appendMember(encoder.encode(block.bytes, header), to: output, disk)
    blockNumber += 1
    block.reset(firstSequence: 0, blockNumber: blockNumber)
  }
}

/// What two segments with the same records have in common.
package struct RawDigest: Equatable {
  private var checksum = CRC32()
  package private(set) var rawBytes: Int64 = 0
  var recordCount: Int64 = 0
  var firstSequence: Int64?
  var nextSequence: Int64 = 0

  package init() {}

  /// Of all records.
  package var crc: UInt32 { checksum.value }

  /// Reads a segment file.
  package init(of path: String, name: String) throws {
    guard let segment = try SegmentFile(path: path, name: name, tails: []) else { return }
    let recording = Recording(segment: segment)
    let reader = BlockReader(recording)
    var walk = try SegmentWalk(segment, index: 0)
    while let step = try walk.next() {
      switch step {
      case .damage(let damage): throw RecordingError.damaged(damage)
      case .block(let location):
        try reader.read(location)
        reader.withBytes { add($0, location.header) }
      }
    }
  }

  /// Adds a block's records.
  package mutating func add(_ records: borrowing Span<UInt8>, _ header: BlockHeader) {
    checksum.add(records)
    rawBytes += Int64(header.rawBytes)
    recordCount += Int64(header.recordCount)
    firstSequence = firstSequence ?? header.firstSequence
    nextSequence = header.nextSequence
  }
}
