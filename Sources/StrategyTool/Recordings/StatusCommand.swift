import Archive
import ArgumentParser
import Basics
import Feed
import Recording

/// `tool status`: how a recorder does, seen from its folder.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show how a recorder does, from its folder alone.",
    discussion: """
      Reads the end of the recording, and disturbs nobody who writes there: what each stream brought in \
      the last minute, when a record came last, how many trades are missing, and how much disk is free.

      Exit status: 0 if it is being recorded and goes on, 3 if nobody records there, if no stream has \
      brought anything for that long, if no connection is open, or if trades are missing.

      Examples:
        tool status btc
        tool status btc --last 10m --json
      """)

  @Argument(help: ArgumentHelp("The recording's folder.", valueName: "recording"))
  var path: String

  @Option(help: "How far back is looked.")
  var last = DurationArgument(ns: 60_000_000_000)

  @Flag(help: "Print one JSON document.")
  var json = false

  func validate() throws {
    guard last.ns > 0 else { throw ValidationError("--last: expected more than nothing.") }
  }

  func run() throws {
    let recording = try Recording(paths: [path], packed: PackedDecoder.self)
    let status = StatusText(
      try RecentContents(recording, lasting: last.ns, nowNs: Clock.wallNs()), lastNs: last.ns,
      nowNs: Clock.wallNs(),
      freeBytes: DiskAccess.system.freeBytes(path))
    try Console.line(json ? status.json.text : status.text)
    guard status.isWell else { throw ExitCode(3) }
  }
}
