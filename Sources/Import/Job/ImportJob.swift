package import Market
package import Recording

/// Foreign files, looked into and found usable, that become frames of one recording.
///
/// Making one opens every file, finds out what it holds, and compares checksums. So whatever is wrong
/// with names, kinds and options is reported before anything is written. `run` then does the work.
package final class ImportJob {
  package let files: [ImportedFile]
  /// Receive time of the first frame.
  package let firstNs: Int64
  /// How often the recording should begin a new segment, by receive time; nil: by size alone. Frames
  /// as for a live recording; candles of years would make a segment for each.
  package let rotateNs: Int64?
  /// Of the rows of an archive, in order of appearance: each record alone would say it.
  package internal(set) var venues: [Venue] = []
  /// Bytes of all files on disk, to measure progress against.
  package var byteCount: Int64 { files.reduce(0) { $0 + $1.byteCount } }

  private let meter: ImportMeter
  private let chains: [ChainReader]
  private let merged: MergedReader
  private let lines: LineTally

  /// How far `run` has come.
  package struct Progress: Sendable {
    /// Of `byteCount`; a little ahead of the frames.
    package var bytesRead: Int64
    package var records: Int
  }

  init(
    files: [ImportedFile], chains: [ChainReader], meter: ImportMeter, rotateNs: Int64?,
    tally: LineTally
  ) throws {
    self.files = files
    self.chains = chains
    self.meter = meter
    self.rotateNs = rotateNs
    lines = tally
    merged = try MergedReader(chains)
    guard let firstNs = merged.firstNs else {
      throw ImportError(
        files.first?.path ?? "", found: "no frames", expected: "at least one frame in the files",
        advice: "check that these are the files you meant")
    }
    self.firstNs = firstNs
  }

  /// Writes all frames, in the order of their times, into `sink`. Call once.
  ///
  /// - Parameter progress: called every few hundred frames; what it throws ends the import.
  /// - Throws: `ImportError` for a file that is not whole, and what sink and progress throw. The
  ///   frames until then are in the sink.
  package func run(
    into sink: inout some FrameSink, progress: (Progress) throws -> Void = { _ in }
  ) throws -> ImportSummary {
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
    for chain in chains {
      for (file, count) in chain.framesByFile { tally.summary.files[file].frames += count }
    }
    tally.summary.configurationLines = lines.configurationLines
    tally.summary.tornLines = lines.tornLines
    return tally.summary
  }
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
