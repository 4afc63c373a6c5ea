import Basics
package import Market
package import Recording

/// Foreign files, looked into and found usable, that become frames of one recording.
///
/// Making one opens every file, finds out what it holds, and compares checksums. So whatever is wrong
/// with names, kinds and options is reported before anything is written. `open` and `run` then do the
/// work.
package final class ImportJob {
  package let files: [ImportedFile]
  /// Receive time of the first frame, once the job is open.
  package private(set) var firstNs: Int64 = 0
  /// How often the recording should begin a new segment, by receive time; nil: by size alone. Frames
  /// as for a live recording; candles of years would make a segment for each.
  package let rotateNs: Int64?
  /// Of the rows of an archive, in order of appearance: each record alone would say it.
  package internal(set) var venues: [Venue] = []
  /// How files of other programs are read, one line each.
  package internal(set) var notes: [String] = []
  /// Bytes of all files on disk, to measure progress against.
  package var byteCount: Int64 { files.reduce(0) { $0 + $1.byteCount } }

  private let meter: ImportMeter
  private let streams: [any ImportStream]
  private let lines: LineTally
  /// Streams whose rows do not stand in order.
  private var unordered: Set<Int> = []
  private var readers: [any StreamReader] = []
  private var merged: MergedReader?

  /// How far `run` has come.
  package struct Progress: Sendable {
    /// Of `byteCount`; a little ahead of the frames.
    package var bytesRead: Int64
    package var records: Int
  }

  init(
    files: [ImportedFile], streams: [any ImportStream], meter: ImportMeter, rotateNs: Int64?,
    tally: LineTally
  ) {
    self.files = files
    self.streams = streams
    self.meter = meter
    self.rotateNs = rotateNs
    lines = tally
  }

  /// Opens the streams; those whose rows are known to stand in no order are sorted in files of a
  /// folder.
  ///
  /// - Parameter progress: called while files are read; what it throws ends the import.
  package func open(
    scratch folder: String, progress: @escaping (Progress) throws -> Void = { _ in }
  ) throws {
    meter.bytesRead = 0
    meter.observe = { try progress(Progress(bytesRead: $0, records: 0)) }
    defer { meter.observe = nil }
    readers = try streams.enumerated().map {
      try $1.open(sorting: unordered.contains($0), folder: folder)
    }
    let merged = try MergedReader(readers)
    guard let firstNs = merged.firstNs else {
      throw ImportError(
        files.first?.path ?? "", found: "no frames", expected: "at least one frame in the files",
        advice: "check that these are the files you meant")
    }
    self.firstNs = firstNs
    self.merged = merged
  }

  /// Takes note that a stream must be sorted; the job is to be opened anew.
  package func sort(_ disorder: RowDisorder) { unordered.insert(disorder.stream) }

  /// Writes all frames, in the order of their times, into `sink`. Call once, after `open`.
  ///
  /// - Parameter progress: called every few hundred frames; what it throws ends the import.
  /// - Throws: `RowDisorder` where rows turn out to stand in no order: what was written is to be thrown
  ///   away, and the job to be sorted, opened and run anew. `ImportError` for a file that is not whole,
  ///   and what sink and progress throw.
  package func run(
    into sink: inout some FrameSink, progress: (Progress) throws -> Void = { _ in }
  ) throws -> ImportSummary {
    guard let merged else { preconditionFailure("an import is opened before it runs") }
    var tally = TallySink(base: sink, summary: ImportSummary(files: files))
    defer { sink = tally.base }
    var frames = 0
    while try merged.next() != nil {
      try merged.deliver(into: &tally)
      frames += 1
      if frames & 255 == 0 {
        try progress(Progress(bytesRead: meter.bytesRead, records: tally.summary.records))
      }
    }
    for reader in readers {
      for (file, count) in reader.framesByFile { tally.summary.files[file].frames += count }
      tally.summary.findings += reader.findings
    }
    tally.summary.configurationLines = lines.configurationLines
    tally.summary.tornLines = lines.tornLines
    return tally.summary
  }
}

/// A stream of an import that is not open yet.
protocol ImportStream {
  /// - Parameters:
  ///   - sorting: whether its rows are known to stand in no order.
  ///   - folder: where there is room to sort them.
  func open(sorting: Bool, folder: String) throws -> any StreamReader
}

extension ImportJob {
  /// Opens every path, in order.
  static func inputs(_ paths: [String]) throws -> [InputFile] {
    guard paths.count <= ImportLimits.filesMax else {
      throw ImportError(
        paths[0], found: "\(paths.count) files", expected: "at most \(ImportLimits.filesMax)",
        advice: "import them in parts")
    }
    return try paths.map(InputFile.init)
  }

  static func checkGroups(_ count: Int, _ path: String) throws {
    guard count <= ImportLimits.groupsMax else {
      throw ImportError(
        path, found: "\(count) streams side by side",
        expected: "at most \(ImportLimits.groupsMax) in one recording",
        advice: "import them into several recordings: commands take more than one")
    }
  }
}
