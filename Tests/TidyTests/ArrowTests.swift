import Foundation
import TestSupport
import Testing

/// The rules of the tree that no compiler checks: which module may import which, and what a
/// deterministic module may not call.
struct ArrowTests {
  /// Module by module, what it may import besides the standard library.
  static let arrows: [(module: String, imports: Set<String>)] = [
    ("Market", ["Basics"]),
    (
      "Basics",
      ["CSHA256", "CZlib", "CChecksum", "Dispatch", "Synchronization", "Glibc", "Darwin"]
    ),
    (
      "Recording",
      ["Basics", "Glibc", "Darwin", "Synchronization", "Dispatch"]
    ),
    ("Archive", ["Recording", "Basics"]),
    ("Binance", ["Market", "Basics"]),
    ("Feed", ["Recording", "Archive", "Binance", "Market", "Basics", "Dispatch"]),
    ("Replay", []),
    ("Simulation", ["Basics", "Binance", "Market"]),
    (
      "Import",
      ["Basics", "Recording", "Binance", "Market", "Glibc", "Darwin"]
    ),
    ("Backtest", ["Basics", "Market", "Glibc"]),
    (
      "Runs/Backtest",
      ["Basics", "Backtest", "Feed", "Import", "Recording", "Binance", "Market", "Foundation"]
    ),
    (
      "Runs/Candles",
      ["Basics", "Feed", "Recording", "Binance", "Market", "Foundation", "GRDB", "Glibc"]
    ),
    ("Runs/Recordings", ["Basics", "Feed", "Recording", "Binance", "Market"]),
    ("Runs/Replay", ["Basics", "Backtest", "Feed", "Replay", "Recording", "Binance", "Market"]),
    ("Runs/Reports", ["Basics", "Backtest", "Import", "Recording", "Market", "Foundation"]),
    // The exchange but for its sockets.
    ("ExchangeServer/Control", ["Basics", "Replay", "Binance", "Market"]),
    ("ExchangeServer/Core", ["Basics", "Replay", "Binance", "Market"]),
    ("ExchangeServer/Faults", ["Basics"]),
    ("ExchangeServer/Rest", ["Basics", "Binance", "Market"]),
    // A recording goes through the same code as live frames.
    (
      "ExchangeServer/Recorded",
      ["Basics", "Feed", "Recording", "Binance", "Market"]
    ),
    ("ExchangeServer/Source", ["Simulation", "Binance", "Market"]),
    ("ExchangeServer/Streams", ["Basics", "Binance", "Market"]),
    // Its sockets, threads and clocks are in CaptureSockets.
    ("Capture", ["Basics", "Recording", "Binance", "Feed", "Market"]),
  ]

  /// Not in a deterministic module: time comes in with the frame, and results go out as values.
  static let banned: [(pattern: String, instead: String)] = [
    ("Date()", "a time that comes in with the frame"),
    ("clock_gettime", "a time that comes in with the frame"),
    ("ContinuousClock", "a time that comes in with the frame"),
    ("usleep(", "nothing: only tool waits"),
    ("sleep(", "nothing: only tool waits"),
    ("print(", "a returned value: only tool prints"),
    ("try!", "try"),
    ("fatalError(", "precondition with the broken invariant, or a thrown error"),
    (".random(in: ", "a seeded generator, passed with using:"),
  ]

  @Test(arguments: arrows.map(\.module))
  func `a module imports only what the design allows`(module: String) throws {
    let allowed = try #require(Self.arrows.first { $0.module == module }).imports
    for line in try lines(under: "Sources/\(module)") {
      guard let match = line.text.firstMatch(of: #/^\s*(?:\w+ )?import (?:\w+ )?(\w+)/#) else {
        continue
      }
      #expect(
        allowed.contains(String(match.1)),
        "\(line.place): error: \(module) may not import \(match.1)")
    }
  }

  @Test(arguments: arrows.map(\.module))
  func `a deterministic module asks nobody for the time`(module: String) throws {
    for line in try lines(under: "Sources/\(module)") where !line.isComment {
      for (pattern, instead) in Self.banned {
        let hit =
          line.text.contains(pattern) && !line.text.contains("using:")
          && !line.text.contains("func " + pattern)
        #expect(!hit, "\(line.place): error: \(pattern) is banned, use \(instead)")
      }
    }
  }

  @Test func `the top level holds what the product promises and nothing else`() throws {
    let visible = try FileManager.default.contentsOfDirectory(atPath: PackageRoot.path)
      .filter { !$0.hasPrefix(".") && $0 != "Package.resolved" }.sorted()
    #expect(visible == ["Package.swift", "README.md", "Sources", "Tests", "recordings"])
  }

  private struct Line {
    let place: String
    let text: String
    var isComment: Bool { text.trimmingCharacters(in: .whitespaces).hasPrefix("//") }
  }

  private func lines(under folder: String) throws -> [Line] {
    let root = PackageRoot.path + "/" + folder
    let files = try #require(FileManager.default.subpaths(atPath: root))
      .filter { $0.hasSuffix(".swift") }.sorted()
    #expect(!files.isEmpty)
    return try files.flatMap { file in
      try String(contentsOfFile: root + "/" + file, encoding: .utf8)
        .split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        .map { Line(place: "\(folder)/\(file):\($0.offset + 1)", text: String($0.element)) }
    }
  }
}
