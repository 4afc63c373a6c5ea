import CZlib

/// zlib's inflate. One per thread: it keeps 32 KiB of window and nothing else, and is used again.
package final class Inflater {
  package enum Format: Int32, Sendable {
    /// RFC 1951 without a wrapper, as in a ZIP or behind a header of our own.
    case raw = -15
    /// RFC 1952: header, deflate, CRC-32 and length, all checked by zlib.
    case gzip = 31
  }

  package enum Outcome: Equatable, Sendable {
    /// The input or the room for output is used up.
    case more
    case ended
    case damaged(String)
  }

  /// What a step used of its input and wrote.
  package struct Step: Equatable, Sendable {
    package var consumed: Int
    package var produced: Int
    package var outcome: Outcome
  }

  // On the heap: zlib keeps a pointer back to it.
  private let stream: UnsafeMutablePointer<z_stream>

  package init(_ format: Format) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let status = inflateInit2_(
      stream, format.rawValue, zlibVersion(), Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib cannot start to inflate: \(status)")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Ready for the next stream of the same format.
  package func reset() { inflateReset(stream) }

  /// Goes on with a stream, from `input` into `output` (both below 4 GiB).
  package func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Step {
    run(input, output, Z_NO_FLUSH)
  }

  /// Inflates a whole stream that lies in memory, where the room for it is known. It does not use the
  /// window, so it is faster than steps.
  package func inflate(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Step {
    reset()
    // zlib wants an address to write to even where nothing is to be written.
    guard output.baseAddress == nil else { return run(input, output, Z_FINISH) }
    var none: UInt8 = 0
    return withUnsafeMutableBytes(of: &none) { spare in
      run(input, UnsafeMutableRawBufferPointer(rebasing: spare[..<0]), Z_FINISH)
    }
  }

  private func run(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer, _ flush: Int32
  ) -> Step {
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.bindMemory(to: UInt8.self).baseAddress)
    stream.pointee.avail_in = UInt32(input.count)
    stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_out = UInt32(output.count)
    let status = CZlib.inflate(stream, flush)
    return Step(
      consumed: input.count - Int(stream.pointee.avail_in),
      produced: output.count - Int(stream.pointee.avail_out), outcome: outcome(status))
  }

  private func outcome(_ status: Int32) -> Outcome {
    switch status {
    // Z_BUF_ERROR: no room or no input, which the caller sees from the counts.
    case Z_OK, Z_BUF_ERROR: .more
    case Z_STREAM_END: .ended
    default: .damaged(stream.pointee.msg.map { String(cString: $0) } ?? "zlib status \(status)")
    }
  }
}
