import Dispatch
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

/// Unpacks blocks, one at a time. At any moment one thread has it.
final class UnpackWorker: @unchecked Sendable {
  private let reader: BlockReader
  private let decoder = PackedDecoder()
  private var encoders: [Int: BlockEncoder] = [:]
  /// The block to unpack.
  var location: BlockLocation?
  private(set) var members: [UnpackedMember] = []
  private(set) var failure: (any Error)?

  init(_ segment: SegmentFile) {
    reader = BlockReader(Recording(segment: segment, packed: PackedDecoder.self))
  }

  /// Unpacks the block of each worker, on threads of their own.
  static func run(_ workers: [UnpackWorker]) {
    DispatchQueue.concurrentPerform(iterations: workers.count) { workers[$0].unpack() }
  }

  private func unpack() {
    members.removeAll(keepingCapacity: true)
    failure = nil
    guard let location else { return }
    do {
      try reader.read(location)
      try reader.withBytes { try makeMembers($0, location) }
    } catch {
      failure = error
    }
  }

  /// Adds the records of the block unpacked last to what is known of a segment's.
  func addRecords(to digest: inout RawDigest, _ header: BlockHeader) {
    digest.add(reader, header)
  }

  private func makeMembers(
    _ bytes: borrowing Span<UInt8>, _ location: BlockLocation
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
          header: header, bytes: made, isSame: fastChecksum(made.span) == member.checksum))
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
