import Glibc

/// Writes all bytes, in as many calls as that takes; false, with `errno` set, if one of them fails.
package func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  var written = 0
  while written < bytes.count {
    let count = bytes.withUnsafeBytes {
      Glibc.write(descriptor, $0.baseAddress! + written, bytes.count - written)
    }
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else { return false }
    written += count
  }
  return true
}

/// Why the last system call failed.
package func errnoText() -> String { String(cString: strerror(errno)) }
