import Basics
import Glibc

/// A folder for a new recording: it does not exist yet, or is empty. Into one that holds a recording,
/// frames would be written that are older than those there.
package enum NewFolder {
  /// Throws if there is anything at the path already.
  package static func check(_ path: String) throws {
    var count = 0
    if let folder = opendir(path) {
      defer { closedir(folder) }
      while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != "." && name != ".." { count += 1 }
      }
    } else if errno != ENOENT {
      throw RunError(
        "\(path): cannot write a recording there: \(errnoText()); "
          + "choose another --output")
    }
    guard count == 0 else {
      throw RunError(
        "\(path): found a folder with \(count) files in it, expected none or an "
          + "empty one; choose another --output")
    }
  }
}
