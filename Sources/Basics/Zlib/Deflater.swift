import CZlib

/// zlib's deflate without a wrapper (RFC 1951), of bytes that lie in memory. One per thread; it is used
/// again.
package final class Deflater {
  package enum Strategy: Sendable {
    case standard
    /// For small values that do not repeat (`Z_FILTERED`).
    case filtered
  }

  // On the heap: zlib keeps a pointer back to it.
  private let stream: UnsafeMutablePointer<z_stream>

  /// - Parameters:
  ///   - level: zlib's compression level, 1 to 9.
  ///   - memoryLevel: zlib's own; 8 is its default, 9 the most.
  package init(level: Int, strategy: Strategy, memoryLevel: Int = 8) {
    precondition((1...9).contains(level), "zlib level \(level) is not in 1...9")
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let status = deflateInit2_(
      stream, Int32(level), Z_DEFLATED, -15, Int32(memoryLevel),
      strategy == .filtered ? Z_FILTERED : Z_DEFAULT_STRATEGY, zlibVersion(),
      Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib cannot start to compress: \(status)")
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Room that is enough for so many bytes, whatever they are.
  package func bound(_ byteCount: Int) -> Int { Int(deflateBound(stream, UInt(byteCount))) }

  /// Deflates a whole stream; `output` has room for its bound.
  ///
  /// - Returns: bytes written.
  package func deflate(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Int {
    deflateReset(stream)
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.bindMemory(to: UInt8.self).baseAddress)
    stream.pointee.avail_in = UInt32(input.count)
    stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_out = UInt32(output.count)
    let status = CZlib.deflate(stream, Z_FINISH)
    precondition(status == Z_STREAM_END, "zlib's bound was too small: \(status)")
    return output.count - Int(stream.pointee.avail_out)
  }
}
