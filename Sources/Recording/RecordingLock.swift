#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The right to write in a folder: an flock(2) on `recording.lock`, which the system takes back when
/// the process dies, however it dies. The file's text tells others who holds it.
final class RecordingLock {
  static let fileName = "recording.lock"

  private let file: DiskFile

  /// Takes the lock.
  ///
  /// - Throws: `RecordingError.locked` with the holder's own words if another writer has it.
  init(directory: String, holder: String) throws(RecordingError) {
    let path = directory + "/" + RecordingLock.fileName
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
        throw .locked(directory: directory, holder: RecordingLock.text(file))
      }
      // The holder before may have deleted the file between our open and our lock: then the lock is
      // on a file that no one else will find.
      guard RecordingLock.isStillThere(file) else { continue }
      try file.truncate(to: 0)
      var words = Array((holder + "\n").utf8)
      try words.withUnsafeMutableBufferPointer { bytes throws(RecordingError) in
        var rest = UnsafeRawBufferPointer(bytes)
        while rest.count > 0 {
          let count = pwrite(
            descriptor, rest.baseAddress, rest.count, off_t(bytes.count - rest.count))
          guard count > 0 else {
            throw .system(operation: "write the lock file", path: path, code: errno)
          }
          rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
      }
      self.file = file
      return
    }
  }

  /// Gives the lock back and removes its file.
  func release() {
    unlink(file.path)
    flock(file.descriptor, LOCK_UN)
  }

  /// What the present holder says of itself; nil if no one writes in the folder.
  static func holder(_ directory: String) -> String? {
    guard let file = try? DiskFile(reading: directory + "/" + fileName) else { return nil }
    guard flock(file.descriptor, LOCK_SH | LOCK_NB) == 0 else { return text(file) }
    flock(file.descriptor, LOCK_UN)
    return nil
  }

  private static func text(_ file: DiskFile) -> String {
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = (try? file.read(into: &bytes, count: bytes.count, at: 0)) ?? 0
    let line = bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }
    return line.isEmpty ? "it does not say which" : String(decoding: line, as: UTF8.self)
  }

  private static func isStillThere(_ file: DiskFile) -> Bool {
    var held = stat()
    var named = stat()
    return fstat(file.descriptor, &held) == 0 && stat(file.path, &named) == 0
      && held.st_ino == named.st_ino && held.st_dev == named.st_dev
  }
}

/// The number of this process, for the lock's text.
func processNumber() -> Int32 { getpid() }
