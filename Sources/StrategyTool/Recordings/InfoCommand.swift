import Archive
import ArgumentParser
import Basics
import Feed
import Recording
import Runs

/// `tool info`: what a recording holds.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Show what is in a recording: streams, times, sizes.",
    discussion: """
      Reads every record. With --headers only the headers of the blocks are looked at: when and how \
      much, at once, however long the recording is. A recording that is being written may be asked too.

      Examples:
        tool info recordings/demo
        tool info btc --headers
        tool info btc --json
        zcat -f btc/*-000003.gz | head          a segment is an ordinary gzip file
      """)

  @Argument(
    help: ArgumentHelp(
      "Folders of segments, single segments, or - for standard input.", valueName: "recording"))
  var paths: [String]

  @Flag(help: "Look at block headers only: quick, without streams and connections.")
  var headers = false

  @Flag(help: "Print the facts as one JSON document.")
  var json = false

  func run() throws {
    let recording = try RecordingArguments.recording(at: paths)
    let info = try RecordingContents(recording, headers ? .headers : .records)
    try Console.line(json ? info.json.text : InfoText(info).text)
    for damage in info.damages { Console.report("warning: \(damage.message)") }
    if info.damageCount > info.damages.count {
      Console.report("warning: \(info.damageCount - info.damages.count) more of these")
    }
  }
}
