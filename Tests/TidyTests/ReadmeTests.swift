import Foundation
import TestSupport
import Testing

/// Every command that the README shows is run, and prints what the README says.
struct ReadmeTests {
  /// A command of a `console` block with the output shown below it.
  struct Shown {
    let command: String
    let output: String
    let line: Int
  }

  @Test func `the README's commands print what it shows`() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("recordings"),
      withDestinationPath: PackageRoot.path + "/recordings")
    let text = try String(contentsOfFile: PackageRoot.path + "/README.md", encoding: .utf8)
    #expect(text.firstMatch(of: #/@[A-Z]+@/#) == nil, "a placeholder is left in the README")
    let shown = try Self.commands()
    #expect(shown.contains { $0.command.contains("tool backtest") })
    for command in shown where !command.command.contains("swift ") {
      let run = try ToolRun(shell: command.command, in: folder.path)
      #expect(
        Self.matches(run.output, command.output),
        "README.md:\(command.line): `\(command.command)` printed\n\(run.output)\n\(run.errors)")
    }
  }

  @Test(arguments: [
    "Tests/OwnStrategy/Package.swift", "Tests/OwnStrategy/Sources/mytool/MyTool.swift",
    "Tests/ToolTests/Exec/sma_cross.py",
  ])
  func `the README's programs are files that are built and run`(file: String) throws {
    let readme = try String(contentsOfFile: PackageRoot.path + "/README.md", encoding: .utf8)
    let source = try String(contentsOfFile: PackageRoot.path + "/" + file, encoding: .utf8)
      .replacing("path: \"../..\"", with: "path: \"../tapedeck\"")
    #expect(readme.contains("\n" + source + "```"))
  }

  /// `…` alone on a line of the README stands for any number of lines, within a line for anything.
  static func matches(_ output: String, _ pattern: String) -> Bool {
    var regex = ""
    for line in pattern.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "…" {
        regex += "(.*\n)*?"
      } else {
        let parts = line.split(separator: "…", omittingEmptySubsequences: false)
        regex +=
          parts.map { NSRegularExpression.escapedPattern(for: String($0)) }
          .joined(separator: ".*") + "\n"
      }
    }
    let trimmed = output.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0) }.joined(separator: "\n")
    let expression = try? NSRegularExpression(pattern: "^" + regex.dropLast() + "\n*$")
    let range = NSRange(trimmed.startIndex..., in: trimmed)
    return expression?.firstMatch(in: trimmed, range: range) != nil
  }

  static func commands() throws -> [Shown] {
    let text = try String(contentsOfFile: PackageRoot.path + "/README.md", encoding: .utf8)
    var found: [Shown] = []
    var command: (text: String, line: Int, output: [Substring])?
    var isInside = false
    func close() {
      if let command {
        found.append(
          Shown(
            command: command.text, output: command.output.joined(separator: "\n"),
            line: command.line))
      }
    }
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line.hasPrefix("```") {
        close()
        command = nil
        isInside = !isInside && line == "```console"
      } else if isInside, line.hasPrefix("$ ") {
        close()
        command = (String(line.dropFirst(2)), number + 1, [])
      } else if isInside {
        command?.output.append(line)
      }
    }
    return found
  }
}
