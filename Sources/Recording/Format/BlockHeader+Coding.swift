import Basics

/// Why bytes are no block header.
package enum BlockHeaderError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Fewer bytes than a header takes.
  case cut(byteCount: Int)
  /// The first bytes are not those of a block.
  case magic(found: [UInt8])
  /// The header's own checksum disagrees.
  case checksum(found: UInt32, computed: UInt32)
  /// Checksum right, version unknown: written by a newer program.
  case version(UInt8)
  /// Checksum right, but a value is impossible.
  case value(name: String, found: Int64)

  package var description: String {
    switch self {
    case .cut(let count):
      return "found \(count) bytes, expected a block header of \(BlockFormat.headerBytes)"
    case .magic(let found):
      return "found \(hexText(found)), expected \(hexText(BlockFormat.magic))"
    case .checksum(let found, let computed):
      return "the block header's checksum is \(hexText(found)), its bytes give "
        + hexText(computed)
    case .version(let version):
      return "the block has format version \(version), this program reads "
        + "\(BlockFormat.version)"
    case .value(let name, let found):
      return "the block header's \(name) is \(found), which is out of bounds"
    }
  }
}

extension BlockHeader {
  /// The 66 bytes that stand before the deflate data.
  package func encoded() -> [UInt8] {
    var bytes = form.magic
    bytes.reserveCapacity(BlockFormat.headerBytes)
    bytes.append(version)
    bytes.append(flags.rawValue)
    put(UInt32(memberBytes), in: &bytes)
    put(UInt32(rawBytes), in: &bytes)
    put(UInt32(recordCount), in: &bytes)
    put(UInt32(blockNumber), in: &bytes)
    put(firstSequence, in: &bytes)
    put(firstReceivedNs, in: &bytes)
    put(lastReceivedNs, in: &bytes)
    put(sessionTag, in: &bytes)
    put(crc32(bytes.span), in: &bytes)
    return bytes
  }

  /// The header at `offset`, its checksum and bounds checked.
  package static func decoded(
    _ bytes: borrowing Span<UInt8>, at offset: Int = 0
  ) throws(BlockHeaderError) -> BlockHeader {
    let left = bytes.count - offset
    guard left >= BlockFormat.headerBytes else { throw .cut(byteCount: max(left, 0)) }
    let header = bytes.extracting(offset..<offset + BlockFormat.headerBytes)
    guard let form = form(header, at: 0) else {
      throw .magic(found: (0..<BlockFormat.magic.count).map { header[$0] })
    }
    let found = UInt32(littleEndian(header, BlockFormat.crcOffset, 4))
    let computed = crc32(header.extracting(0..<BlockFormat.crcOffset))
    guard found == computed else { throw .checksum(found: found, computed: computed) }
    guard header[16] == BlockFormat.version else { throw .version(header[16]) }
    var result = BlockHeader(
      version: header[16], flags: BlockFlags(rawValue: header[17]),
      memberBytes: Int(littleEndian(header, 18, 4)), rawBytes: Int(littleEndian(header, 22, 4)),
      recordCount: Int(littleEndian(header, 26, 4)),
      blockNumber: Int(littleEndian(header, 30, 4)),
      firstSequence: Int64(bitPattern: littleEndian(header, 34, 8)),
      firstReceivedNs: Int64(bitPattern: littleEndian(header, 42, 8)),
      lastReceivedNs: Int64(bitPattern: littleEndian(header, 50, 8)),
      sessionTag: UInt32(littleEndian(header, 58, 4)))
    result.form = form
    try result.checkBounds()
    return result
  }

  /// What kind of block begins at `offset`, by its magic; nil if none does.
  static func form(_ bytes: borrowing Span<UInt8>, at offset: Int) -> BlockForm? {
    guard bytes.count - offset >= BlockFormat.magic.count else { return nil }
    let form: BlockForm
    switch bytes[offset] {
    case BlockFormat.magic[0]: form = .member
    case BlockFormat.packedMagic[0]: form = .packed
    default: return nil
    }
    let magic = form.magic
    for index in magic.indices where bytes[offset + index] != magic[index] { return nil }
    return form
  }

  /// The checksum proves nothing against a forger. So lengths are compared with what this program
  /// would ever write before memory is asked for.
  private func checkBounds() throws(BlockHeaderError) {
    try check(
      "member length", Int64(memberBytes), from: BlockFormat.memberBytesMin,
      to: RecordingLimits.memberBytesMax)
    try check("raw length", Int64(rawBytes), from: 0, to: RecordingLimits.blockRawBytesMax)
    try check(
      "record count", Int64(recordCount), from: 0, to: rawBytes / BlockFormat.recordBytesMin)
    try check("block number", Int64(blockNumber), from: 0, to: RecordingLimits.blockNumberMax)
    try check("first sequence", firstSequence, from: 1, to: Int(RecordingLimits.sequenceMax))
    try check("first receive time", firstReceivedNs, from: 0, to: Int.max)
    try check("last receive time", lastReceivedNs, from: 0, to: Int.max)
    guard lastReceivedNs >= firstReceivedNs else {
      throw .value(name: "last receive time (before the first)", found: lastReceivedNs)
    }
  }

  private func check(
    _ name: String, _ value: Int64, from least: Int, to most: Int
  ) throws(BlockHeaderError) {
    guard value >= Int64(least), value <= Int64(most) else {
      throw .value(name: name, found: value)
    }
  }
}

/// Bytes as messages show them: two hexadecimal digits each.
package func hexText(_ bytes: [UInt8]) -> String {
  bytes.map { byte in
    let digits = String(byte, radix: 16)
    return digits.count < 2 ? "0" + digits : digits
  }.joined(separator: " ")
}

package func hexText(_ value: UInt32) -> String {
  let digits = String(value, radix: 16)
  return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
}

package func littleEndian(_ bytes: borrowing Span<UInt8>, _ offset: Int, _ count: Int) -> UInt64 {
  var value: UInt64 = 0
  for index in stride(from: count - 1, through: 0, by: -1) {
    value = value << 8 | UInt64(bytes[offset + index])
  }
  return value
}

package func put(_ value: some FixedWidthInteger, in bytes: inout [UInt8]) {
  for shift in stride(from: 0, to: value.bitWidth, by: 8) {
    bytes.append(UInt8(truncatingIfNeeded: value >> shift))
  }
}
