import Foundation
import Glibc

/// A child process whose standard output the test reads line by line.
final class Child {
  private let identifier: pid_t
  private let output: Int32
  private var buffer: [UInt8] = []

  /// Starts a program that the package built, by its name.
  init(_ program: String, _ arguments: [String]) throws {
    // One start at a time: a child started between `pipe` and `fcntl` would keep our pipe open.
    Child.starting.lock()
    defer { Child.starting.unlock() }
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw Failure(what: "pipe", code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // Small, so that the child cannot run far ahead of the test.
    _ = fcntl(ends[0], Child.setPipeSize, 4096)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    let path = Child.folder + "/" + program
    let words = ([path] + arguments).map { strdup($0) }
    defer { for word in words { free(word) } }
    var identifier = pid_t()
    let code = posix_spawn(&identifier, path, &actions, nil, words + [nil], environ)
    close(ends[1])
    guard code == 0 else {
      close(ends[0])
      throw Failure(what: "start \(path)", code: code)
    }
    self.identifier = identifier
    output = ends[0]
  }

  deinit { close(output) }

  /// The next whole line; nil at the end of the output.
  func line() -> String? {
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        let line = String(decoding: buffer[..<end], as: UTF8.self)
        buffer.removeFirst(end + 1)
        return line
      }
      var chunk = [UInt8](repeating: 0, count: 4096)
      let count = read(output, &chunk, chunk.count)
      if count <= 0 { return nil }
      buffer += chunk[..<count]
    }
  }

  /// Kills it as the system does when memory runs out, and waits until it is gone.
  func kill() {
    Glibc.kill(identifier, SIGKILL)
    _ = wait()
  }

  /// Its exit status; nil if a signal ended it.
  func wait() -> Int32? {
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : nil
  }

  /// F_SETPIPE_SZ, which the C library's overlay leaves out.
  private static let setPipeSize: Int32 = 1031
  private static let starting = NSLock()

  /// Where the package's programs lie: beside the program that runs the tests.
  static let folder: String = {
    let path = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return (path as NSString).deletingLastPathComponent
  }()

  struct Failure: Error {
    let what: String
    let code: Int32
  }
}
