import Basics

/// Reads blocks into memory and checks them. One per thread; its buffers are reused, so that reading
/// allocates nothing once they are as large as the largest block.
package final class BlockReader {
  private let recording: Recording
  private let decoder = BlockDecoder()
  /// Decodes packed blocks; nil where only plain ones are expected.
  package private(set) lazy var packedDecoder = recording.packed?.init()
  private var member: [UInt8] = []
  private var raw: [UInt8] = []
  private var rawCount = 0
  private var memberCount = 0
  private var openFile: DiskFile?
  private var openSegment = -1

  package init(_ recording: Recording) { self.recording = recording }

  /// Reads, inflates and checks a block; `withBytes` then gives its records.
  ///
  /// - Throws: `RecordingError.damaged` if the block is not as it was written: skip it and go on.
  package func read(_ location: BlockLocation) throws {
    rawCount = 0
    if let tail = location.tail, try read(tail: tail, location) { return }
    try readMember(location)
  }

  /// Reads a block as it lies in the file; it fills the first bytes of the array.
  package func stored(_ location: BlockLocation) throws -> [UInt8] {
    precondition(!location.isTail, "a tail is no block yet")
    try readBlock(location.header, at: location.fileOffset, location)
    return member
  }

  /// The records of the block read last.
  package func withBytes<R>(_ body: (borrowing Span<UInt8>) throws -> R) rethrows -> R {
    let raw = self.raw
    return try body(raw.span.extracting(0..<rawCount))
  }

  /// CRC32 of the block read last as it lies in the file, header and trailer included.
  package var memberChecksum: UInt32 {
    let member = self.member
    return crc32(member.span.extracting(0..<memberCount))
  }

  /// The block read last as it lies in the file, header and trailer included.
  package var blockBytes: [UInt8] { Array(member[..<memberCount]) }

  /// Reads, inflates and checks a block into a buffer of the caller's.
  ///
  /// - Returns: how many bytes the block has; the buffer may have more.
  func read(_ location: BlockLocation, into bytes: inout [UInt8]) throws -> Int {
    swap(&raw, &bytes)
    defer { swap(&raw, &bytes) }
    try read(location)
    return rawCount
  }

  /// Damage at a record that cannot be read.
  func damage(
    _ location: BlockLocation, recordsBefore count: Int, _ error: RecordError
  ) -> Damage {
    damage(
      location, .records, recordsLost: max(0, Int64(location.header.recordCount - count)),
      error.description)
  }

  /// Damage at a block, as this reader reports it.
  package func damage(
    _ location: BlockLocation, _ kind: Damage.Kind, recordsLost: Int64, _ detail: String
  ) -> Damage {
    recording.damage(at: location, kind, recordsLost: recordsLost, detail)
  }

  /// - Returns: false if the tail is gone: the block was sealed since the location was made.
  private func read(tail: TailName, _ location: BlockLocation) throws -> Bool {
    let path = recording.segments[location.segment].directory + "/" + tail.fileName
    let file: DiskFile
    do {
      file = try DiskFile(reading: path)
    } catch {
      if DiskFolder.item(path) == .none { return false }
      throw error
    }
    BlockReader.grow(&raw, location.header.rawBytes)
    let count = try file.read(into: &raw, count: location.header.rawBytes, at: 0)
    guard count == location.header.rawBytes else { throw cut(location, count) }
    rawCount = count
    return true
  }

  private func readMember(_ location: BlockLocation) throws {
    var (header, offset) = (location.header, location.fileOffset)
    if location.isTail {
      (header, offset) = try sealed(location, try file(of: location.segment))
    }
    guard header.form == .member || packedDecoder != nil else {
      throw RecordingError.refused(
        "\(recording.segments[location.segment].path): block \(header.blockNumber) is packed, and the "
          + "recording was opened for plain blocks alone: open it with Archive's PackedDecoder")
    }
    try readBlock(header, at: offset, location)
    BlockReader.grow(&raw, header.rawBytes + BlockFormat.packedSlackBytes)
    do throws(BlockDataError) {
      try decode(member: memberCount, header)
    } catch {
      throw RecordingError.damaged(
        damage(
          location, .data, recordsLost: Int64(location.header.recordCount), error.description))
    }
    // A tail's location says how much of the block was there at that time; it may hold more now.
    rawCount = min(header.rawBytes, location.header.rawBytes)
  }

  /// Reads a block's bytes as they lie in the file.
  private func readBlock(
    _ header: BlockHeader, at offset: Int64, _ location: BlockLocation
  ) throws {
    let file = try file(of: location.segment)
    BlockReader.grow(&member, header.memberBytes)
    let count = try file.read(into: &member, count: header.memberBytes, at: offset)
    guard count == header.memberBytes else { throw cut(location, count) }
    memberCount = count
  }

  /// The header of the block that a tail has become, and where that lies: behind the blocks of the
  /// tails that were ahead of it.
  private func sealed(
    _ location: BlockLocation, _ file: DiskFile
  ) throws -> (BlockHeader, offset: Int64) {
    var search = BlockSearch(file)
    let byteCount = try file.byteCount()
    var offset = location.fileOffset
    while let header = try? search.header(at: offset, byteCount: byteCount),
      header.sessionTag == location.header.sessionTag,
      header.blockNumber <= location.header.blockNumber
    {
      if header.blockNumber == location.header.blockNumber,
        header.rawBytes >= location.header.rawBytes
      {
        return (header, offset)
      }
      offset += Int64(header.memberBytes)
    }
    throw RecordingError.damaged(
      damage(
        location, .tail, recordsLost: Int64(location.header.recordCount),
        "its tail is gone, and it is not in the segment behind byte \(location.fileOffset) either"))
  }

  private func decode(member memberBytes: Int, _ header: BlockHeader) throws(BlockDataError) {
    let member = self.member
    let bytes = member.span.extracting(0..<memberBytes)
    try raw.withUnsafeMutableBufferPointer { buffer throws(BlockDataError) in
      if let packedDecoder, header.form == .packed {
        let raw = buffer[..<(header.rawBytes + BlockFormat.packedSlackBytes)]
        return try packedDecoder.decode(
          bytes, header, into: UnsafeMutableBufferPointer(rebasing: raw))
      }
      let raw = UnsafeMutableBufferPointer(rebasing: buffer[..<header.rawBytes])
      try bytes.withUnsafeBytes { bytes throws(BlockDataError) in
        try decoder.decode(bytes, into: UnsafeMutableRawBufferPointer(raw))
      }
    }
  }

  /// Makes room for a block. A buffer that one huge record made large is given back at the next
  /// block that needs a small part of it.
  private static func grow(_ buffer: inout [UInt8], _ count: Int) {
    let isWasteful = buffer.count > keptBytesMax && count < keptBytesMax
    guard buffer.count < count || isWasteful else { return }
    buffer = []
    buffer = [UInt8](repeating: 0, count: count)
  }

  private static let keptBytesMax = 4 << 20

  private func file(of segment: Int) throws(RecordingError) -> DiskFile {
    if segment == openSegment, let openFile { return openFile }
    let file = try recording.segments[segment].opened()
    openFile = file
    openSegment = segment
    return file
  }

  private func cut(_ location: BlockLocation, _ count: Int) -> RecordingError {
    .damaged(
      damage(
        location, .cutBlock, recordsLost: Int64(location.header.recordCount),
        "found \(count) bytes, its header says "
          + "\(location.isTail ? location.header.rawBytes : location.header.memberBytes)"))
  }
}

extension Recording {
  /// Damage at a block, with its file.
  func damage(
    at block: BlockLocation, _ kind: Damage.Kind, recordsLost: Int64, _ detail: String
  ) -> Damage {
    Damage(
      kind, segment: block.tail?.fileName ?? segments[block.segment].name,
      fileOffset: block.isTail ? 0 : block.fileOffset,
      byteCount: Int64(block.isTail ? block.header.rawBytes : block.header.memberBytes),
      recordsLost: recordsLost, "block \(block.header.blockNumber): \(detail)")
  }
}
