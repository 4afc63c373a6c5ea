import Basics
import Glibc

/// A command of the shell with pipes to its three streams, in a process group of its own. Whoever
/// lets go of it ends it.
final class ChildProcess {
  private let pid: pid_t
  private var input: Int32
  private var output: Int32
  private var errors: Int32
  /// As `waitpid` says; nil while it runs.
  private var status: Int32?

  /// - Parameter seclusion: what the command cannot read; nil: whatever its user can.
  init(shell command: String, seclusion: Seclusion? = nil) throws {
    let toChild = try Self.pipe()
    let fromChild = try Self.pipe()
    let errorsOfChild = try Self.pipe()
    // A write to a pipe that the child has closed is an error here, and a signal in the child.
    signal(SIGPIPE, SIG_IGN)
    let streams = (toChild.read, fromChild.write, errorsOfChild.write)
    let started =
      try seclusion?.run { Self.spawn(command, streams) } ?? Self.spawn(command, streams)
    for end in [toChild.read, fromChild.write, errorsOfChild.write] { Glibc.close(end) }
    pid = started.pid
    (input, output, errors) = (toChild.write, fromChild.read, errorsOfChild.read)
    _ = fcntl(input, F_SETFL, O_NONBLOCK)
    guard started.failure == 0 else {
      status = 0
      throw RunError(
        "cannot start /bin/sh for '\(command)': \(String(cString: strerror(started.failure)))")
    }
  }

  /// Starts a command with its three streams.
  private static func spawn(
    _ command: String, _ streams: (input: Int32, output: Int32, errors: Int32)
  ) -> (pid: pid_t, failure: Int32) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, streams.input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, streams.output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, streams.errors, STDERR_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var defaults = sigset_t()
    sigemptyset(&defaults)
    sigaddset(&defaults, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGDEF))

    let arguments = ["sh", "-c", command].map { (text: String) in strdup(text) }
    defer { for argument in arguments { free(argument) } }
    var pid: pid_t = 0
    let failure = posix_spawn(
      &pid, "/bin/sh", &actions, &attributes, arguments + [nil], environ)
    return (pid, failure)
  }

  deinit {
    closeInput()
    Self.close(&output)
    Self.close(&errors)
    kill()
  }

  var isOutputOpen: Bool { output >= 0 }
  var areErrorsOpen: Bool { errors >= 0 }

  /// Waits until something can be read or written, at most for a while.
  func wait(forMs ms: Int32, writes: Bool) -> (input: Bool, output: Bool, errors: Bool) {
    let events = Int16(POLLIN)
    var set = [
      pollfd(fd: writes ? input : -1, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: output, events: events, revents: 0),
      pollfd(fd: errors, events: events, revents: 0),
    ]
    guard poll(&set, nfds_t(set.count), ms) > 0 else { return (false, false, false) }
    return (set[0].revents != 0, set[1].revents != 0, set[2].revents != 0)
  }

  /// How many bytes its input took; nil if it is closed.
  func write(_ bytes: ArraySlice<UInt8>) -> Int? {
    let count = bytes.withUnsafeBytes { Glibc.write(input, $0.baseAddress, $0.count) }
    if count >= 0 { return count }
    return errno == EAGAIN || errno == EINTR ? 0 : nil
  }

  /// How many bytes came; 0 at the end of the output, which closes it.
  func readOutput(_ buffer: inout [UInt8]) -> Int { Self.read(&output, &buffer) }

  func readErrors(_ buffer: inout [UInt8]) -> Int { Self.read(&errors, &buffer) }

  func closeInput() { Self.close(&input) }

  var hasEnded: Bool {
    if status != nil { return true }
    var found: Int32 = 0
    guard waitpid(pid, &found, WNOHANG) == pid else { return false }
    status = found
    return true
  }

  var endedWell: Bool { status == 0 }

  /// How it ended, in words; nil while it runs.
  var endText: String? {
    guard let status else { return nil }
    let (signal, code) = (status & 0x7F, status >> 8 & 0xFF)
    if signal != 0 { return "was ended by signal \(signal)" }
    // The shell reports the signal that ended its command in this way.
    return "ended with exit status \(code)" + (code > 128 ? " (signal \(code - 128))" : "")
  }

  /// Ends the process and all that it has started.
  func kill() {
    guard status == nil else { return }
    Glibc.kill(-pid, SIGKILL)
    var found: Int32 = 0
    while waitpid(pid, &found, 0) < 0, errno == EINTR {}
    status = found
  }

  private static func pipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { throw RunError("cannot make a pipe: \(errnoText())") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  /// Bytes read, 0 at the end. Only of a stream for which `wait` said that there is something.
  private static func read(_ descriptor: inout Int32, _ buffer: inout [UInt8]) -> Int {
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count > 0 { return count }
      if count < 0 && errno == EINTR { continue }
      close(&descriptor)
      return 0
    }
  }

  private static func close(_ descriptor: inout Int32) {
    if descriptor >= 0 { Glibc.close(descriptor) }
    descriptor = -1
  }
}
