import Foundation
import TestSupport
import Testing

/// One word for one thing: the words that the glossary retired do not come back, in names of types and
/// files, code, comments, messages or pages.
struct WordTests {
  @Test func `no retired word stands in names, code, comments or pages`() throws {
    let files =
      try SourceTree.files(under: "Sources", [".swift", ".md", ".html", ".js", ".css"])
      + SourceTree.files(under: "Tests", [".swift", ".py"])
      + [SourceFile(path: "README.md", text: Page.readme.text)]
    for file in files where !Self.isPassed(file.path) {
      for (number, line) in [(0, file.path[...])] + file.lines.enumerated().map({ ($0 + 1, $1) }) {
        for word in RetiredWord.found(in: line, of: file.path) {
          Issue.record("\(file.path):\(number): error: \(word.words.sorted()): say \(word.instead)")
        }
      }
    }
  }

  private static func isPassed(_ path: String) -> Bool {
    path == RetiredWord.glossary || path.hasPrefix("Tests/TidyTests")
  }

  @Test func `the glossary and this test know the same retired words`() throws {
    let table = try #require(
      Page(RetiredWord.glossary).text.split(separator: "| once | now |").last)
    let listed = table.split(separator: "\n").dropFirst().flatMap { row in
      row.split(separator: "|")[0].replacing(#/\(.*?\)/#, with: "").split(separator: ",").map {
        $0.trimmingCharacters(in: .whitespaces)
      }
    }
    let known = Set(RetiredWord.all.flatMap { $0.words })
    #expect(listed.filter { !known.contains($0) } == [])
  }

  @Test(arguments: [
    ("let fillHole = wholeHoles(x_lane)", ["hole", "lane"]),
    ("struct JSONShape", ["shape"]), ("Sources/Feed/TradePlaces.swift", ["place"]),
    ("repaired in place, isInPlace, placeOrder(), \"font-family\"", []),
    ("/// The quick way of SMACross", ["quick way"]), ("replaces a fleeting teller", ["teller"]),
  ])
  func `words are found in names, and idioms are passed`(line: String, expected: [String]) {
    let found = RetiredWord.found(in: line[...], of: "")
    #expect(found.count == expected.count)
    for (word, one) in zip(found, expected) { #expect(word.words.contains(one)) }
  }
}
