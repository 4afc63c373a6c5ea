import Archive
import Basics
package import Import
import Market
import Recording

/// Imports files that other programs recorded into a new recording folder.
package struct ImportRun {
  private static let filesNamedMax = 40

  private let folder: String
  private let kind: String
  private let tool: String

  /// `tool` is the program as the recording names it.
  package init(into folder: String, kind: String, tool: String) {
    self.folder = folder
    self.kind = kind
    self.tool = tool
  }

  /// Runs the job that `makeJob` gives. The folder is there when it is whole; if anything fails, nothing is.
  package func run(
    observe: RunObserver, _ makeJob: () throws -> ImportJob
  ) throws -> ImportSummary {
    try NewFolder.check(folder)
    let job = try makeJob()
    for note in job.notes { try observe(.note(note)) }
    while true {
      do { return try write(job, observe) } catch let disorder as RowDisorder { job.sort(disorder) }
    }
  }

  /// - Throws: `RowDisorder` where rows must be sorted first.
  private func write(_ job: ImportJob, _ observe: RunObserver) throws -> ImportSummary {
    let part = try PartFolder(for: folder)
    let summary = try withExtendedLifetime(part) {
      try withoutActuallyEscaping(observe) { observe in
        try record(job, in: part.path) { progress in
          try observe(
            .progress(
              RunProgress(
                "importing", done: progress.bytesRead, total: job.byteCount,
                note: "\(progress.records) records")))
        }
      }
    }
    try part.move()
    return summary
  }

  private func record(
    _ job: ImportJob, in path: String, progress: @escaping (ImportJob.Progress) throws -> Void
  ) throws -> ImportSummary {
    try job.open(scratch: path, progress: progress)
    let writer = try makeWriter(job, in: path)
    var sink = WriterSink(writer: writer)
    let summary = try job.run(into: &sink, progress: progress)
    try writer.close(receivedNs: summary.lastNs ?? job.firstNs)
    let segments = try Recording(paths: [path], packed: PackedDecoder.self).segments.map(\.path)
    for path in segments + [path] { try PartFolder.forceToDisk(path) }
    return summary
  }

  private func makeWriter(_ job: ImportJob, in path: String) throws -> RecordingWriter {
    var options = RecordingWriter.Options()
    options.rotateNs = job.rotateNs
    // One sync at the end: until then there is nothing here that could not be made again.
    options.sync = .never
    return try RecordingWriter(
      directory: path,
      // The same files make the same recording: no name by chance or by the clock.
      session: SessionInfo(id: "import", tool: tool, host: "", config: config(job)),
      options: options, startNs: job.firstNs)
  }

  /// The session's configuration in the recording's `m` records: where its frames came from.
  private func config(_ job: ImportJob) -> String {
    let names = job.files.prefix(Self.filesNamedMax).map { file in
      JSONValue.string(file.path.split(separator: "/").last.map(String.init) ?? file.path)
    }
    var members: [JSONValue.Member] = [
      ("import", .string(kind)), ("fileCount", .integer(Int64(job.files.count))),
      ("files", .array(names)),
    ]
    if !job.venues.isEmpty {
      members.append(("venues", .array(job.venues.map { .string($0.rawValue) })))
    }
    return JSONValue.object(members).text
  }
}

private struct WriterSink: FrameSink {
  let writer: RecordingWriter

  mutating func append(
    receivedNs: Int64, connection: UInt32, kind: FrameKind, payload: borrowing Span<UInt8>
  ) throws {
    try writer.append(
      receivedNs: receivedNs, connection: connection, kind: kind, payload: payload)
  }
}
