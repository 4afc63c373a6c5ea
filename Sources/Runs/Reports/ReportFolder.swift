package import Backtest
import Foundation

/// The folder that a backtest's report is written to. Files of an earlier report are
/// replaced, each when the new one is whole.
package struct ReportFolder {
  package let path: String

  /// Makes the folder if it is not there.
  package init(_ path: String) throws {
    self.path = path
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw RunError(
        "cannot make the folder \(path) for the report: \(error.localizedDescription)")
    }
  }

  package func write(_ files: ReportFiles, _ page: ReportPage) throws {
    try write("report.html") { sink in try sink.write(Array(page.html().utf8).span) }
    try write("report.json") { sink in
      try sink.write(Array(files.reportJSON().utf8).span)
    }
    try write("fills.ndjson") { sink in try files.fillLines { try sink.line($0) } }
    try write("equity.csv") { sink in try files.equityLines { try sink.line($0) } }
  }

  package func write(_ name: String, _ body: (any TextOutput) throws -> Void) throws {
    let sink = try WholeFile(path + "/" + name)
    try body(sink)
    try sink.finish()
  }
}
