import Basics
import Glibc
import Synchronization

/// A file that lines are appended to as they come, from any thread.
final class LineFile: Sendable {
  private let path: String
  private let state: Mutex<State>

  private struct State {
    var descriptor: Int32
    var error: ToolError?
  }

  /// - Throws: `ToolError` if the file exists or cannot be written.
  init(_ path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    if descriptor < 0 {
      throw ToolError("cannot create \(path): \(String(cString: strerror(errno)))")
    }
    self.path = path
    state = Mutex(State(descriptor: descriptor))
  }

  deinit { state.withLock { _ = close($0.descriptor) } }

  /// The first error of a write, if there was any; nothing has been written since.
  var error: ToolError? { state.withLock { $0.error } }

  func write(_ lines: String) {
    state.withLock { state in
      guard state.error == nil, !writeAll(Array(lines.utf8), to: state.descriptor) else { return }
      state.error = ToolError("cannot write to \(path): \(String(cString: strerror(errno)))")
    }
  }
}
