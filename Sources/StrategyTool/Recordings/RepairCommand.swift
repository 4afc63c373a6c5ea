import Archive
import ArgumentParser
import Basics
import Recording
import Runs

/// `tool repair`: makes a damaged recording whole again.
struct RepairCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair",
    abstract: "Seal what a killed recorder left, and cut damage out of a recording.",
    discussion: """
      Nothing is destroyed: what is cut out lies in .damaged files beside the segments, and a g \
      record says what is gone. A block whose header alone is damaged is saved. \
      Segments get back the names that they say they have. With --output the recording is copied to \
      a new folder first, and stays as it is.

      Exit status: 0 if the files are whole afterwards, 3 if they are not. Lost records stay lost: \
      tool verify says which trades are missing.

      Examples:
        tool repair btc
        tool repair btc --output btc-repaired
      """)

  @Argument(help: ArgumentHelp("The recording's folder.", valueName: "recording"))
  var path: String

  @Option(help: "A new folder; without it the recording is repaired in place.")
  var output: String?

  @Flag(help: "Print what was done as one JSON document.")
  var json = false

  func run() throws {
    let repair = try Repair(
      directory: path, output: output, packed: PackedDecoder.self, host: "this machine")
    if json {
      let actions = repair.actions.map { action in
        JSONValue.object([("path", .string(action.path)), ("what", .string(action.what))])
      }
      try Console.line(
        JSONValue.object([
          ("actions", .array(actions)), ("verification", .object(repair.verification.facts)),
        ]).text)
    } else {
      for action in repair.actions { try Console.line(action.description) }
      if repair.actions.isEmpty { try Console.line("nothing to repair") }
      try Console.line(repair.verification.text)
    }
    if repair.verification.outcome != .whole { throw ExitCode(3) }
  }
}
