import Basics
import Glibc

/// Somewhere that lines of text go.
package protocol TextOutput: AnyObject {
  func line(_ text: String) throws
  func write(_ bytes: borrowing Span<UInt8>) throws
  /// Writes out the rest.
  func finish() throws
}

/// A file that takes its name only when it is whole.
package final class WholeFile: TextOutput {
  private let path: String
  private let temporaryPath: String
  /// Whether a new file takes the path's name at the end.
  private let isReplaced: Bool
  private var descriptor: Int32 = -1
  private var pending: [UInt8] = []
  private static let flushBytes = 1 << 16

  /// What exists and is no plain file (a device, a pipe, a link) is written to as it is: replacing it
  /// would destroy it.
  package init(_ path: String) throws {
    self.path = path
    var status = stat()
    isReplaced = lstat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    temporaryPath = isReplaced ? "\(path).\(getpid()).part" : path
    let flags = isReplaced ? O_CREAT | O_EXCL : O_TRUNC
    descriptor = open(temporaryPath, O_WRONLY | O_CLOEXEC | flags, 0o644)
    if descriptor < 0 { throw failure("create") }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    if isReplaced { unlink(temporaryPath) }
  }

  package func line(_ text: String) throws {
    pending.append(contentsOf: text.utf8)
    pending.append(0x0A)
    if pending.count >= Self.flushBytes { try flush() }
  }

  package func write(_ bytes: borrowing Span<UInt8>) throws {
    bytes.withUnsafeBufferPointer { pending.append(contentsOf: $0) }
    if pending.count >= Self.flushBytes { try flush() }
  }

  /// Writes out the rest, and gives the file its name.
  package func finish() throws {
    try flush()
    guard isReplaced else { return }
    guard fsync(descriptor) == 0 else { throw failure("write") }
    guard rename(temporaryPath, path) == 0 else { throw failure("create") }
    close(descriptor)
    descriptor = -1
  }

  private func flush() throws {
    guard writeAll(pending, to: descriptor) else { throw failure("write") }
    pending.removeAll(keepingCapacity: true)
  }

  private func failure(_ verb: String) -> RunError {
    RunError("cannot \(verb) \(path): \(errnoText())")
  }
}
