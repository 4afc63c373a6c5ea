import Dispatch
import Recording

/// Packs groups of blocks, one at a time. At any moment one thread has it.
final class PackWorker: @unchecked Sendable {
  private let reader: BlockReader
  private let encoder = PackedEncoder()
  private var raw: [UInt8] = []
  private var blockNumber = 0
  /// Level at which the segment's members were made; nil before that was looked for.
  var level: UInt8?
  private(set) var group: [BlockLocation] = []
  /// The packed block.
  private(set) var block: [UInt8] = []
  private(set) var failure: (any Error)?

  init(_ recording: Recording) { reader = BlockReader(recording) }

  var rawBytes: Int { raw.count }

  func give(_ group: [BlockLocation], blockNumber: Int) {
    self.group = group
    self.blockNumber = blockNumber
    failure = nil
  }

  /// Packs what each worker was given, on threads of their own.
  static func run(_ workers: [PackWorker]) {
    DispatchQueue.concurrentPerform(iterations: workers.count) { workers[$0].pack() }
  }

  private func pack() {
    do {
      try packGroup()
    } catch {
      failure = error
    }
  }

  private func packGroup() throws {
    raw.removeAll(keepingCapacity: true)
    var members = PackedMembers()
    members.firstBlockNumber = group[0].header.blockNumber
    var flags: BlockFlags = []
    for location in group {
      try reader.read(location)
      reader.withBytes { bytes in bytes.withUnsafeBufferPointer { raw += $0 } }
      let header = location.header
      flags.formUnion(header.flags)
      members.members.append(
        PackedMember(
          rawBytes: header.rawBytes, recordCount: header.recordCount, flags: header.flags,
          level: try level(of: location), checksum: reader.memberChecksum))
    }
    let first = group[0].header
    let header = BlockHeader(
      flags: flags, memberBytes: 0, rawBytes: raw.count,
      recordCount: group.reduce(0) { $0 + $1.header.recordCount }, blockNumber: blockNumber,
      firstSequence: first.firstSequence, firstReceivedNs: first.firstReceivedNs,
      lastReceivedNs: group[group.count - 1].header.lastReceivedNs, sessionTag: first.sessionTag)
    block = encoder.encode(raw.span, header, members)
  }

  /// The level that gives a member's bytes: tried out for the first one of a segment.
  private func level(of location: BlockLocation) throws -> UInt8 {
    if let level { return level }
    var found: UInt8 = 0
    for candidate in [6, 9, 1, 5, 7, 8, 4, 3, 2] where found == 0 {
      let encoder = BlockEncoder(level: candidate)
      let bytes = reader.withBytes { bytes in
        bytes.withUnsafeBufferPointer {
          [UInt8](encoder.encode(UnsafeRawBufferPointer($0), location.header))
        }
      }
      if fastChecksum(bytes.span) == reader.memberChecksum { found = UInt8(candidate) }
    }
    // Some level must be used to make the member again.
    level = found == 0 ? UInt8(BlockEncoder.levelDefault) : found
    return level ?? 0
  }
}
