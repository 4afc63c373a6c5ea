import Basics
import Foundation
import Glibc

/// A folder under a name of its own until it is whole; gone if it never is.
final class PartFolder {
  let path: String
  private let finalPath: String
  private var isMoved = false

  /// Creates it. The folders above are created too.
  init(for finalPath: String) throws {
    var trimmed = finalPath
    while trimmed.count > 1, trimmed.last == "/" { trimmed.removeLast() }
    self.finalPath = trimmed
    let url = URL(fileURLWithPath: trimmed)
    path =
      url.deletingLastPathComponent().path + "/.\(url.lastPathComponent).\(getpid()).part"
    // Of one that was killed under the same number.
    try? FileManager.default.removeItem(atPath: path)
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw RunError("cannot create \(path): \(error.localizedDescription)")
    }
  }

  deinit {
    if !isMoved { try? FileManager.default.removeItem(atPath: path) }
  }

  /// Gives it its name, which nothing or an empty folder has, for good.
  func move() throws {
    guard rename(path, finalPath) == 0 else {
      throw RunError("cannot create \(finalPath): \(errnoText())")
    }
    isMoved = true
    try Self.forceToDisk(URL(fileURLWithPath: finalPath).deletingLastPathComponent().path)
  }

  /// What was written there, or the names in a folder, survives a loss of power from here on.
  static func forceToDisk(_ path: String) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    defer { if file >= 0 { close(file) } }
    guard file >= 0, fsync(file) == 0 else {
      throw RunError("\(path): cannot force it to the disk: \(errnoText())")
    }
  }
}
