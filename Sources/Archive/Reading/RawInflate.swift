import CZlib
import Recording

/// Inflates columns. One per thread; its state is reused.
final class RawInflate {
  private let state = InflateState()
  private var stream: UnsafeMutablePointer<z_stream> { state.stream }

  /// Gives exactly `output.count` bytes, from `bytes` that are deflated or, if as many, are they.
  func inflate(
    _ bytes: borrowing Span<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>, _ name: String
  ) throws(PackedError) {
    let isWhole = bytes.withUnsafeBufferPointer { input in
      if input.count == output.count {
        _ = output.update(fromContentsOf: input)
        return true
      }
      return run(input, output)
    }
    guard isWhole else { throw .deflate(name) }
  }

  private func run(
    _ input: UnsafeBufferPointer<UInt8>, _ output: UnsafeMutableBufferPointer<UInt8>
  ) -> Bool {
    guard let source = input.baseAddress, let target = output.baseAddress else { return false }
    inflateReset(stream)
    stream.pointee.next_in = UnsafeMutablePointer(mutating: source)
    stream.pointee.avail_in = UInt32(input.count)
    stream.pointee.next_out = target
    stream.pointee.avail_out = UInt32(output.count)
    return CZlib.inflate(stream, Z_FINISH) == Z_STREAM_END && stream.pointee.avail_in == 0
      && stream.pointee.avail_out == 0
  }
}
