import Archive
import ArgumentParser
import Backtest
import Basics
import Import
import Market
import Recording
import Runs

/// `tool why`: the recorded frame behind a fill.
struct WhyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Show the recorded frame, or the row of a CSV, behind a fill of a backtest.",
    discussion: """
      Every fill of a report names its evidence: of a fill on the tape, the frame that brought the \
      trade; of a fill in a candle, the frame that closed the candle. The record is printed as it \
      lies in the recording, looked up by its number and receive time, so that it is found in a \
      compacted copy too. Of a backtest on CSVs, the row is shown that closed the candle.

      Exit status: 0 if the record is there, 1 if not.

      Examples:
        tool backtest btc --fills tape --out report && tool why 17 report
        tool why 17 report --recording /mnt/archive/btc
        tool why 17 report --payload | jq .
      """)

  @Argument(help: "The fill's number, from 1.")
  var number: Int

  @Argument(help: "Folder that backtest --out wrote.")
  var report: String

  @Option(help: "Where the recording is now, if not where it was. May be repeated.")
  var recording: [String] = []

  @Flag(help: "Print the record's payload alone.")
  var payload = false

  @Flag(help: "Print the fill, its frame and the record as JSON.")
  var json = false

  func validate() throws {
    if payload && json { throw ValidationError("--payload and --json exclude each other.") }
  }

  func run() throws {
    let folder = SavedReport(report)
    let fill = try folder.fill(number)
    let paths = try recording.isEmpty ? folder.recordingPaths() : recording
    if CandleFileMarket.isMeant(by: paths) {
      return try show(fill, RowLookup(report: folder, paths: paths).find(fill))
    }
    let frame = try folder.frame(of: fill)
    try show(fill, frame, FrameLookup(try open(paths)).find(frame, paths))
  }

  private func show(
    _ fill: SavedReport.SavedFill, _ frame: RunEvidence.Frame, _ found: FrameLookup.Found
  ) throws {
    if payload { return try Console.line(found.payload) }
    if json { return try Console.line(text(fill, frame, found).text) }
    for line in fill.lines { try Console.line(line) }
    try Console.line(
      "frame     \(found.location), received \(isoText(ns: frame.receivedNs, decimals: 9))")
    if found.segment != frame.segment || found.blockOffset != frame.blockOffset {
      try Console.line(
        "          at the time of the backtest in \(frame.segment) at byte \(frame.blockOffset)")
    }
    try Console.line("")
    try Console.line(found.line)
  }

  private func show(_ fill: SavedReport.SavedFill, _ row: CandleFiles.Row) throws {
    if payload { return try Console.line(row.text) }
    if json {
      return try Console.line(
        JSONValue.object([
          ("fill", JSONValue(text: fill.json) ?? .null),
          ("file", .string(row.label)),
          ("line", .integer(Int64(row.line))), ("byte", .integer(row.byte)),
          ("text", .string(row.text)),
        ]).text)
    }
    for line in fill.lines { try Console.line(line) }
    try Console.line("row       \(row.label), line \(row.line) (byte \(row.byte))")
    try Console.line("")
    try Console.line(row.text)
  }

  private func open(_ paths: [String]) throws -> Recording {
    guard recording.isEmpty else { return try Recording(paths: paths, packed: PackedDecoder.self) }
    do { return try Recording(paths: paths, packed: PackedDecoder.self) } catch {
      throw ToolError(
        "\(error)\nThe report \(report) was made from \(paths.joined(separator: " ")), a path "
          + "from the folder in which the backtest ran; if the recording lies elsewhere now, name "
          + "its folder with --recording")
    }
  }

  private func text(
    _ fill: SavedReport.SavedFill, _ frame: RunEvidence.Frame, _ found: FrameLookup.Found
  ) -> JSONValue {
    .object([
      ("fill", JSONValue(text: fill.json) ?? .null),
      ("segment", .string(found.segment)),
      ("blockOffset", .integer(found.blockOffset)), ("record", .integer(frame.record)),
      ("line", .string(found.line)),
    ])
  }
}
