#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// An open file: closed when the last owner lets go of it.
package final class DiskFile: Sendable {
  package let descriptor: Int32
  package let path: String

  package init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { close(descriptor) }

  /// Opens for reading.
  package init(reading path: String) throws(RecordingError) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    self.path = path
    guard descriptor >= 0 else {
      throw .system(operation: "open the file", path: path, code: errno)
    }
  }

  /// Creates a file that must not exist yet, to append to.
  package init(creating path: String) throws(RecordingError) {
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o644)
    self.path = path
    guard descriptor >= 0 else {
      throw .system(operation: "create the file", path: path, code: errno)
    }
  }

  /// Opens a file to append to and to cut.
  package init(appending path: String) throws(RecordingError) {
    descriptor = open(path, O_RDWR | O_APPEND | O_CLOEXEC)
    self.path = path
    guard descriptor >= 0 else {
      throw .system(operation: "open the file to append", path: path, code: errno)
    }
  }

  /// Its length in bytes.
  package func byteCount() throws(RecordingError) -> Int64 {
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else {
      throw .system(operation: "ask the length of the file", path: path, code: errno)
    }
    return Int64(facts.st_size)
  }

  /// Reads from `offset` until `buffer` is full or the file ends.
  ///
  /// - Returns: the bytes read.
  package func read(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int64)
    throws(RecordingError) -> Int
  {
    var done = 0
    while done < buffer.count {
      let count = pread(
        descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset) + off_t(done))
      if count == 0 { break }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw .system(operation: "read at byte \(offset)", path: path, code: errno)
      }
      done += count
    }
    return done
  }

  /// Reads into the first `count` bytes of an array that has at least so many.
  package func read(into bytes: inout [UInt8], count: Int, at offset: Int64) throws(RecordingError)
    -> Int
  {
    try bytes.withUnsafeMutableBufferPointer { buffer throws(RecordingError) in
      try read(UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count), at: offset)
    }
  }

  /// Appends all of `bytes`: one write(2), unless the system takes only part of them.
  package func append(_ bytes: UnsafeRawBufferPointer, _ disk: DiskAccess) throws(RecordingError) {
    var rest = bytes
    while rest.count > 0 {
      let count = disk.write(descriptor, rest)
      guard count >= 0 else {
        if count == -Int(EINTR) { continue }
        throw .system(
          operation: "write \(rest.count) bytes", path: path, code: Int32(clamping: -count))
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Appends part of another file.
  package func append(
    contentsOf other: DiskFile, _ range: Range<Int64>, _ disk: DiskAccess
  ) throws(RecordingError) {
    var buffer = [UInt8](
      repeating: 0, count: Int(min(256 << 10, range.upperBound - range.lowerBound)))
    var at = range.lowerBound
    while at < range.upperBound {
      let wanted = Int(min(Int64(buffer.count), range.upperBound - at))
      let count = try other.read(into: &buffer, count: wanted, at: at)
      guard count > 0 else {
        throw .system(
          operation: "read at byte \(at): the file ends there", path: other.path, code: 0)
      }
      try buffer.withUnsafeBufferPointer { bytes throws(RecordingError) in
        try append(UnsafeRawBufferPointer(start: bytes.baseAddress, count: count), disk)
      }
      at += Int64(count)
    }
  }

  /// Cuts the file to a length.
  package func truncate(to byteCount: Int64) throws(RecordingError) {
    guard ftruncate(descriptor, off_t(byteCount)) == 0 else {
      throw .system(operation: "cut the file to \(byteCount) bytes", path: path, code: errno)
    }
  }

  /// Returns when what was written is on the disk.
  package func sync(_ disk: DiskAccess) throws(RecordingError) {
    let code = disk.sync(descriptor)
    guard code == 0 else {
      throw .system(operation: "sync the file to disk", path: path, code: code)
    }
  }
}

/// What the operating system calls an error.
package func systemMessage(_ code: Int32) -> String { String(cString: strerror(code)) }
