import Archive
import Glibc
import Import
import Recording

/// Runs an import into a new recording folder, and tells what became of it.
struct ImportRun {
  private let arguments: ImportArguments
  private let kind: String
  /// The program as the recording names it.
  private static let toolName = "\(Version.text) import"

  init(_ arguments: ImportArguments, kind: String) {
    self.arguments = arguments
    self.kind = kind
  }

  func run(_ makeJob: () throws -> ImportJob) throws {
    try NewFolder.check(arguments.output)
    let job = try makeJob()
    let writer = try makeWriter(job)
    let interruption = Interruption()
    defer { interruption.stopListening() }
    var progress = Progress("importing", total: job.byteCount)
    var sink = WriterSink(writer: writer)
    do {
      let summary = try job.run(into: &sink) {
        try interruption.check()
        progress.update($0.bytesRead, note: "\($0.records) records")
      }
      progress.finish()
      try writer.close(receivedNs: summary.lastNs ?? job.firstNs)
      try forceToDisk()
      try ImportReport(summary, folder: arguments.output).write(json: arguments.json)
    } catch {
      progress.finish()
      throw broken(writer, sink, error)
    }
  }

  private func makeWriter(_ job: ImportJob) throws -> RecordingWriter {
    var options = RecordingWriter.Options()
    options.rotateNs = job.rotateNs
    // One sync at the end: until then there is nothing here that could not be made again.
    options.sync = .never
    return try RecordingWriter(
      directory: arguments.output,
      // The same files make the same recording: no name by chance or by the clock.
      session: SessionInfo(
        id: "import", tool: Self.toolName, host: "", config: ImportReport.config(kind, job)),
      options: options, startNs: job.firstNs)
  }

  private func forceToDisk() throws {
    let segments = try Recording(paths: [arguments.output], packed: PackedDecoder.self).segments
      .map(\.path)
    for path in segments + [arguments.output] {
      let file = open(path, O_RDONLY | O_CLOEXEC)
      defer { if file >= 0 { close(file) } }
      guard file >= 0, fsync(file) == 0 else {
        throw ToolError("\(path): cannot force it to the disk: \(String(cString: strerror(errno)))")
      }
    }
  }

  /// Keeps what was written, without the mark of a clean end, and says so.
  private func broken(
    _ writer: RecordingWriter, _ sink: WriterSink, _ error: any Error
  ) -> ToolError {
    do {
      try writer.commit()
      return ToolError(
        "\(error)\n\(sink.records) records from before that are in \(arguments.output), which has "
          + "no clean end: use it as it is, or remove it and import anew")
    } catch let second {
      return ToolError(
        "\(error)\nsome of the records before that may be in \(arguments.output) "
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
