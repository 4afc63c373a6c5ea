import Basics
import CLandlock
import Dispatch
import Foundation
import Glibc

/// Starts a process that cannot read some files: what it is tested on must not be within its reach.
///
/// A recording's folder is hidden with all beneath. Of a file, all files of its folder are, but for
/// those that the command itself names, and Python's modules, which a script there may need. Landlock
/// knows only what is allowed, so that of every folder on the way there its other entries are allowed.
/// Names can be read everywhere, since an interpreter that may not list a folder finds no module in it.
struct Seclusion: Sendable {
  /// Real paths of folders.
  private let hidden: Set<String>
  /// Folders of which the files are hidden, and not the folders.
  private let hiddenFiles: Set<String>
  /// Files within that can be read all the same.
  private let allowed: [String]

  /// Whether the kernel can do it.
  static var isPossible: Bool { tapedeck_landlock_version() > 0 }

  /// - Parameters:
  ///   - paths: of recordings, segments or CSVs.
  ///   - needed: files that the command names.
  init(hiding paths: [String], for needed: [String]) {
    let paths = Set(paths.compactMap(Self.realPath))
    hidden = paths.filter { Self.isFolder($0) }
    hiddenFiles = Set(
      paths.filter { !Self.isFolder($0) }.map { ($0 as NSString).deletingLastPathComponent })
    allowed = needed.compactMap(Self.realPath).filter { !paths.contains($0) && !Self.isFolder($0) }
  }

  /// Runs something on a thread of its own that is secluded, and so is what it starts.
  func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
    let rules = try makeRules()
    defer { close(rules) }
    let outcome = Outcome<Value>()
    let thread = Thread {
      outcome.result = Result {
        guard tapedeck_landlock_enter(rules) == 0 else {
          throw RunError("cannot seclude the command: \(errnoText())")
        }
        return try body()
      }
      outcome.isDone.signal()
    }
    thread.start()
    outcome.isDone.wait()
    guard let result = outcome.result else {
      preconditionFailure("a thread ended without a result")
    }
    return try result.get()
  }

  /// One thread writes the result, the other waits until it has.
  private final class Outcome<Value: Sendable>: @unchecked Sendable {
    var result: Result<Value, any Error>?
    let isDone = DispatchSemaphore(value: 0)
  }

  private func makeRules() throws -> Int32 {
    let rules = tapedeck_landlock_begin()
    guard rules >= 0 else { throw RunError("cannot seclude the command: \(errnoText())") }
    _ = tapedeck_landlock_allow_listing(rules, "/")
    allowAll(in: "/", rules)
    for path in allowed { _ = tapedeck_landlock_allow(rules, path, 0) }
    return rules
  }

  /// Allows a folder's entries, but for what is hidden. One that is gone by now need not be allowed, and
  /// a link is followed before it is judged.
  private func allowAll(in folder: String, _ rules: Int32) {
    if hidden.contains(folder) { return }
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      let path = folder == "/" ? "/" + name : folder + "/" + name
      let isFolder = Self.isFolder(path)
      if isOnTheWay(path) {
        allowAll(in: path, rules)
      } else if isFolder || !hiddenFiles.contains(folder) || name.hasSuffix(".py") {
        _ = tapedeck_landlock_allow(rules, path, isFolder ? 1 : 0)
      }
    }
  }

  private func isOnTheWay(_ path: String) -> Bool {
    hidden.union(hiddenFiles).contains { $0 == path || $0.hasPrefix(path + "/") }
  }

  private static func realPath(_ path: String) -> String? {
    guard let real = Glibc.realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
