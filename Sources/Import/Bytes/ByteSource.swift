/// Bytes that arrive in pieces: a file, a gzip stream, an entry of a ZIP.
package protocol ByteSource: AnyObject {
  /// Fills the front of `buffer` (never empty) and gives the number of bytes; 0 is the end, and
  /// stays the end. Fewer bytes than asked for mean nothing.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// How far an import has come, in bytes of the files as they lie on disk.
package final class ImportMeter {
  package internal(set) var bytesRead: Int64 = 0

  package init() {}
}
