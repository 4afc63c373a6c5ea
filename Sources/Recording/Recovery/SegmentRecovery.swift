/// Recovers one segment.
///
/// ```
/// block 0 │ block 1 │ half of 2          tail.2   tail.3
///                    └── cut: tail.2 has it │        │
/// block 0 │ block 1 │ block 2 ◀─────────────┘        │
/// block 0 │ block 1 │ block 2 │ block 3 ◀────────────┘ │ g: no clean end
/// ```
/// If it is killed at any moment, it can begin again: a tail is deleted only when its block is in the
/// segment, and a block whose tail is still there is recognised by its number.
struct SegmentRecovery {
  let directory: String
  let name: String
  let tails: [TailName]
  let disk: DiskAccess
  private var actions: [RecoveryAction] = []
  /// The last good block of the segment, and where it ends.
  private var last: BlockHeader?
  private var goodEnd: Int64 = 0
  /// Bytes that were cut though no tail holds them, and how many records they had if their header
  /// says so.
  private var cutBytes: Int64 = 0
  private var lost: Int64?
  private let encoder = BlockEncoder()

  init(directory: String, name: String, tails: [TailName], disk: DiskAccess) {
    self.directory = directory
    self.name = name
    self.tails = tails
    self.disk = disk
  }

  private var path: String { directory + "/" + name }

  mutating func run() throws -> [RecoveryAction] {
    if tails.isEmpty, try DiskFile(reading: path).byteCount() == 0 {
      try closeEmpty()
      return actions
    }
    guard let segment = try SegmentFile(path: path, name: name, tails: tails) else {
      return []
    }
    try removeSealedTails(segment)
    let file = OpenSegment(
      file: try DiskFile(appending: path), name: name, byteCount: goodEnd)
    try cutTrailing(file)
    try sealTails(file, tag: segment.sessionTag ?? 0)
    try markEnd(file)
    return actions
  }

  /// Finds the last good block, and deletes tails whose block is in the segment.
  private mutating func removeSealedTails(_ segment: SegmentFile) throws {
    let recording = Recording(segment: segment)
    let reader = BlockReader(recording)
    var walk = try SegmentWalk(segment, index: 0)
    while let step = try walk.next() {
      guard case .block(let location) = step, !location.isTail else { continue }
      if let tail = tails.first(where: { $0.blockNumber == location.header.blockNumber }) {
        guard try remove(tail, sealedAs: location, reader) else { break }
      }
      last = location.header
      goodEnd = location.fileOffset + Int64(location.header.memberBytes)
    }
  }

  /// - Returns: false if the block cannot be read, so that its tail must be sealed again.
  private mutating func remove(
    _ tail: TailName, sealedAs location: BlockLocation, _ reader: BlockReader
  ) throws -> Bool {
    do {
      try reader.read(location)
    } catch RecordingError.damaged {
      return false
    }
    let tailPath = directory + "/" + tail.fileName
    let bytes = try TailScan.bytes(tailPath) ?? []
    if reader.withBytes({ $0.starts(with: bytes.span) }) {
      try DiskFolder.remove(tailPath)
      did("removed the tail of block \(tail.blockNumber), which is sealed", tailPath)
    } else {
      try KeptBytes.move(tailPath, disk)
      did("kept as .damaged: block \(tail.blockNumber) is sealed with other records", tailPath)
    }
    return true
  }

  /// Cuts what follows the last good block.
  private mutating func cutTrailing(_ segment: OpenSegment) throws {
    let rest = try segment.file.byteCount() - goodEnd
    guard rest > 0 else { return }
    if tails.contains(where: { $0.blockNumber == (last?.blockNumber ?? -1) + 1 }) {
      did("cut \(rest) bytes at byte \(goodEnd): a half-written block that its tail holds")
    } else {
      lost = try lostRecords(segment.file)
      cutBytes = rest
      let kept = try KeptBytes.copy(segment.file, goodEnd..<goodEnd + rest, beside: path, disk)
      did("cut \(rest) bytes at byte \(goodEnd) that are no whole block; kept as \(kept)")
    }
    try segment.file.truncate(to: goodEnd)
  }

  private mutating func sealTails(_ segment: OpenSegment, tag: UInt32) throws {
    for tail in tails where tail.blockNumber > last?.blockNumber ?? -1 {
      let tailPath = directory + "/" + tail.fileName
      guard let bytes = try TailScan.bytes(tailPath) else { continue }
      let scan = TailScan(bytes.span)
      if scan.recordCount > 0 {
        let header = scan.header(
          blockNumber: tail.blockNumber, firstSequence: tail.firstSequence, sessionTag: tag)
        try append(Array(bytes[..<scan.goodBytes]), header, to: segment)
        did("sealed \(scan.recordCount) records of the tail of block \(tail.blockNumber)")
      }
      if scan.problem != nil {
        try KeptBytes.move(tailPath, disk)
        did(
          "found \(bytes.count - scan.goodBytes) bytes that are no whole record; kept as .damaged",
          tailPath)
      } else {
        try DiskFolder.remove(tailPath)
      }
    }
  }

  /// A `g` record ends a segment that has no clean end, so that one whose writer died does not
  /// look like one that was cut later.
  private mutating func markEnd(_ segment: OpenSegment) throws {
    guard let last else {
      if try segment.file.byteCount() == 0 {
        try DiskFolder.remove(path)
        did("removed: nothing is left in the segment")
      }
      return
    }
    guard !last.flags.contains(.endsSegment) else { return }
    let raw = RawBlock(capacity: 256)
    raw.reset(firstSequence: last.nextSequence, blockNumber: last.blockNumber + 1)
    raw.append(
      receivedNs: last.lastReceivedNs, connection: 0, kind: .gap,
      payload: Array(endText.utf8).span)
    var header = raw.header(sessionTag: last.sessionTag, endsSegment: true)
    if cutBytes > 0 { header.flags.insert(.standsIn) }
    try append([UInt8](raw.bytes), header, to: segment)
    did("marked the end: the recorder ended without a clean end")
  }

  private var endText: String {
    var text = #"{"reason":"the recorder ended without a clean end""#
    if cutBytes > 0 { text += ",\"cutBytes\":\(cutBytes)" }
    if let lost { text += ",\"lostRecords\":\(lost)" }
    return text + "}"
  }

  /// Records of a block that is cut off, by its header.
  private func lostRecords(_ file: DiskFile) throws -> Int64? {
    var search = BlockSearch(file)
    guard let header = try? search.header(at: goodEnd, byteCount: file.byteCount()),
      header.blockNumber == (last?.blockNumber ?? -1) + 1
    else { return nil }
    return Int64(header.recordCount)
  }

  /// A segment into which nothing was written. The one before it in its session may say that
  /// another follows. Then it stays, with a `g` record.
  private mutating func closeEmpty() throws {
    guard let name = SegmentName(name), name.number > 1, let before = try lastBlock(before: name)
    else {
      try DiskFolder.remove(path)
      did("removed: the segment is empty")
      return
    }
    last = before
    last?.flags = []
    last?.blockNumber = -1
    try markEnd(OpenSegment(file: DiskFile(appending: path), name: self.name))
  }

  private func lastBlock(before name: SegmentName) throws -> BlockHeader? {
    let other = try DiskFolder.names(directory).first { other in
      guard let other = SegmentName(other) else { return false }
      return other.session == name.session && other.number == name.number - 1
    }
    guard let other,
      let segment = try SegmentFile(path: directory + "/" + other, name: other, tails: [])
    else { return nil }
    var walk = try SegmentWalk(segment, index: 0)
    while try walk.next() != nil {}
    return walk.lastHeader
  }

  private mutating func append(
    _ raw: [UInt8], _ header: BlockHeader, to segment: OpenSegment
  ) throws {
    let disk = self.disk
    try raw.withUnsafeBytes { bytes in
      try appendMember(encoder.encode(bytes, header), to: segment, disk)
    }
    try segment.file.sync(disk)
    last = header
  }

  private mutating func did(_ what: String, _ path: String? = nil) {
    actions.append(RecoveryAction(path: path ?? self.path, what: what))
  }
}

extension Span<UInt8> {
  fileprivate func starts(with prefix: borrowing Span<UInt8>) -> Bool {
    guard count >= prefix.count else { return false }
    for index in 0..<prefix.count where self[index] != prefix[index] { return false }
    return true
  }
}
