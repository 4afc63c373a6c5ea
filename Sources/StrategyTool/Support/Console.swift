import Basics
import Glibc
import Runs

/// The two streams of the process. Results go to stdout, everything else to stderr.
///
/// `print` ignores write errors, so a report sent to a full disk would be lost with exit status 0;
/// here a failed write throws.
enum Console {
  nonisolated(unsafe) private static var pending: [UInt8] = []
  nonisolated(unsafe) private static var bar = ProgressBar()
  nonisolated(unsafe) private static var progressShown = false
  private static let flushBytes = 1 << 16

  /// Whether stderr is a terminal that a progress bar may be drawn on.
  static let drawsProgress = isatty(STDERR_FILENO) == 1

  /// Whether people read stdout on a terminal.
  static let isOnTerminal = isatty(STDOUT_FILENO) == 1

  /// Appends text to stdout's buffer. Call `flush()` to see it fail.
  static func write(_ text: String) { pending.append(contentsOf: text.utf8) }

  /// Appends bytes to stdout and writes the buffer out when it is large.
  static func write(_ bytes: borrowing Span<UInt8>) throws {
    bytes.withUnsafeBufferPointer { pending.append(contentsOf: $0) }
    if pending.count >= flushBytes { try flush() }
  }

  /// Appends a line to stdout and writes the buffer out when it is large.
  static func line(_ text: String) throws {
    write(text)
    pending.append(0x0A)
    if pending.count >= flushBytes { try flush() }
  }

  static func lines(_ texts: [String]) throws { for text in texts { try line(text) } }

  /// Writes out what is buffered for stdout. On a terminal the progress line makes room for it.
  static func flush() throws {
    if !pending.isEmpty, isatty(STDOUT_FILENO) == 1 { clearProgress() }
    defer { pending.removeAll(keepingCapacity: true) }
    try write(pending, to: STDOUT_FILENO, name: "standard output")
  }

  /// A line on stderr.
  static func report(_ text: String) {
    clearProgress()
    try? write(Array((text + "\n").utf8), to: STDERR_FILENO, name: "standard error")
  }

  /// Shows what a run says: its progress on a terminal, everything else as lines on stderr.
  static func show(_ event: RunEvent) {
    switch event {
    case .progress(let progress):
      guard drawsProgress, let text = bar.text(progress) else { return }
      self.progress(text)
    case .info(let text): report(text)
    case .note(let text): report("note: \(text)")
    case .warning(let text): report("warning: \(text)")
    }
  }

  /// Passes on what another program wrote to its stderr.
  static func pass(_ bytes: ArraySlice<UInt8>) {
    clearProgress()
    try? write(Array(bytes), to: STDERR_FILENO, name: "standard error")
  }

  /// Draws the progress line, on a terminal only.
  static func progress(_ text: String) {
    guard drawsProgress else { return }
    progressShown = true
    try? write(Array("\r\u{1B}[K\(text)".utf8), to: STDERR_FILENO, name: "standard error")
  }

  /// Takes the progress line away.
  static func clearProgress() {
    guard progressShown else { return }
    progressShown = false
    try? write(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO, name: "standard error")
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32, name: String) throws {
    guard writeAll(bytes, to: descriptor) else {
      throw ToolError("cannot write to \(name): \(String(cString: strerror(errno)))")
    }
  }

  /// Where a command's result goes: a file, or standard output where the path is nil or `-`.
  static func output(to path: String?) throws -> any TextOutput {
    guard let path, path != "-" else { return StandardOutput() }
    return try WholeFile(path)
  }

  private final class StandardOutput: TextOutput {
    func line(_ text: String) throws { try Console.line(text) }
    func write(_ bytes: borrowing Span<UInt8>) throws { try Console.write(bytes) }
    func finish() throws { try Console.flush() }
  }
}
