import CChecksum
import CZlib

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
  private let state = InflateState()
  private var stream: UnsafeMutablePointer<z_stream> { state.stream }

  /// Inflates `member` into `raw`, which has exactly the length that the header promises.
  func decode(
    _ member: UnsafeRawBufferPointer, into raw: UnsafeMutableRawBufferPointer
  ) throws(BlockDataError) {
    precondition(member.count >= BlockFormat.memberBytesMin)
    let trailerStart = member.count - BlockFormat.trailerBytes
    let deflated = UnsafeRawBufferPointer(
      rebasing: member[BlockFormat.headerBytes..<trailerStart])
    try inflate(deflated, into: raw)
    let crc = tapedeck_crc32(raw.bindMemory(to: UInt8.self).baseAddress, raw.count)
    let trailer = UnsafeRawBufferPointer(rebasing: member[trailerStart...])
    let expected = UInt32(littleEndian: trailer.loadUnaligned(as: UInt32.self))
    let length = UInt32(
      littleEndian: trailer.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    guard crc == expected else { throw .checksum(found: crc, expected: expected) }
    guard Int(length) == raw.count else {
      throw .trailerLength(found: length, expected: raw.count)
    }
  }

  private func inflate(
    _ deflated: UnsafeRawBufferPointer, into raw: UnsafeMutableRawBufferPointer
  ) throws(BlockDataError) {
    inflateReset(stream)
    // zlib wants a place to write to even where nothing is to be written.
    var none: UInt8 = 0
    let status = withUnsafeMutablePointer(to: &none) { spare in
      stream.pointee.next_in = UnsafeMutablePointer(
        mutating: deflated.bindMemory(to: UInt8.self).baseAddress)
      stream.pointee.avail_in = UInt32(deflated.count)
      stream.pointee.next_out = raw.bindMemory(to: UInt8.self).baseAddress ?? spare
      stream.pointee.avail_out = UInt32(raw.count)
      return CZlib.inflate(stream, Z_FINISH)
    }
    let inflated = raw.count - Int(stream.pointee.avail_out)
    guard status == Z_STREAM_END else { throw .deflate(reason: reason(status), inflated) }
    guard inflated == raw.count else { throw .length(found: inflated, expected: raw.count) }
    guard stream.pointee.avail_in == 0 else {
      throw .deflate(reason: "\(stream.pointee.avail_in) bytes left over", inflated)
    }
  }

  private func reason(_ status: Int32) -> String {
    if let message = stream.pointee.msg { return String(cString: message) }
    if stream.pointee.avail_out == 0 { return "more data than its header says" }
    return status == Z_BUF_ERROR ? "the data ends too early" : "zlib status \(status)"
  }
}

extension BlockDataError {
  fileprivate static func deflate(reason: String, _ inflated: Int) -> BlockDataError {
    .deflate(reason: reason, inflatedBytes: inflated)
  }
}
