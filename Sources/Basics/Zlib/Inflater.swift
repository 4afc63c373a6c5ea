import CZlib

/// zlib's inflate, step by step. One per stream: it keeps 32 KiB of window and nothing else.
final class Inflater {
  enum Format: Int32 {
    /// RFC 1951 without a wrapper, as in a ZIP.
    case raw = -15
    /// RFC 1952: header, deflate, CRC-32 and length, all checked by zlib.
    case gzip = 31
  }

  enum Outcome {
    case more, ended
    case damaged(String)
  }

  private let stream: UnsafeMutablePointer<z_stream>

  init(_ format: Format) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let code = inflateInit2_(
      stream, format.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(code == Z_OK, "inflateInit2 failed with \(code)")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Ready for the next member of the same format.
  func reset() { inflateReset(stream) }

  /// Unpacks from `input` into `output` (both at most 4 GiB); tells how much of each was used.
  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> (consumed: Int, produced: Int, outcome: Outcome) {
    let start = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.next_in = UnsafeMutablePointer(mutating: start)
    stream.pointee.avail_in = UInt32(input.count)
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(output.count)
    let code = inflate(stream, Z_NO_FLUSH)
    let consumed = input.count - Int(stream.pointee.avail_in)
    let produced = output.count - Int(stream.pointee.avail_out)
    switch code {
    // Z_BUF_ERROR: no room or no input, which the caller sees from the counts.
    case Z_OK, Z_BUF_ERROR: return (consumed, produced, .more)
    case Z_STREAM_END: return (consumed, produced, .ended)
    default:
      let message = stream.pointee.msg.map { String(cString: $0) }
      return (consumed, produced, .damaged(message ?? "zlib code \(code)"))
    }
  }
}
