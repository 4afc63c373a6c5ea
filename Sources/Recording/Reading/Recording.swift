/// Recordings opened for reading: the segments of one or more folders, single segments, or standard
/// input, in the order of time. Opening neither locks nor repairs anything.
package struct Recording: Sendable {
  /// In the order of their first receive times, by content, so that a renamed segment still comes
  /// where it belongs.
  package let segments: [SegmentFile]
  /// Files in the folders that look like part of a recording and are not: `.gz` files without a
  /// block, tails without their segment.
  package let strangers: [String]
  /// Segments without a byte: a writer died before it wrote the first.
  package let emptySegments: [String]
  /// The folders that were asked for.
  package let directories: [String]
  /// What decodes packed blocks; nil where only plain ones are expected.
  package let packed: (any PackedBlockDecoding.Type)?

  /// Opens recordings.
  ///
  /// - Parameters:
  ///   - paths: folders, single segments (their tails beside them are read too), or `-` for standard
  ///     input, which is copied to a nameless temporary file first.
  ///   - packed: what decodes packed blocks: Archive's `PackedDecoder`. Without it, reading one is
  ///     refused.
  /// - Throws: `RecordingError.notARecording` where a path holds nothing that this program wrote.
  package init(paths: [String], packed: (any PackedBlockDecoding.Type)? = nil) throws {
    var scan = RecordingScan()
    for path in paths { try scan.add(path) }
    scan.removeRepetitions()
    segments = scan.inOrder()
    strangers = scan.strangers.sorted()
    emptySegments = scan.emptySegments
    directories = scan.directories
    self.packed = packed
    guard !segments.isEmpty else {
      throw RecordingError.notARecording(
        path: paths.joined(separator: " "), found: "no recording was named",
        advice: "name a folder, a segment (.gz or .pack), or - for standard input")
    }
  }

  /// One segment alone, for those that work on files.
  package init(segment: SegmentFile, packed: (any PackedBlockDecoding.Type)? = nil) {
    segments = [segment]
    self.packed = packed
    strangers = []
    emptySegments = []
    directories = []
  }

  /// The session of a segment, as its first record says; nil if that cannot be read.
  package func session(ofSegment index: Int) throws -> SessionInfo? {
    var reader = RecordingReader(Recording(segment: segments[index], packed: packed))
    guard case .frame(let frame)? = try reader.next(), frame.kind == .metadata else { return nil }
    return SegmentMetadata(payload: copy(frame.payload))?.session
  }

  /// The recording from one of its segments on.
  package func suffix(from index: Int) -> Recording {
    Recording(self, segments: Array(segments[index...]))
  }

  /// Some of its segments, which follow one another.
  package func part(_ range: Range<Int>) -> Recording {
    Recording(self, segments: Array(segments[range]))
  }

  private init(_ whole: Recording, segments: [SegmentFile]) {
    self.segments = segments
    strangers = whole.strangers
    emptySegments = whole.emptySegments
    directories = whole.directories
    packed = whole.packed
  }

  /// What a folder's present writer says of itself; nil if no one writes there.
  package static func writer(in directory: String) -> String? {
    RecordingLock.holder(directory)
  }
}

/// Collects the segments of several paths.
private struct RecordingScan {
  var segments: [SegmentFile] = []
  var strangers: [String] = []
  var emptySegments: [String] = []
  var directories: [String] = []

  mutating func add(_ path: String) throws {
    if path == "-" { return segments.append(try SpooledInput.standardInput()) }
    let path = DiskFolder.trimmed(path)
    switch DiskFolder.item(path) {
    case .stream: segments.append(try SpooledInput.segment(DiskFile(reading: path), name: path))
    case .folder: try addFolder(path)
    case .file: try addFile(path)
    case .none:
      // Asks for the reason: missing, or not allowed.
      _ = try DiskFile(reading: path)
    }
  }

  private mutating func addFolder(_ path: String) throws {
    let names = try DiskFolder.names(path)
    let before = segments.count
    directories.append(path)
    var tails: [String: [TailName]] = [:]
    for tail in names.compactMap({ TailName($0) }) {
      tails[tail.segmentName, default: []].append(tail)
    }
    let present = Set(names)
    for name in names
    where SegmentName.isSegment(name) && DiskFolder.item(path + "/" + name) == .file {
      // A segment that lies there packed and plain is one segment: packing was interrupted.
      if name.hasSuffix(SegmentName.packedSuffix),
        SegmentName.counterpart(of: name).map(present.contains) ?? false
      {
        continue
      }
      try addListed(path + "/" + name, name, tails.removeValue(forKey: name) ?? [])
    }
    strangers += tails.values.flatMap { $0 }.map { path + "/" + $0.fileName }.sorted()
    guard segments.count > before else {
      throw RecordingError.notARecording(
        path: path, found: "a folder of \(names.count) files, none of them a segment with records",
        advice: "name a folder that 'tool record' or 'tool import' wrote, or import these files")
    }
    guard segments.count <= RecordingLimits.segmentsMax else {
      throw RecordingError.refused(
        "\(path): more than \(RecordingLimits.segmentsMax) segments: divide the folder")
    }
  }

  private mutating func addListed(_ path: String, _ name: String, _ tails: [TailName]) throws {
    if let segment = try SegmentFile(path: path, name: name, tails: tails) {
      segments.append(segment)
    } else if try DiskFile(reading: path).byteCount() == 0 {
      emptySegments.append(path)
    } else {
      strangers.append(path)
    }
  }

  private mutating func addFile(_ path: String) throws {
    let name = DiskFolder.name(path)
    let tails = try SegmentFile.tails(of: name, in: DiskFolder.parent(path))
    guard let segment = try SegmentFile(path: path, name: name, tails: tails) else {
      throw try notASegment(path)
    }
    segments.append(segment)
  }

  /// A segment named twice, or beside its folder, is one segment.
  mutating func removeRepetitions() {
    var seen: Set<String> = []
    segments.removeAll { $0.spooled == nil && !seen.insert(DiskFolder.real($0.path)).inserted }
  }

  func inOrder() -> [SegmentFile] {
    segments.enumerated().sorted { a, b in
      let left = (a.element.firstReceivedNs ?? .max, a.element.firstHeader?.firstSequence ?? .max)
      let right = (b.element.firstReceivedNs ?? .max, b.element.firstHeader?.firstSequence ?? .max)
      if left != right { return left < right }
      return (a.element.name, a.offset) < (b.element.name, b.offset)
    }.map(\.element)
  }
}

extension SegmentFile {
  /// The tails that lie beside a segment.
  static func tails(of name: String, in directory: String) throws(RecordingError) -> [TailName] {
    try DiskFolder.names(directory).compactMap { TailName($0) }.filter { $0.segmentName == name }
      .sorted { $0.blockNumber < $1.blockNumber }
  }
}

/// Says what a file is that holds no block.
func notASegment(_ path: String, _ file: DiskFile? = nil) throws(RecordingError) -> RecordingError {
  let opened: DiskFile
  if let file { opened = file } else { opened = try DiskFile(reading: path) }
  var bytes = [UInt8](repeating: 0, count: BlockFormat.magic.count)
  let count = try opened.read(into: &bytes, count: bytes.count, at: 0)
  bytes.removeLast(bytes.count - count)
  if count == 0 {
    return .notARecording(
      path: path, found: "the file is empty", advice: "name a folder or a segment with records")
  }
  if bytes.starts(with: [0x1F, 0x8B]) {
    return .notARecording(
      path: path, found: "a gzip file without block headers (first bytes \(hexText(bytes)))",
      advice: "if it is a capture of another program, use 'tool import'; if it is a recording that "
        + "was compressed anew, name the original")
  }
  return .notARecording(
    path: path,
    found: "the first bytes are \(hexText(bytes)), expected \(hexText(BlockFormat.magic))",
    advice: "name a folder or a segment (.gz) that this program wrote; captures of other programs "
      + "come in by 'tool import'")
}
