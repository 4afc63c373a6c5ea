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
      guard state.error == nil else { return }
      var rest = Array(lines.utf8)[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(state.descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
          state.error = ToolError("cannot write to \(path): \(String(cString: strerror(errno)))")
          return
        }
        rest = rest.dropFirst(count)
      }
    }
  }
}
