import Foundation
import TestSupport
import Testing

/// What the README and the documentation show is run, and does what they say.
struct PageTests {
  @Test(arguments: Page.all.filter { !$0.shown.isEmpty })
  func `commands print what the page shows`(page: Page) throws {
    let folder = try Self.folder()
    for shown in page.shown where shown.command != "swift test" {
      // The tool that the quick start builds is here already.
      let command = shown.command.replacing(#/^swift run .* (?=tool )/#, with: "")
      let run = try ToolRun(shell: command, in: folder.path)
      #expect(
        Self.matches(run.output, shown.output),
        "\(page.path):\(shown.number): `\(command)` printed\n\(run.output)\n\(run.errors)")
    }
  }

  @Test(arguments: Page.all.filter { !$0.terminals.isEmpty })
  func `commands for two terminals work side by side`(page: Page) throws {
    let folder = try Self.folder()
    for (server, client) in page.terminals {
      // An answer of the server's that is an error counts as one.
      let curl = "curl() { command curl --fail --silent --show-error --noproxy '*' \"$@\"; }\n"
      try folder.write("client", Array((curl + client).utf8))
      let script = """
        rm -f address
        \(server) --port 0 > address 2> server-log & server=$!
        trap 'kill -INT $server' EXIT
        for wait in $(seq 3000); do [ -s address ] || sleep 0.1; done
        sed "s/:8080/:$(sed 's/.*://' address)/" client > client-here
        sh -e client-here
        """
      let run = try ToolRun(shell: script, in: folder.path)
      let log = try String(contentsOfFile: folder.file("server-log"), encoding: .utf8)
      #expect(
        run.status == 0,
        "\(page.path): \(server)\n\(client)\n\(run.output)\n\(run.errors)\n\(log)")
    }
  }

  @Test(arguments: Page.all)
  func `commands for the real exchange are understood`(page: Page) throws {
    let folder = try Self.folder()
    let lines = page.blocks.filter { $0.language == "sh" }.flatMap(\.lines)
    for line in lines where line.hasPrefix("tool record ") && !line.hasSuffix("\\") {
      // Nobody listens there, so that nothing is asked of the exchange.
      let run = try ToolRun(
        shell: line + " --websocket-url ws://127.0.0.1:9 --duration 1s", in: folder.path)
      #expect(run.status != 2, "\(page.path): \(line)\n\(run.errors)")
    }
  }

  @Test(arguments: [
    "Tests/OwnStrategy/Package.swift", "Tests/OwnStrategy/Sources/mytool/MyTool.swift",
    "Tests/Embedder/Package.swift", "Tests/Embedder/Sources/embedder/Embedder.swift",
    "Tests/ToolTests/Exec/sma_cross.py", "Tests/ToolTests/Exec/reversion.py",
  ])
  func `programs that a page shows are files that are built and run`(file: String) throws {
    let source = try String(contentsOfFile: PackageRoot.path + "/" + file, encoding: .utf8)
      .replacing("path: \"../..\"", with: "path: \"../tapedeck\"")
    #expect(Page.all.contains { $0.text.contains("\n" + source + "```") })
  }

  @Test func `the function that a page shows for recording is compiled`() throws {
    let path = PackageRoot.path + "/Tests/ToolTests/Examples/RecordForAnHour.swift"
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    // Without `#if Network` around it, and what that indents.
    let shown = lines.dropFirst().dropLast(2).map { String($0.dropFirst(2)) }
    let page = Page(Page.catalog + "/UseAsALibrary.md")
    #expect(page.blocks.contains { $0.lines == shown })
  }

  @Test func `Swift in the README stands in a page too`() throws {
    let shown = Page.all.dropFirst().flatMap(\.blocks).map(\.lines)
    for block in Page.readme.blocks where block.language == "swift" {
      #expect(shown.contains(block.lines), "README.md:\(block.number)")
    }
  }

  @Test func `the README is short, and links to what is there, every page among it`() throws {
    #expect(Page.readme.text.split(separator: "\n", omittingEmptySubsequences: false).count <= 201)
    let links = Set(Page.readme.text.matches(of: #/\]\(([^)#]+)\)/#).map { String($0.1) })
    for link in links where !link.hasPrefix("http") {
      #expect(FileManager.default.fileExists(atPath: PackageRoot.path + "/" + link), "\(link)")
    }
    let pages = Page.all.dropFirst().filter { !$0.text.contains(#/^# ``/#) }
    for page in pages where page.path != Page.catalog + "/Tapedeck.md" {
      #expect(links.contains(page.path), "no link to \(page.path)")
    }
  }

  @Test func `the README and the architecture's page name every module`() throws {
    let page = Page(Page.catalog + "/Architecture.md")
    let root = PackageRoot.path + "/Sources/"
    for module in try FileManager.default.contentsOfDirectory(atPath: root)
    where !module.hasSuffix(".docc") {
      for listing in [page, .readme] {
        #expect(listing.text.contains("`\(module)`"), "\(listing.path) lacks \(module)")
      }
    }
  }

  @Test(arguments: Page.all)
  func `files of the source that a page names are there`(page: Page) throws {
    let files = try SourceTree.paths(under: "Sources") + SourceTree.paths(under: "Tests")
    for name in page.text.matches(of: #/`(?:[\w+.]+/)+[\w+.]+\.(?:swift|js|html|py)`/#) {
      let path = "/" + name.0.dropFirst().dropLast()
      #expect(files.contains { ("/" + $0).hasSuffix(path) }, "\(page.path): \(path)")
    }
  }

  @Test(arguments: Page.all)
  func `no placeholder is left`(page: Page) {
    #expect(page.text.firstMatch(of: #/@[A-Z]+@/#) == nil, "\(page.path)")
  }

  /// A folder with the recordings in it.
  private static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("recordings"), withDestinationPath: PackageRoot.path + "/recordings")
    return folder
  }

  /// `…` alone on a line of a page stands for any number of lines, within a line for anything.
  private static func matches(_ output: String, _ pattern: String) -> Bool {
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
    let expression = try? NSRegularExpression(pattern: "^" + regex.dropLast() + "\n*$")
    let range = NSRange(output.startIndex..., in: output)
    return expression?.firstMatch(in: output, range: range) != nil
  }
}
