/// Bytes that arrive in pieces: a file, a gzip stream, an entry of a ZIP.
package protocol ByteSource: AnyObject {
  /// Fills the first bytes of `buffer`, which is not empty, and returns how many. 0 means the end, also
  /// for every later call; fewer bytes than there is room for do not.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// How far an import has come, in bytes of the files as they lie on disk.
package final class ImportMeter {
  package internal(set) var bytesRead: Int64 = 0
  /// Is handed how many bytes were read whenever some were; what it throws ends the reading.
  var observe: ((Int64) throws -> Void)?

  func add(_ count: Int) throws {
    bytesRead += Int64(count)
    try observe?(bytesRead)
  }

  package init() {}
}
