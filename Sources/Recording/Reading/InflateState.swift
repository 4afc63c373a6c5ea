package import CZlib

/// What zlib keeps while it inflates raw deflate data; reset and used again, by one thread.
package final class InflateState {
  /// On the heap: zlib keeps a pointer back to it.
  package let stream: UnsafeMutablePointer<z_stream>

  package init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let status = inflateInit2_(stream, -15, zlibVersion(), Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib cannot start to inflate: \(status)")
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }
}
