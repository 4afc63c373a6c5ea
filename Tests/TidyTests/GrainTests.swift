import Foundation
import TestSupport
import Testing

/// The rules of grain that no compiler checks.
struct GrainTests {
  private static let filesOfFolderMax = 25
  private static let unlabelledMax = 3

  @Test func `no folder has more than 25 files side by side`() throws {
    var counts: [String: Int] = [:]
    for path in try SourceTree.paths(under: "Sources") + SourceTree.paths(under: "Tests") {
      counts[(path as NSString).deletingLastPathComponent, default: 0] += 1
    }
    let wide = counts.filter { $0.value > Self.filesOfFolderMax }
    #expect(wide.isEmpty, "error: divide these folders: \(wide)")
  }

  @Test func `no type is declared in two modules`() throws {
    var modules: [Substring: Set<Substring>] = [:]
    for file in try SourceTree.files(under: "Sources") {
      for name in Self.declaredTypes(file) { modules[name, default: []].insert(file.module) }
    }
    let twice = modules.filter { $0.value.count > 1 }
    #expect(twice.isEmpty, "error: rename one of each: \(twice)")
  }

  /// The types that a file declares at its top level, for more than itself; what stands between `#if` and
  /// `#endif` is indented.
  private static func declaredTypes(_ file: SourceFile) -> [Substring] {
    var indent = 0
    return file.lines.compactMap { line in
      if line.hasPrefix("#endif") { indent = 0 }
      if line.hasPrefix("#if ") { indent = 2 }
      return line.prefix(indent).allSatisfy { $0 == " " }
        ? declaredType(line.dropFirst(indent)) : nil
    }
  }

  /// The name of the type that a line declares at a file's top level, for more than the file.
  static func declaredType(_ line: Substring) -> Substring? {
    var words = line.split(separator: " ")[...]
    let modifiers: Set<Substring> = [
      "package", "public", "open", "final", "indirect", "nonisolated", "@unchecked", "@main",
    ]
    guard line.first != " " else { return nil }
    while let first = words.first, modifiers.contains(first) { words.removeFirst() }
    let kinds: Set<Substring> = ["struct", "class", "enum", "actor", "protocol", "typealias"]
    guard let kind = words.first, kinds.contains(kind), words.count > 1 else { return nil }
    return words.dropFirst().first?.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
  }

  @Test func `no function takes more than three arguments without a label`() throws {
    for file in try SourceTree.files(under: "Sources") {
      for (line, count) in Self.unlabelledCounts(file) where count > Self.unlabelledMax {
        Issue.record("\(file.path):\(line): error: \(count) arguments without a label")
      }
    }
  }

  /// The unlabelled parameters of each function, with its line.
  static func unlabelledCounts(_ file: SourceFile) -> [(line: Int, count: Int)] {
    var counts: [(line: Int, count: Int)] = []
    var depth = 0
    var previous: Character = "("
    for (number, line) in file.code {
      var isBegun = depth > 0
      if !isBegun, isDeclaration(line) {
        counts.append((number, 0))
        isBegun = true
      }
      guard isBegun else { continue }
      for character in line {
        if character == "(" { depth += 1 }
        if character == "_", depth == 1, previous == "(" || previous == "," {
          counts[counts.count - 1].count += 1
        }
        if character == ")" {
          depth -= 1
          // What follows the parameters is the result.
          if depth == 0 { break }
        }
        if character != " " { previous = character }
      }
    }
    return counts
  }

  private static func isDeclaration(_ line: Substring) -> Bool {
    let words = line.split { $0 == " " || $0 == "(" || $0 == "?" || $0 == "<" }
    let modifiers: Set<Substring> = [
      "package", "public", "private", "fileprivate", "static", "mutating", "final", "override",
      "convenience", "@inline", "__always)", "nonisolated", "borrowing", "consuming", "func",
      "init",
      "subscript", "@discardableResult",
    ]
    for word in words {
      if word == "func" || word == "init" || word == "subscript" { return true }
      if !modifiers.contains(word) { return false }
    }
    return false
  }

  /// A file is used if a name that it declares stands in another one, or if it says how something else
  /// behaves (a conformance).
  @Test func `every file is used`() throws {
    let sources = try SourceTree.files(under: "Sources")
    var filesOfWord: [String: Int] = [:]
    for file in sources + (try SourceTree.files(under: "Tests")) {
      for word in Set(file.words.map { String($0) ?? "" }) { filesOfWord[word, default: 0] += 1 }
    }
    for file in sources where !file.path.hasSuffix("/Main.swift") {
      let names = file.code.compactMap { Self.declaredName($0.text) }
      let isUsed = names.isEmpty || names.contains { filesOfWord[String($0), default: 0] > 1 }
      #expect(isUsed, "\(file.path): error: nothing that it declares is used anywhere else")
    }
  }

  private static func declaredName(_ line: Substring) -> Substring? {
    let words = line.split { $0 == " " || $0 == "(" || $0 == ":" || $0 == "<" || $0 == "`" }
    let kinds: Set<Substring> = [
      "struct", "class", "enum", "actor", "protocol", "typealias", "func", "var", "let", "case",
    ]
    guard let kind = words.firstIndex(where: { kinds.contains($0) }), kind + 1 < words.count else {
      return nil
    }
    return words[kind + 1]
  }
}
