import Foundation
import TestSupport

/// Real captures, taken apart without the code under test.
enum RealFiles {
  /// A gzip file's content, through `gzip`.
  static func content(_ name: String) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", SharedReal.path(name)]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    return [UInt8](pipe.fileHandleForReading.readDataToEndOfFile())
  }

  /// Ranges of the lines, without their line feeds; empty lines are left out.
  static func lines(_ bytes: [UInt8]) -> [Range<Int>] {
    bytes.withUnsafeBytes { buffer in
      var lines: [Range<Int>] = []
      var start = 0
      while start < buffer.count, let base = buffer.baseAddress {
        let found = memchr(base + start, 0x0A, buffer.count - start)
        let end = found.map { UnsafeRawPointer($0) - base } ?? buffer.count
        if end > start { lines.append(start..<end) }
        start = end + 1
      }
      return lines
    }
  }

  /// Ranges of the lines' text behind the first blank: `local_ns raw_json`, `seconds: raw_json`.
  static func frames(_ bytes: [UInt8]) -> [Range<Int>] {
    lines(bytes).compactMap { line in
      guard let blank = bytes[line].prefix(32).firstIndex(of: 0x20) else { return nil }
      let start = blank + 1
      return start < line.upperBound && bytes[start] == UInt8(ascii: "{")
        ? start..<line.upperBound : nil
    }
  }
}
