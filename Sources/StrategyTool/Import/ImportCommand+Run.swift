import ArgumentParser
import Import
import Recording
import Runs

extension ImportArguments {
  /// Runs an import into the new folder, and prints what became of it.
  func run(_ kind: String, _ makeJob: () throws -> ImportJob) throws {
    let interruption = Interruption()
    defer { interruption.stopListening() }
    let run = ImportRun(into: output, kind: kind, tool: "\(Version.text) import")
    let summary = try run.run(observe: interruption.checked(Console.show), makeJob)
    try ImportReport(summary, folder: output).write(json: json)
    if !summary.isWhole { throw ExitCode(3) }
  }
}
