import Archive
import ArgumentParser
import Basics
import Foundation
import Import
import Market
import Recording
import Runs

/// The recordings that a command works on, and the time range of them.
struct RecordingArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Folders of segments, single segments, or - for standard input.",
      discussion: "Several are read one after the other, the earliest first.",
      valueName: "recording"))
  var paths: [String] = []

  @Option(help: "Leave out what was received before this time: ISO 8601, epoch, \"22 May, 2021\".")
  var from: TimeArgument?

  @Option(help: "Leave out what was received at or after this time.")
  var to: TimeArgument?

  /// Opens what was named; the demo recording that ships with the project if nothing was.
  func open(demo: Bool) throws -> Recording {
    guard paths.isEmpty else { return try Self.recording(at: paths) }
    guard demo else {
      throw ValidationError(
        "Missing a recording: name a folder, a segment, or - for standard input.")
    }
    let path = try Self.demoPath()
    Console.report("no recording named: using the demo at \(path)")
    return try Recording(paths: [path], packed: PackedDecoder.self)
  }

  /// Opens what was named. Of files that an import reads it says how a recording is made of them.
  static func recording(at paths: [String]) throws -> Recording {
    if CandleFileMarket.isMeant(by: paths), paths.allSatisfy(FileManager.default.fileExists) {
      throw ToolError(importAdvice(paths))
    }
    return try Recording(paths: paths, packed: PackedDecoder.self)
  }

  /// Files that an import reads are no recording.
  private static func importAdvice(_ paths: [String]) -> String {
    let (names, more) = (paths.prefix(3).joined(separator: " "), paths.count > 3 ? " …" : "")
    return "\(paths[0]): not a recording; make one: tool import binance-archive \(names)\(more) "
      + (ArchiveOptions.needed(by: paths[0]) + ["--output DIR"]).joined(separator: " ")
  }

  func range(in zone: TimeZone = .gmt) throws -> TimeRange {
    let range = TimeRange(fromNs: try from?.ns(in: zone), toNs: try to?.ns(in: zone))
    if let fromNs = range.fromNs, let toNs = range.toNs, fromNs >= toNs {
      throw ValidationError(
        "--from \(isoText(ns: fromNs)) must lie before --to \(isoText(ns: toNs)).")
    }
    return range
  }

  /// `recordings/demo` in the folder at work, or in the checkout that the executable was built in.
  private static func demoPath() throws -> String {
    var candidates = ["recordings/demo"]
    var folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    for _ in 0..<6 {
      folder.deleteLastPathComponent()
      candidates.append(folder.appendingPathComponent("recordings/demo").path)
    }
    for path in candidates where FileManager.default.fileExists(atPath: path) { return path }
    throw ToolError(
      "the demo recording was not found (looked for recordings/demo here and above the executable); "
        + "name a recording, or make one: tool generate --symbol ADABNB --seed 1 --duration 6h "
        + "--output demo")
  }
}

/// `--time-zone`, for times that are read and times that are shown.
struct TimeZoneArgument: ParsableArguments {
  @Option(
    name: .customLong("time-zone"),
    help: "Show and read times in this zone, for example America/Sao_Paulo. UTC unless given.")
  var name: String?

  func zone() throws -> TimeZone? {
    guard let name else { return nil }
    if let zone = TimeZone(identifier: name) { return zone }
    let nearest = Nearest.name(to: name, among: TimeZone.knownTimeZoneIdentifiers)
    throw ValidationError(
      "'\(name)' is no time zone known here. "
        + (nearest.map { "Did you mean '\($0)'?" } ?? "Use a name such as Europe/Berlin."))
  }
}
