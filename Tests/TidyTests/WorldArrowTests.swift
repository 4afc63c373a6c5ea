import Foundation
import TestSupport
import Testing

/// The arrows of the modules that touch the world, files, sockets, clocks, and of the command line.
/// `ArrowTests` has those of the deterministic ones.
struct WorldArrowTests {
  private static let network: Set<String> = [
    "NIOCore", "NIOPosix", "NIOHTTP1", "NIOWebSocket", "NIOSSL",
  ]
  private static let system: Set<String> = [
    "Foundation", "Glibc", "Darwin", "Dispatch", "Synchronization",
  ]

  private static let arrows: [String: Set<String>] = [
    "CaptureSockets": network.union(system).union([
      "Capture", "Feed", "Recording", "Binance", "Market", "Basics",
    ]),
    "ExchangeServer": network.union(system).union([
      "Simulation", "Replay", "Feed", "Recording", "Binance", "Market", "Basics",
    ]),
    "Runs": system.union([
      "Feed", "Replay", "Import", "Backtest", "Recording", "Archive", "Binance", "Market", "Basics",
      "GRDB", "CLandlock",
    ]),
    "StrategyTool": system.union([
      "Runs", "Capture", "CaptureSockets", "ExchangeServer", "Simulation", "Import", "Replay",
      "Feed",
      "Backtest", "Recording", "Archive", "Binance", "Market", "Basics", "ArgumentParser",
    ]),
    "tool": ["StrategyTool"],
  ]

  @Test(arguments: arrows.keys.sorted())
  func `a module of the world imports only what the design allows`(module: String) throws {
    let allowed = try #require(Self.arrows[module])
    for file in try SourceTree.files(under: "Sources/\(module)") {
      for (number, line) in file.code {
        guard let imported = Self.imported(line) else { continue }
        #expect(
          allowed.contains(imported),
          "\(file.path):\(number): error: \(module) may not import \(imported)")
      }
    }
  }

  /// The module that a line imports.
  static func imported(_ line: Substring) -> String? {
    let words = line.split(separator: " ")
    let modifiers: Set<Substring> = ["package", "public", "internal", "private", "@testable"]
    let at = words.first.map(modifiers.contains) == true ? 1 : 0
    guard at + 1 < words.count, words[at] == "import" else { return nil }
    let kinds: Set<Substring> = ["struct", "class", "enum", "func", "protocol", "typealias"]
    return String(
      kinds.contains(words[at + 1]) ? words[at + 2].prefix { $0 != "." } : words[at + 1])
  }

  /// So that a new module cannot come without its arrows.
  @Test func `every module stands in one of the two tables`() throws {
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: PackageRoot.path + "/Sources")
    let known = Set(ArrowTests.arrows.map { String($0.module.prefix { $0 != "/" }) })
      .union(Self.arrows.keys)
    let modules = folders.filter { folder in
      !["CZlib", "CChecksum", "CSHA256", "CLandlock", "Python"].contains(folder)
        && !folder.hasSuffix(".docc") && !folder.hasPrefix(".")
    }
    #expect(modules.filter { !known.contains($0) } == [], "error: write down their arrows")
  }
}
