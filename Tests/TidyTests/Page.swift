import Foundation
import TestSupport
import Testing

/// The README, or a page of the documentation.
struct Page: Sendable, CustomTestStringConvertible {
  /// From the package's folder.
  let path: String
  let text: String

  /// Text between fences, in the language that the first fence names.
  struct Block {
    let language: String
    /// Of the block's first line in the page, from 1.
    let number: Int
    let lines: [String]
  }

  /// A command of a `console` block with the output shown below it.
  struct Shown {
    let command: String
    let output: String
    let number: Int
  }

  var testDescription: String { path }

  init(_ path: String) {
    self.path = path
    text = (try? String(contentsOfFile: PackageRoot.path + "/" + path, encoding: .utf8)) ?? ""
  }

  static let readme = Page("README.md")
  static let catalog = "Sources/Tapedeck.docc"

  static let all: [Page] = {
    let files = FileManager.default.subpaths(atPath: PackageRoot.path + "/" + catalog) ?? []
    return [readme]
      + files.filter { $0.hasSuffix(".md") }.sorted().map { Page(catalog + "/" + $0) }
  }()

  var blocks: [Block] {
    var found: [Block] = []
    var open: (language: String, number: Int, lines: [String])?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if !line.hasPrefix("```") {
        open?.lines.append(String(line))
      } else if let block = open {
        found.append(Block(language: block.language, number: block.number, lines: block.lines))
        open = nil
      } else {
        open = (String(line.dropFirst(3)), index + 2, [])
      }
    }
    return found
  }

  /// What `console` blocks show.
  var shown: [Shown] {
    blocks.filter { $0.language == "console" }.flatMap { block in
      let starts = block.lines.indices.filter { block.lines[$0].hasPrefix("$ ") }
      return zip(starts, starts.dropFirst() + [block.lines.count]).map { start, end in
        Shown(
          command: String(block.lines[start].dropFirst(2)),
          output: block.lines[(start + 1)..<end].joined(separator: "\n"),
          number: block.number + start)
      }
    }
  }

  /// What `sh` blocks show for two terminals: a server, and the blocks right behind it.
  var terminals: [(server: String, client: String)] {
    let blocks = blocks
    return blocks.indices.compactMap { index in
      guard let server = blocks[index].server else { return nil }
      let clients = blocks[(index + 1)...].prefix { $0.language == "sh" && $0.server == nil }
      return (server, clients.flatMap(\.lines).joined(separator: "\n"))
    }
  }
}

extension Page.Block {
  /// The block's command, if it starts a server and does nothing else.
  fileprivate var server: String? {
    guard language == "sh", lines.count == 1, lines[0].hasPrefix("tool serve ") else { return nil }
    return lines[0]
  }
}
