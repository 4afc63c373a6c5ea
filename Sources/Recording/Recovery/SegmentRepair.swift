/// Cuts what is damaged out of one segment.
///
/// ```
/// block 0 │ block 1 │ dam…aged │ block 3      ─▶  <segment>.damaged.<offset>: the cut bytes
/// block 0 │ block 1 │ g        │ block 3          g bears the number and first sequence of block 2
/// ```
/// The new file is written beside the old one, read back, and only then takes its name.
struct SegmentRepair {
  private enum Piece {
    case keep(BlockLocation)
    /// Bytes to cut out, and the damage in them.
    case cut(Range<Int64>, Damage)
  }

  private let segment: SegmentFile
  private let disk: DiskAccess
  private let file: DiskFile
  private let byteCount: Int64
  private var pieces: [Piece] = []
  private var actions: [RecoveryAction] = []
  private let encoder = BlockEncoder()
  private let packed: (any PackedBlockDecoding.Type)?

  init(
    _ segment: SegmentFile, _ disk: DiskAccess, packed: (any PackedBlockDecoding.Type)?
  ) throws {
    self.segment = segment
    self.packed = packed
    self.disk = disk
    file = try segment.opened()
    byteCount = try file.byteCount()
  }

  mutating func run() throws -> [RecoveryAction] {
    try survey()
    let isDamaged = pieces.contains { if case .cut = $0 { true } else { false } }
    guard isDamaged else { return [] }
    let newPath = segment.path + ".repairing"
    try DiskFolder.remove(newPath)
    let output = OpenSegment(file: try DiskFile(creating: newPath), name: segment.name)
    try write(to: output)
    try output.file.sync(disk)
    try check(newPath)
    try DiskFolder.rename(newPath, to: segment.path)
    try DiskFolder.sync(segment.directory, disk)
    return actions
  }

  // MARK: - What is there

  /// Divides the file into good blocks and the bytes between them.
  private mutating func survey() throws {
    let recording = Recording(segment: segment, packed: packed)
    let reader = BlockReader(recording)
    var walk = try SegmentWalk(segment, index: 0, expectedSequence: expectedSequence)
    var end: Int64 = 0
    var pending: Damage?
    while let step = try walk.next() {
      switch step {
      case .damage(let damage): pending = pending ?? damage
      case .block(let location):
        guard !location.isTail else { continue }
        do {
          try reader.read(location)
        } catch RecordingError.damaged(let damage) {
          pending = pending ?? damage
          continue
        }
        addCut(end..<location.fileOffset, pending)
        pending = nil
        pieces.append(.keep(location))
        end = location.fileOffset + Int64(location.header.memberBytes)
      }
    }
    addCut(end..<byteCount, pending)
  }

  private var expectedSequence: Int64? { SegmentName(segment.name)?.number == 1 ? 1 : nil }

  private mutating func addCut(_ range: Range<Int64>, _ damage: Damage?) {
    guard let damage, damage.kind != .missingRecords || !range.isEmpty else { return }
    pieces.append(.cut(range, damage))
  }

  // MARK: - What is made of it

  private mutating func write(to output: OpenSegment) throws {
    var last: BlockHeader?
    for (index, piece) in pieces.enumerated() {
      switch piece {
      case .keep(let location):
        let range =
          location.fileOffset..<location.fileOffset + Int64(location.header.memberBytes)
        try output.file.append(contentsOf: file, range, disk)
        last = location.header
      case .cut(let range, let damage):
        var next: BlockHeader?
        if index + 1 < pieces.count, case .keep(let location) = pieces[index + 1] {
          next = location.header
        }
        last = try replace(range, damage, after: last, before: next, output) ?? last
      }
    }
  }

  /// Copies the damaged bytes to a file of their own, and writes instead what can be saved, or a record
  /// that says what was lost.
  private mutating func replace(
    _ range: Range<Int64>, _ damage: Damage, after last: BlockHeader?, before next: BlockHeader?,
    _ output: OpenSegment
  ) throws -> BlockHeader? {
    if !range.isEmpty {
      let kept = try KeptBytes.copy(file, range, beside: segment.path, disk)
      did("cut \(range.count) bytes at byte \(range.lowerBound); kept as \(kept)")
    }
    if let saved = try Salvage.block(file, range, after: last, before: next, tag) {
      try append(saved.raw, saved.header, output)
      did(
        "saved \(saved.header.recordCount) records of block \(saved.header.blockNumber), whose "
          + "header was damaged")
      return saved.header
    }
    guard let stand = StandIn(after: last, before: next, for: damage, in: segment, tag) else {
      return nil
    }
    try append(stand.raw, stand.header, output)
    did("put a g record in place of \(stand.lostText)")
    return stand.header
  }

  private var tag: UInt32 { segment.sessionTag ?? 0 }

  private func append(_ raw: [UInt8], _ header: BlockHeader, _ output: OpenSegment) throws {
    let disk = self.disk
    try raw.withUnsafeBytes { try output.file.append(encoder.encode($0, header), disk) }
  }

  /// The new file must read without damage before it replaces the old one.
  private func check(_ path: String) throws {
    guard let repaired = try SegmentFile(path: path, name: segment.name, tails: []) else { return }
    let recording = Recording(segment: repaired, packed: packed)
    let reader = BlockReader(recording)
    var walk = try SegmentWalk(repaired, index: 0, expectedSequence: expectedSequence)
    while let step = try walk.next() {
      switch step {
      case .block(let location): try reader.read(location)
      case .damage(let damage):
        // Repair cannot mend that; the verification at the end reports it.
        if damage.kind == .missingRecords { continue }
        throw RecordingError.refused(
          "\(segment.path): cannot be repaired, it was left as it is; the attempt lies in \(path): "
            + damage.message)
      }
    }
  }

  private mutating func did(_ what: String) {
    actions.append(RecoveryAction(path: segment.path, what: what))
  }
}
