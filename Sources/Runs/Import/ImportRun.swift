import Archive
import Basics
import Glibc
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

  /// Runs the job that `makeJob` gives. If making it or the observer fails, what was written stays,
  /// without the mark of a clean end, and the error says so.
  package func run(
    observe: RunObserver, _ makeJob: () throws -> ImportJob
  ) throws -> ImportSummary {
    try NewFolder.check(folder)
    let job = try makeJob()
    let writer = try makeWriter(job)
    var sink = WriterSink(writer: writer)
    do {
      let summary = try job.run(into: &sink) {
        try observe(
          .progress(
            RunProgress(
              "importing", done: $0.bytesRead, total: job.byteCount, note: "\($0.records) records"
            )))
      }
      try writer.close(receivedNs: summary.lastNs ?? job.firstNs)
      try forceToDisk()
      return summary
    } catch {
      throw broken(writer, sink, error)
    }
  }

  private func makeWriter(_ job: ImportJob) throws -> RecordingWriter {
    var options = RecordingWriter.Options()
    options.rotateNs = job.rotateNs
    // One sync at the end: until then there is nothing here that could not be made again.
    options.sync = .never
    return try RecordingWriter(
      directory: folder,
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

  private func forceToDisk() throws {
    let segments = try Recording(paths: [folder], packed: PackedDecoder.self).segments.map(\.path)
    for path in segments + [folder] {
      let file = open(path, O_RDONLY | O_CLOEXEC)
      defer { if file >= 0 { close(file) } }
      guard file >= 0, fsync(file) == 0 else {
        throw RunError("\(path): cannot force it to the disk: \(errnoText())")
      }
    }
  }

  /// Keeps what was written, without the mark of a clean end, and says so.
  private func broken(
    _ writer: RecordingWriter, _ sink: WriterSink, _ error: any Error
  ) -> RunError {
    do {
      try writer.commit()
      return RunError(
        "\(error)\n\(sink.records) records from before that are in \(folder), which has "
          + "no clean end: use it as it is, or remove it and import anew")
    } catch let second {
      return RunError(
        "\(error)\nsome of the records before that may be in \(folder) "
          + "(\(second)): remove it and import anew")
    }
  }
}

/// Counts what went into the writer.
private struct WriterSink: FrameSink {
  let writer: RecordingWriter
  var records = 0

  mutating func append(
    receivedNs: Int64, connection: UInt32, kind: FrameKind, payload: borrowing Span<UInt8>
  ) throws {
    try writer.append(
      receivedNs: receivedNs, connection: connection, kind: kind, payload: payload)
    records += 1
  }
}
