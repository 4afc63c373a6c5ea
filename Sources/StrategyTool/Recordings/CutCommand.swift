import ArgumentParser
import Basics
import Foundation
import Market
import Recording
import Runs

/// `tool cut`: part of a recording as a recording of its own.
struct CutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cut",
    abstract: "Copy a stretch of time out of a recording.",
    discussion: """
      The new recording replays alone: it begins with the connections that were open, and what was \
      subscribed on them. Frames are copied byte for byte with their receive times. Losses of the \
      source are kept in it as g records.

      Examples:
        tool cut btc --from 2024-08-08T23:59:00Z --to 2024-08-09T00:01:00Z \\
          --output midnight
        tool cut btc --from "8 August, 2024" --output rest
      """)

  @OptionGroup var recordings: RecordingArguments
  @OptionGroup var timeZone: TimeZoneArgument

  @Option(help: "The folder to write the new recording to.")
  var output: String

  @Option(help: "Time after which a new segment begins.")
  var rotate = DurationArgument(ns: 3_600_000_000_000)

  @Option(help: "Disk space to leave free.")
  var minFree = SizeArgument(argument: "1G")!

  @Flag(help: "Print what was copied as JSON.")
  var json = false

  func validate() throws {
    if recordings.from == nil && recordings.to == nil {
      throw ValidationError("Missing the stretch of time: give --from, --to or both.")
    }
  }

  func run() throws {
    let recording = try recordings.open(demo: false)
    let range = try recordings.range(in: try timeZone.zone() ?? .gmt)
    var options = RecordingWriter.Options()
    options.rotateNs = rotate.ns
    options.minFreeBytes = minFree.bytes
    let config = JSONValue.object([
      (
        "cut",
        .object([
          ("fromNs", range.fromNs.map { .integer($0) } ?? .null),
          ("toNs", range.toNs.map { .integer($0) } ?? .null),
          ("firstSegment", .string(recording.segments[0].name)),
        ])
      )
    ])
    let session = SessionInfo(
      id: "cut", tool: "\(Version.text) cut", host: "cut", config: config.text)
    let cut: Cut
    do {
      cut = try Cut(
        recording, fromNs: range.fromNs, toNs: range.toNs, output: output, session: session,
        options: options)
    } catch let error as RecordingError {
      guard case .nothingReceived = error, let text = try EmptyRange.text(range, recording) else {
        throw error
      }
      throw ToolError(text)
    }
    for damage in cut.damages { Console.report("warning: \(damage.message)") }
    try Console.line(json ? facts(cut).text : text(cut))
    if !cut.damages.isEmpty { throw ExitCode(3) }
  }

  private func text(_ cut: Cut) -> String {
    let first = cut.firstReceivedNs.map { isoText(ns: $0) } ?? ""
    let last = cut.lastReceivedNs.map { isoText(ns: $0) } ?? ""
    return "\(cut.recordCount) records from \(first) to \(last) in \(output)"
  }

  private func facts(_ cut: Cut) -> JSONValue {
    .object([
      ("recording", .string(output)), ("records", .integer(cut.recordCount)),
      ("firstReceivedNs", cut.firstReceivedNs.map { .integer($0) } ?? .null),
      ("lastReceivedNs", cut.lastReceivedNs.map { .integer($0) } ?? .null),
      ("damages", .array(cut.damages.map { $0.json })),
    ])
  }
}
