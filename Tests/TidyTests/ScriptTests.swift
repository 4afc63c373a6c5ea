import Foundation
import TestSupport
import Testing

/// The scripts of the gate and the benchmarks.
struct ScriptTests {
  @Test func `each script says in its first line what it does or measures`() throws {
    let folder = PackageRoot.path + "/.ci"
    for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
      guard !name.hasPrefix("_"), !name.hasSuffix(".py") else { continue }
      let lines = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
        .split(separator: "\n", omittingEmptySubsequences: false)
      let first = try #require(lines.dropFirst().first)
      #expect(lines[0].hasPrefix("#!"), "\(name)")
      #expect(first.hasPrefix("# ") || first.hasPrefix("\"\"\""), "\(name): \(first)")
      #expect(
        !name.hasPrefix("benchmark") || first.hasPrefix("\"\"\"Measures "), "\(name): \(first)")
    }
  }
}
