import Glibc

/// Where a command's result goes: standard output, or a file that appears only when it is whole.
final class TextSink {
  private let path: String?
  private let temporaryPath: String
  /// Whether a new file takes the path's name at the end.
  private let isReplaced: Bool
  private var descriptor: Int32 = -1
  private var pending: [UInt8] = []
  private static let flushBytes = 1 << 16

  /// `path` nil or `-` is standard output. What exists and is no plain file (a device, a pipe, a
  /// link) is written to as it is: replacing it would destroy it.
  init(path: String?) throws {
    self.path = path == "-" ? nil : path
    var status = stat()
    isReplaced = path.map { lstat($0, &status) != 0 || status.st_mode & S_IFMT == S_IFREG } ?? false
    temporaryPath = isReplaced ? "\(path ?? "").\(getpid()).part" : path ?? ""
    guard let path = self.path else { return }
    let flags = isReplaced ? O_CREAT | O_EXCL : O_TRUNC
    descriptor = open(temporaryPath, O_WRONLY | O_CLOEXEC | flags, 0o644)
    if descriptor < 0 { throw Self.failure("create", path) }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    if isReplaced { unlink(temporaryPath) }
  }

  func line(_ text: String) throws {
    guard path != nil else { return try Console.line(text) }
    pending.append(contentsOf: text.utf8)
    pending.append(0x0A)
    if pending.count >= Self.flushBytes { try flush() }
  }

  func write(_ bytes: borrowing Span<UInt8>) throws {
    guard path != nil else { return try Console.write(bytes) }
    for index in bytes.indices { pending.append(bytes[index]) }
    if pending.count >= Self.flushBytes { try flush() }
  }

  /// Writes out the rest; a file gets its name only now.
  func finish() throws {
    guard let path else { return try Console.flush() }
    try flush()
    guard isReplaced else { return }
    guard fsync(descriptor) == 0 else { throw Self.failure("write", path) }
    guard rename(temporaryPath, path) == 0 else { throw Self.failure("create", path) }
    close(descriptor)
    descriptor = -1
  }

  private func flush() throws {
    guard writeAll(pending, to: descriptor) else { throw Self.failure("write", path ?? "") }
    pending.removeAll(keepingCapacity: true)
  }

  private static func failure(_ verb: String, _ path: String) -> ToolError {
    ToolError("cannot \(verb) \(path): \(String(cString: strerror(errno)))")
  }
}
