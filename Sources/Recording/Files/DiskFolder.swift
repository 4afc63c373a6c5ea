#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Folders and paths, as far as a recording needs them.
package enum DiskFolder {
  /// A stream can be read once: a pipe, a terminal, a socket.
  package enum Item { case none, file, folder, stream }

  /// What stands at a path, following links.
  package static func item(_ path: String) -> Item {
    var facts = stat()
    guard stat(path, &facts) == 0 else { return .none }
    switch facts.st_mode & S_IFMT {
    case S_IFDIR: return .folder
    case S_IFREG: return .file
    default: return .stream
    }
  }

  /// Names in a folder, sorted by their bytes.
  package static func names(_ directory: String) throws(RecordingError) -> [String] {
    guard let handle = opendir(directory) else {
      throw .system(operation: "list the folder", path: directory, code: errno)
    }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Makes a folder and those above it; none of them need be new.
  package static func create(_ directory: String) throws(RecordingError) {
    if mkdir(directory, 0o755) == 0 || item(directory) == .folder { return }
    let code = errno
    let above = parent(directory)
    guard code == ENOENT, above != directory else {
      throw .system(operation: "create the folder", path: directory, code: code)
    }
    try create(above)
    guard mkdir(directory, 0o755) == 0 || item(directory) == .folder else {
      throw .system(operation: "create the folder", path: directory, code: errno)
    }
  }

  /// Of a folder and those above it, the ones that are not there yet; the deepest first.
  package static func missing(_ directory: String) -> [String] {
    var missing: [String] = []
    var folder = trimmed(directory)
    while item(folder) == .none {
      missing.append(folder)
      folder = parent(folder)
    }
    return missing
  }

  /// Takes a folder away, unless something lies in it.
  package static func removeIfEmpty(_ directory: String) { rmdir(directory) }

  package static func remove(_ path: String) throws(RecordingError) {
    guard unlink(path) == 0 || errno == ENOENT else {
      throw .system(operation: "delete the file", path: path, code: errno)
    }
  }

  package static func rename(_ path: String, to other: String) throws(RecordingError) {
    #if canImport(Glibc)
      let status = Glibc.rename(path, other)
    #else
      let status = Darwin.rename(path, other)
    #endif
    guard status == 0 else {
      throw .system(operation: "rename the file to \(other)", path: path, code: errno)
    }
  }

  /// Returns when names made or removed in the folder are on the disk.
  package static func sync(_ directory: String, _ disk: DiskAccess) throws(RecordingError) {
    try DiskFile(reading: directory).sync(disk)
  }

  /// A path without links and dots; the path itself if the system cannot resolve it.
  package static func real(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// A path without slashes at its end.
  package static func trimmed(_ path: String) -> String {
    var path = path
    while path.utf8.count > 1, path.utf8.last == slash { path.removeLast() }
    return path
  }

  /// The folder that a path lies in.
  package static func parent(_ path: String) -> String {
    var bytes = path.utf8[...]
    while bytes.count > 1, bytes.last == slash { bytes.removeLast() }
    guard let cut = bytes.lastIndex(of: slash) else { return "." }
    return cut == bytes.startIndex ? "/" : String(Substring(bytes[..<cut]))
  }

  /// The last part of a path.
  package static func name(_ path: String) -> String {
    var bytes = path.utf8[...]
    while bytes.count > 1, bytes.last == slash { bytes.removeLast() }
    guard let cut = bytes.lastIndex(of: slash), bytes.count > 1 else {
      return String(Substring(bytes))
    }
    return String(Substring(bytes[bytes.index(after: cut)...]))
  }

  private static let slash = UInt8(ascii: "/")
}
