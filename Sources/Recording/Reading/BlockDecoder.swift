import Basics

/// Why a member's bytes do not give the raw bytes that its header promises.
package enum BlockDataError: Error, Equatable, Sendable, CustomStringConvertible {
  /// zlib cannot inflate the data.
  case deflate(reason: String, inflatedBytes: Int)
  /// It inflates to another length than the header says.
  case length(found: Int, expected: Int)
  /// It inflates, but not to the bytes that were written.
  case checksum(found: UInt32, expected: UInt32)
  /// The member's trailer gives another length than its header.
  case trailerLength(found: UInt32, expected: Int)
  /// The columns of a packed block are not what was written.
  case packed(reason: String)

  package var description: String {
    switch self {
    case .deflate(let reason, let count):
      return "the compressed data is broken after \(count) inflated bytes (\(reason))"
    case .length(let found, let expected):
      return "the block inflates to \(found) bytes, its header says \(expected)"
    case .checksum(let found, let expected):
      return "the block's bytes have the checksum \(hexText(found)), its trailer says "
        + hexText(expected)
    case .trailerLength(let found, let expected):
      return "the block's trailer says \(found) bytes, its header \(expected)"
    case .packed(let reason): return reason
    }
  }
}

/// Inflates a gzip member and checks it. One per thread; its state is reused.
final class BlockDecoder {
  private let inflater = Inflater(.raw)

  /// Inflates `member` into `raw`, which has exactly the length that the header promises.
  func decode(
    _ member: UnsafeRawBufferPointer, into raw: UnsafeMutableRawBufferPointer
  ) throws(BlockDataError) {
    precondition(member.count >= BlockFormat.memberBytesMin)
    let trailerStart = member.count - BlockFormat.trailerBytes
    let deflated = UnsafeRawBufferPointer(
      rebasing: member[BlockFormat.headerBytes..<trailerStart])
    try inflate(deflated, into: raw)
    var crc = CRC32()
    crc.add(UnsafeRawBufferPointer(raw))
    let trailer = UnsafeRawBufferPointer(rebasing: member[trailerStart...])
    let expected = UInt32(littleEndian: trailer.loadUnaligned(as: UInt32.self))
    let length = UInt32(
      littleEndian: trailer.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    guard crc.value == expected else { throw .checksum(found: crc.value, expected: expected) }
    guard Int(length) == raw.count else {
      throw .trailerLength(found: length, expected: raw.count)
    }
  }

  private func inflate(
    _ deflated: UnsafeRawBufferPointer, into raw: UnsafeMutableRawBufferPointer
  ) throws(BlockDataError) {
    let step = inflater.inflate(deflated, into: raw)
    switch step.outcome {
    case .damaged(let reason): throw .deflate(reason: reason, inflatedBytes: step.produced)
    case .more:
      let reason =
        step.produced == raw.count ? "more data than its header says" : "the data ends too early"
      throw .deflate(reason: reason, inflatedBytes: step.produced)
    case .ended: break
    }
    guard step.produced == raw.count else {
      throw .length(found: step.produced, expected: raw.count)
    }
    let left = deflated.count - step.consumed
    guard left == 0 else {
      throw .deflate(reason: "\(left) bytes left over", inflatedBytes: step.produced)
    }
  }
}
