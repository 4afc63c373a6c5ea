#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The right to write in a folder: an flock(2) on `recording.lock`, which the system takes back when
/// the process dies, however it dies.
///
/// The file's first line says to others who holds it. If the holder dies the file stays, and its
/// session is what the next writer must recover; sessions not recovered yet stand in further lines.
/// ```
/// process 4711 on vps1, session a1b2c3
/// recovering 99ffee
/// ```
package final class RecordingLock {
  package static let fileName = "recording.lock"

  /// Sessions whose writers died and that are not recovered yet.
  let interruptedSessions: [String]
  private let file: DiskFile
  private let holder: String

  /// Takes the lock.
  ///
  /// - Throws: `RecordingError.locked` with the holder's own words if another writer has it.
  package init(
    directory: String, host: String, session: String, fileName: String = RecordingLock.fileName
  ) throws(RecordingError) {
    let path = directory + "/" + fileName
    file = try RecordingLock.locked(path, directory)
    holder = "process \(getpid()) on \(host)\(RecordingLock.sessionMark)\(session)"
    interruptedSessions = RecordingLock.sessions(in: RecordingLock.lines(file))
    try write([holder] + interruptedSessions.map { RecordingLock.recoveringMark + $0 })
  }

  /// Notes that the interrupted sessions are whole again.
  func didRecover() throws(RecordingError) {
    if !interruptedSessions.isEmpty { try write([holder]) }
  }

  /// Gives the lock back.
  ///
  /// - Parameter isClean: all is sealed. Otherwise the file stays, to tell the next writer what to
  ///   recover.
  package func release(isClean: Bool) {
    if isClean { unlink(file.path) }
    flock(file.descriptor, LOCK_UN)
  }

  private static let sessionMark = ", session "
  private static let recoveringMark = "recovering "
  private static let textBytesMax = 64 << 10

  private static func locked(
    _ path: String, _ directory: String
  ) throws(RecordingError) -> DiskFile {
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else {
        throw .system(operation: "open the lock file", path: path, code: errno)
      }
      let file = DiskFile(descriptor: descriptor, path: path)
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        guard errno == EWOULDBLOCK else {
          throw .system(operation: "lock the file", path: path, code: errno)
        }
        throw .locked(directory: directory, holder: text(file))
      }
      // The last holder may have deleted the file between our open and our lock. Then the lock is
      // on a file that nobody else will find.
      if isStillThere(file) { return file }
    }
  }

  private func write(_ lines: [String]) throws(RecordingError) {
    try file.truncate(to: 0)
    let bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
    guard pwrite(file.descriptor, bytes, bytes.count, 0) == bytes.count else {
      throw .system(operation: "write the lock file", path: file.path, code: errno)
    }
  }

  private static func sessions(in lines: [String]) -> [String] {
    var sessions: [String] = []
    if let first = lines.first, let mark = first.firstRange(of: sessionMark) {
      sessions.append(String(first[mark.upperBound...]))
    }
    for line in lines.dropFirst() where line.hasPrefix(recoveringMark) {
      sessions.append(String(line.dropFirst(recoveringMark.count)))
    }
    return sessions.filter(SegmentName.isSession)
  }

  /// What the present holder says of itself; nil if no one writes in the folder.
  static func holder(_ directory: String) -> String? {
    guard let file = try? DiskFile(reading: directory + "/" + fileName) else { return nil }
    guard flock(file.descriptor, LOCK_SH | LOCK_NB) == 0 else { return text(file) }
    flock(file.descriptor, LOCK_UN)
    return nil
  }

  private static func text(_ file: DiskFile) -> String {
    lines(file).first ?? "it does not say which"
  }

  private static func lines(_ file: DiskFile) -> [String] {
    var bytes = [UInt8](repeating: 0, count: textBytesMax)
    let count = (try? file.read(into: &bytes, count: bytes.count, at: 0)) ?? 0
    return bytes[..<count].split(separator: UInt8(ascii: "\n"))
      .map { String(decoding: $0, as: UTF8.self) }
  }

  private static func isStillThere(_ file: DiskFile) -> Bool {
    var held = stat()
    var named = stat()
    return fstat(file.descriptor, &held) == 0 && stat(file.path, &named) == 0
      && held.st_ino == named.st_ino && held.st_dev == named.st_dev
  }
}
