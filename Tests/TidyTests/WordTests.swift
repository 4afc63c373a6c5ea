import Foundation
import TestSupport
import Testing

/// One word for one thing: the words that were retired do not come back, in code, comments, messages or
/// pages.
struct WordTests {
  private static let retired: [(words: Set<String>, instead: String)] = [
    (["hole", "holes"], "gap, or loss if the recorder itself lost it"),
    (["shelf", "shelves"], "what it is: a list, a window, a store"),
    (["wish", "wishes"], "subscription, or request"),
    (["lane", "lanes"], "slot"),
    (["fleet"], "connection manager"),
    (["teller"], "reporter"),
    (["honesty"], "validation"),
  ]

  @Test func `no retired word stands in code, comments or pages`() throws {
    let files =
      try SourceTree.files(under: "Sources", [".swift", ".md", ".html", ".js"])
      + SourceTree.files(under: "Tests")
      + [SourceFile(path: "README.md", text: try Self.readme)]
    let passed = WordDebts.files.union([WordDebts.glossary])
    for file in files where !passed.contains(file.path) && !file.path.hasPrefix("Tests/TidyTests") {
      for (number, line) in file.lines.enumerated() {
        let words = Self.words(line)
        for (retired, instead) in Self.retired where !words.isDisjoint(with: retired) {
          Issue.record(
            "\(file.path):\(number + 1): error: \(words.intersection(retired).sorted()): say \(instead)"
          )
        }
      }
    }
  }

  /// The words of a line in small letters, those of `camelCase` apart.
  static func words(_ line: Substring) -> Set<String> {
    var words: Set<String> = []
    var word: [UInt8] = []
    func end() {
      if !word.isEmpty { words.insert(String(decoding: word, as: UTF8.self)) }
      word.removeAll()
    }
    for byte in line.utf8 {
      let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      guard isCapital || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) else {
        end()
        continue
      }
      if isCapital { end() }
      word.append(byte | 0x20)
    }
    end()
    return words
  }

  @Test func `words are told apart in names`() {
    #expect(
      Self.words("let fillHole = wholeHoles(x_lane)") == [
        "let", "fill", "hole", "whole", "holes", "x", "lane",
      ])
  }

  private static var readme: String {
    get throws { try String(contentsOfFile: PackageRoot.path + "/README.md", encoding: .utf8) }
  }
}
