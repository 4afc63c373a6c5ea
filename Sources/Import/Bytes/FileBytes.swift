import Glibc

/// A regular file, read from an offset of the caller's choice.
package final class FileBytes {
  package let path: String
  package let byteCount: Int64
  private let descriptor: Int32
  private let meter: ImportMeter?

  package init(path: String, meter: ImportMeter? = nil) throws {
    self.path = path
    self.meter = meter
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileBytes.cannotOpen(path, errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw FileBytes.cannotOpen(path, code)
    }
    byteCount = Int64(status.st_size)
    let mode = status.st_mode & S_IFMT
    guard mode == S_IFREG, byteCount > 0 else {
      close(descriptor)
      throw FileBytes.notUsable(path, isFolder: mode == S_IFDIR, isFile: mode == S_IFREG)
    }
  }

  deinit { close(descriptor) }

  /// Reads at `offset`: 0 bytes only at the end of the file.
  package func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
  ) throws -> Int {
    while true {
      let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      if count >= 0 {
        try meter?.add(count)
        return count
      }
      guard errno == EINTR else {
        throw ImportError(
          path, .offset(offset), found: "a read error: \(String(cString: strerror(errno)))",
          expected: "\(byteCount) readable bytes", advice: "copy the file anew")
      }
    }
  }

  /// `count` bytes at `offset`, or fewer where the file ends.
  package func bytes(at offset: Int64, count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let start = filled
      let got = try bytes.withUnsafeMutableBytes { buffer throws in
        try read(
          into: UnsafeMutableRawBufferPointer(rebasing: buffer[start...]),
          at: offset + Int64(start))
      }
      if got == 0 { break }
      filled += got
    }
    bytes.removeLast(count - filled)
    return bytes
  }

  private static func cannotOpen(_ path: String, _ code: Int32) -> ImportError {
    ImportError(
      path, found: String(cString: strerror(code)), expected: "a readable file",
      advice: code == ENOENT ? "check the path" : "check the file's permissions")
  }

  private static func notUsable(_ path: String, isFolder: Bool, isFile: Bool) -> ImportError {
    if isFolder {
      return ImportError(
        path, found: "a folder", expected: "a file", advice: "name the files in it: \(path)/*")
    }
    if isFile {
      return ImportError(
        path, found: "an empty file", expected: "data",
        advice: "leave it out, or fetch it anew")
    }
    return ImportError(
      path, found: "a pipe or a device", expected: "a regular file",
      advice: "write it to a file first: imports read a file twice")
  }
}

/// The bytes of a file from first to last.
package final class PlainBytes: ByteSource {
  private let file: FileBytes
  private var offset: Int64 = 0

  package init(_ file: FileBytes) { self.file = file }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = try file.read(into: buffer, at: offset)
    offset += Int64(count)
    return count
  }
}

/// True if something lies at a path, whatever it is.
func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }
