import Basics

/// Puts rows in order that need not fit into memory: chunks of them are sorted, written one behind the
/// other as runs, and merged.
///
/// ```
///   rows ─▶ chunk ─ sorted on another thread ─▶ run ─┐
///        ─▶ chunk ─ sorted on another thread ─▶ run ─┼─▶ RunMerge ─▶ rows in order
/// ```
enum RowSorter {
  /// A run: where it lies in the file.
  typealias Run = Range<Int64>

  /// Memory for the sorting: three such chunks, one at work, one waiting and one being filled.
  static let chunkBytes = 24 << 20
  /// Runs that are merged at once, each with a buffer of its own.
  static let runsMax = 256

  private struct Job {
    let chunk: RowChunk
    let offset: Int64
  }

  /// All rows of a source, in order.
  static func sort(
    _ source: some RowSource, folder: String, chunkBytes: Int = chunkBytes
  ) throws -> RunMerge {
    let file = try ScratchFile(in: folder)
    var runs: [Run] = []
    var end: Int64 = 0
    var next = try source.next()
    try WorkerPool.run(
      workers: 1, output: { () },
      worker: { { (job: Job, _: inout ()) in try write(job.chunk, to: file, at: job.offset) } },
      next: {
        guard next != nil else { return nil }
        let chunk = RowChunk(byteCount: chunkBytes)
        while let row = next {
          guard source.withText({ chunk.add(row, $0) }) else { break }
          next = try source.next()
        }
        let run = end..<end + Int64(chunk.byteCount)
        runs.append(run)
        end = run.upperBound
        return Job(chunk: chunk, offset: run.lowerBound)
      }, take: { _ in true })
    while runs.count > runsMax {
      let merged = try merge(Array(runs[..<runsMax]), in: file, to: end)
      runs.replaceSubrange(..<runsMax, with: [merged])
      end = merged.upperBound
    }
    return try RunMerge(runs, of: file)
  }

  private static func write(_ chunk: RowChunk, to file: ScratchFile, at offset: Int64) throws {
    var writer = RunWriter(file, at: offset)
    try chunk.forEachSorted { try writer.add($0) }
    try writer.flush()
  }

  /// Makes one run of several that stand beside each other.
  private static func merge(_ runs: [Run], in file: ScratchFile, to end: Int64) throws -> Run {
    let merge = try RunMerge(runs, of: file)
    var writer = RunWriter(file, at: end)
    while try merge.next() != nil { try merge.withRow { try writer.add($0) } }
    try writer.flush()
    return end..<writer.offset
  }
}

/// Writes rows behind each other, a buffer at a time.
private struct RunWriter {
  private let file: ScratchFile
  private(set) var offset: Int64
  private var buffer: [UInt8] = []

  private static let bufferBytes = 1 << 20

  init(_ file: ScratchFile, at offset: Int64) {
    self.file = file
    self.offset = offset
    buffer.reserveCapacity(Self.bufferBytes)
  }

  mutating func add(_ row: UnsafeRawBufferPointer) throws {
    if buffer.count + row.count > Self.bufferBytes { try flush() }
    buffer.append(contentsOf: row)
  }

  mutating func flush() throws {
    try buffer.withUnsafeBytes { try file.write($0, at: offset) }
    offset += Int64(buffer.count)
    buffer.removeAll(keepingCapacity: true)
  }
}
