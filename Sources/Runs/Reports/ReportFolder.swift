import Backtest
import Foundation

/// `--out DIR`: the folder that a backtest's report is written to. Files of an earlier report are
/// replaced, each when the new one is whole.
struct ReportFolder {
  let path: String

  /// Makes the folder if it is not there.
  init(_ path: String) throws {
    self.path = path
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw ToolError(
        "cannot make the folder \(path) for the report: \(error.localizedDescription)")
    }
  }

  func write(_ files: ReportFiles, _ page: ReportPage) throws {
    try write("report.html") { sink in try sink.write(Array(page.html().utf8).span) }
    try write("report.json") { sink in
      try sink.write(Array(files.reportJSON().utf8).span)
    }
    try write("fills.ndjson") { sink in try files.fillLines { try sink.line($0) } }
    try write("equity.csv") { sink in try files.equityLines { try sink.line($0) } }
  }

  func write(_ name: String, _ body: (TextSink) throws -> Void) throws {
    let sink = try TextSink(path: path + "/" + name)
    try body(sink)
    try sink.finish()
  }
}
