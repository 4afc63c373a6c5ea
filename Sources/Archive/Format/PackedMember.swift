package import Recording

/// A member of the source that a packed block stands for: what it takes to make it again.
package struct PackedMember: Equatable, Sendable {
  /// Bytes of its records.
  package var rawBytes: Int
  package var recordCount: Int
  package var flags: BlockFlags
  /// Level at which zlib gave the member's bytes when it was packed; 0 if none did.
  package var level: UInt8
  /// CRC32 of the whole member.
  package var checksum: UInt32

  package init(
    rawBytes: Int, recordCount: Int, flags: BlockFlags, level: UInt8, checksum: UInt32
  ) {
    self.rawBytes = rawBytes
    self.recordCount = recordCount
    self.flags = flags
    self.level = level
    self.checksum = checksum
  }
}

/// The members that a packed block stands for, in their order.
package struct PackedMembers: Equatable, Sendable {
  /// Block number of the first; the others follow.
  package var firstBlockNumber = 0
  package var members: [PackedMember] = []

  package init() {}

  func write(to bytes: inout [UInt8]) {
    Varint.put(members.count, in: &bytes)
    Varint.put(firstBlockNumber, in: &bytes)
    for member in members {
      Varint.put(member.rawBytes, in: &bytes)
      Varint.put(member.recordCount, in: &bytes)
      bytes.append(member.flags.rawValue)
      bytes.append(member.level)
      put(member.checksum, in: &bytes)
    }
  }

  /// Reads the members of a block and moves `at` behind them.
  init(
    _ bytes: borrowing Span<UInt8>, at: inout Int, _ header: BlockHeader
  ) throws(PackedError) {
    let end = bytes.count
    let count = try Varint.next(in: bytes, at: &at, end: end)
    let number = try Varint.next(in: bytes, at: &at, end: end)
    guard count <= UInt64(PackedFormat.membersMax),
      number <= UInt64(RecordingLimits.blockNumberMax - PackedFormat.membersMax)
    else { throw .directory("number of members") }
    firstBlockNumber = Int(number)
    var rawBytes: UInt64 = 0
    var recordCount: UInt64 = 0
    for _ in 0..<count {
      let raw = try Varint.next(in: bytes, at: &at, end: end)
      let records = try Varint.next(in: bytes, at: &at, end: end)
      guard raw <= UInt64(header.rawBytes), records <= UInt64(header.recordCount),
        at + 6 <= end, bytes[at + 1] <= 9
      else { throw .directory("member") }
      rawBytes += raw
      recordCount += records
      members.append(
        PackedMember(
          rawBytes: Int(raw), recordCount: Int(records), flags: BlockFlags(rawValue: bytes[at]),
          level: bytes[at + 1], checksum: UInt32(littleEndian(bytes, at + 2, 4))))
      at += 6
    }
    guard rawBytes == UInt64(header.rawBytes), recordCount == UInt64(header.recordCount) else {
      throw .directory("sum of members")
    }
  }
}
