import Foundation
import TestSupport

/// A file of the tree, as the tidy tests look at it.
struct SourceFile {
  /// From the package's root on.
  let path: String
  let text: String

  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
  /// `Feed` of `Sources/Feed/Audit/Auditor.swift`.
  var module: Substring { path.split(separator: "/")[1] }

  /// The lines that are no comments, and their numbers.
  var code: [(number: Int, text: Substring)] {
    lines.enumerated().filter { !$0.element.drop { $0 == " " }.hasPrefix("//") }
      .map { ($0.offset + 1, $0.element) }
  }

  /// The words of the text: letters, digits and underscores.
  var words: [Substring.UTF8View] {
    text.utf8.split { byte in
      !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        && !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) && byte != UInt8(ascii: "_")
    }
  }
}

enum SourceTree {
  /// All files under a folder whose names end so.
  static func files(under folder: String, _ suffixes: [String] = [".swift"]) throws -> [SourceFile]
  {
    try paths(under: folder).filter { path in suffixes.contains { path.hasSuffix($0) } }.map {
      SourceFile(
        path: $0, text: try String(contentsOfFile: PackageRoot.path + "/" + $0, encoding: .utf8))
    }
  }

  /// All files under a folder, hidden ones left out.
  static func paths(under folder: String) throws -> [String] {
    let root = PackageRoot.path + "/" + folder
    var isFolder = ObjCBool(false)
    return (FileManager.default.subpaths(atPath: root) ?? []).sorted().filter { path in
      !path.split(separator: "/").contains { $0.hasPrefix(".") }
        && FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isFolder)
        && !isFolder.boolValue
    }.map { folder + "/" + $0 }
  }
}
