import Basics
import Recording

/// A packed block, and what it was made of. Its memory is used again.
struct PackedBatch {
  /// Blocks of the source.
  var blocks: [BlockLocation] = []
  var raw: [UInt8] = []
  var packed: [UInt8] = []
}

/// Packs batches of blocks, one at a time, on one thread.
final class BlockPacker {
  struct Job {
    var blocks: [BlockLocation]
    var blockNumber: Int
    /// Level at which zlib made the members of the segment.
    var level: UInt8
  }

  private let reader: BlockReader
  private let encoder = PackedEncoder()

  init(_ recording: Recording) { reader = BlockReader(recording) }

  func pack(_ job: Job, into batch: inout PackedBatch) throws {
    batch.blocks = job.blocks
    batch.raw.removeAll(keepingCapacity: true)
    var members = PackedMembers()
    members.firstBlockNumber = job.blocks[0].header.blockNumber
    var flags: BlockFlags = []
    for location in job.blocks {
      try reader.read(location)
      reader.withBytes { bytes in bytes.withUnsafeBufferPointer { batch.raw += $0 } }
      let header = location.header
      flags.formUnion(header.flags)
      members.members.append(
        PackedMember(
          rawBytes: header.rawBytes, recordCount: header.recordCount, flags: header.flags,
          level: job.level, checksum: reader.memberChecksum))
    }
    let first = job.blocks[0].header
    let header = BlockHeader(
      flags: flags, memberBytes: 0, rawBytes: batch.raw.count,
      recordCount: job.blocks.reduce(0) { $0 + $1.header.recordCount },
      blockNumber: job.blockNumber, firstSequence: first.firstSequence,
      firstReceivedNs: first.firstReceivedNs,
      lastReceivedNs: job.blocks[job.blocks.count - 1].header.lastReceivedNs,
      sessionTag: first.sessionTag)
    batch.packed = encoder.encode(batch.raw.span, header, members)
  }

  /// The compression level at which zlib gives a member's bytes again, found by trying. Zlib's
  /// default if none does.
  func level(of location: BlockLocation) throws -> UInt8 {
    try reader.read(location)
    let found = [6, 9, 1, 5, 7, 8, 4, 3, 2].first { level in
      let encoder = BlockEncoder(level: level)
      let bytes = reader.withBytes { bytes in
        bytes.withUnsafeBytes { [UInt8](encoder.encode($0, location.header)) }
      }
      return crc32(bytes.span) == reader.memberChecksum
    }
    return UInt8(found ?? BlockEncoder.levelDefault)
  }
}
