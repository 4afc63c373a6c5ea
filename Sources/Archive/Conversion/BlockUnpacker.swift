import Basics
import Recording

/// A member made again.
struct UnpackedMember {
  var header: BlockHeader
  var bytes: [UInt8]
  /// Whether its bytes are those that were packed.
  var isSame: Bool
  /// It lay among the packed blocks as it is.
  var isPlain = false
}

/// What a step over a packed segment gives: members, or damage. Its memory is used again.
struct UnpackedBlock {
  var location: BlockLocation?
  var members: [UnpackedMember] = []
  var records: [UInt8] = []
  var damage: Damage?
}

/// Unpacks blocks, one at a time, on one thread.
final class BlockUnpacker {
  private let reader: BlockReader
  private let decoder = PackedDecoder()
  private var encoders: [Int: BlockEncoder] = [:]

  init(_ segment: SegmentFile) {
    reader = BlockReader(Recording(segment: segment, packed: PackedDecoder.self))
  }

  /// Unpacks a segment's blocks on several threads, and hands them over in their order.
  static func run(
    _ segment: SegmentFile, workers: Int, take: (inout UnpackedBlock) throws -> Void
  ) throws {
    var walk = try SegmentWalk(segment, index: 0)
    try WorkerPool.run(
      workers: workers, output: UnpackedBlock.init,
      worker: {
        let unpacker = BlockUnpacker(segment)
        return { step, block in try unpacker.unpack(step, into: &block) }
      },
      next: { try walk.next() },
      take: { block in
        try take(&block)
        return true
      })
  }

  private func unpack(_ step: BlockStep, into block: inout UnpackedBlock) throws {
    block.members.removeAll(keepingCapacity: true)
    block.records.removeAll(keepingCapacity: true)
    (block.location, block.damage) = (nil, nil)
    switch step {
    case .damage(let damage): block.damage = damage
    case .block(let location):
      block.location = location
      do {
        try reader.read(location)
        try reader.withBytes { bytes in
          bytes.withUnsafeBufferPointer { block.records += $0 }
          try makeMembers(bytes, location, into: &block.members)
        }
      } catch RecordingError.damaged(let damage) {
        block.damage = damage
      }
    }
  }

  private func makeMembers(
    _ bytes: borrowing Span<UInt8>, _ location: BlockLocation,
    into members: inout [UnpackedMember]
  ) throws {
    guard location.header.form == .packed else {
      // A repair put it there, in place of one that was damaged.
      members.append(
        UnpackedMember(
          header: location.header, bytes: reader.blockBytes, isSame: true, isPlain: true))
      return
    }
    let block = reader.blockBytes
    let packed = try decoder.open(block.span, location.header).members
    var at = 0
    var sequence = location.header.firstSequence
    var number = packed.firstBlockNumber
    for member in packed.members {
      let raw = bytes.extracting(at..<at + member.rawBytes)
      let records = try MemberTimes(raw)
      guard records.recordCount == member.recordCount else {
        throw RecordingError.damaged(
          reader.damage(
            location, .records, recordsLost: Int64(member.recordCount),
            "found \(records.recordCount) records, its member says \(member.recordCount)"))
      }
      var header = BlockHeader(
        flags: member.flags, memberBytes: 0, rawBytes: member.rawBytes,
        recordCount: member.recordCount, blockNumber: number, firstSequence: sequence,
        firstReceivedNs: records.firstReceivedNs, lastReceivedNs: records.lastReceivedNs,
        sessionTag: location.header.sessionTag)
      let made = encode(raw, header, level: Int(member.level))
      header.memberBytes = made.count
      members.append(
        UnpackedMember(
          header: header, bytes: made, isSame: crc32(made.span) == member.checksum))
      at += member.rawBytes
      sequence += Int64(member.recordCount)
      number += 1
    }
  }

  private func encode(
    _ raw: borrowing Span<UInt8>, _ header: BlockHeader, level: Int
  ) -> [UInt8] {
    let level = level == 0 ? BlockEncoder.levelDefault : level
    let encoder = encoders[level] ?? BlockEncoder(level: level)
    encoders[level] = encoder
    return raw.withUnsafeBufferPointer {
      [UInt8](encoder.encode(UnsafeRawBufferPointer($0), header))
    }
  }
}

/// What a member's header says of its records' times.
private struct MemberTimes {
  var recordCount = 0
  var firstReceivedNs: Int64 = 0
  var lastReceivedNs: Int64 = 0

  init(_ bytes: borrowing Span<UInt8>) throws {
    var at = 0
    while let record = try RecordParser.next(in: bytes, at: &at) {
      if recordCount == 0 { firstReceivedNs = record.receivedNs }
      lastReceivedNs = record.receivedNs
      recordCount += 1
    }
  }
}
