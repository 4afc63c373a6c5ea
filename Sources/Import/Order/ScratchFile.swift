import Basics
import Glibc

/// A file without a name, for what does not fit into memory. It goes with its last owner.
final class ScratchFile: Sendable {
  private let descriptor: Int32
  private let folder: String

  /// - Parameter folder: whose file system has room for it.
  init(in folder: String) throws {
    self.folder = folder
    var template = Array((folder + "/.tapedeck-rows-XXXXXX").utf8CString)
    descriptor = template.withUnsafeMutableBufferPointer { mkstemp($0.baseAddress!) }
    guard descriptor >= 0 else { throw failure("create a temporary file") }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    _ = template.withUnsafeBufferPointer { unlink($0.baseAddress!) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Writes all of `bytes` at an offset.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws {
    var done = 0
    while done < bytes.count {
      let count = pwrite(
        descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset) + done)
      if count < 0 {
        if errno == EINTR { continue }
        throw failure("write rows to a temporary file")
      }
      done += count
    }
  }

  /// Reads until `buffer` is full or the file ends; answers how many bytes.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws -> Int {
    var done = 0
    while done < buffer.count {
      let count = pread(
        descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset) + done)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure("read rows of a temporary file")
      }
      done += count
    }
    return done
  }

  private func failure(_ what: String) -> ImportError {
    ImportError(
      folder, found: "\(errnoText()), trying to \(what)", expected: "room to put rows in order",
      advice: "make room on the disk")
  }
}
