/// Carries out a `Verification`.
struct Verifier {
  private let recording: Recording
  private let reader: BlockReader
  private var result = Verification()
  private var sessions: [SessionKey: SessionState] = [:]
  private var order: [SessionKey] = []
  private var segments: [SegmentState]
  private let liveDirectories: Set<String>

  private struct SessionKey: Hashable {
    let directory: String
    let tag: UInt32
  }

  /// What is known of a session so far.
  private struct SessionState {
    var lastReceivedNs: Int64 = 0
    /// The segment that came last, and whether it says that another follows.
    var lastSegment: Int
    var announcesNext = false
  }

  /// What is known of a segment after its blocks.
  private struct SegmentState {
    var metadata: SegmentMetadata?
    var lastBlock: BlockLocation?
    var end: SegmentEnd?
    /// Its end is damaged: that is told, and its absence need not be.
    var isEndDamaged = false
    var holdsRepair = false
  }

  init(_ recording: Recording) {
    self.recording = recording
    reader = BlockReader(recording)
    segments = Array(repeating: SegmentState(), count: recording.segments.count)
    liveDirectories = Set(
      Set(recording.segments.filter { !$0.isStream }.map(\.directory))
        .filter { Recording.writer(in: $0) != nil })
  }

  mutating func verify(_ progress: (Int64) -> Void) throws -> Verification {
    result.segmentCount = recording.segments.count
    result.byteCount = recording.segments.reduce(0) { $0 + $1.byteCount }
    var cursor = BlockCursor(recording)
    var readable = 0
    var done: Int64 = 0
    while let step = try cursor.next() {
      switch step {
      case .damage(let damage): add(damage)
      case .block(let location):
        if try verify(location) { readable += 1 }
        done += Int64(location.header.memberBytes)
        progress(done)
      }
    }
    for index in recording.segments.indices { verifySegment(index) }
    verifySessions()
    addStrangers()
    addLiveWriters()
    if readable == 0 {
      result.outcome = .unreadable
    } else if result.damageCount > 0 {
      result.outcome = .damaged
    }
    return result
  }

  private mutating func add(_ damage: Damage) {
    result.add(damage)
    if let index = recording.segments.firstIndex(where: { $0.name == damage.segment }) {
      segments[index].isEndDamaged =
        segments[index].isEndDamaged || damage.recordsLost == nil
        || damage.kind == .cutBlock
    }
  }

  // MARK: - Blocks

  /// - Returns: whether its records can be read.
  private mutating func verify(_ location: BlockLocation) throws -> Bool {
    segments[location.segment].lastBlock = location
    result.blockCount += 1
    if location.header.flags.contains(.standsIn) { segments[location.segment].holdsRepair = true }
    do {
      try reader.read(location)
      var records = BlockRecords()
      try reader.forEachRecord(of: location) { ordinal, record, bytes in
        records.add(ordinal, record, bytes)
      }
      if let problem = records.problem(location.header) {
        add(reader.damage(location, .records, recordsLost: 0, problem))
      }
      take(records, location)
    } catch RecordingError.damaged(let damage) {
      add(damage)
      if location.header.flags.contains(.endsSegment) {
        segments[location.segment].isEndDamaged = true
      }
      return false
    }
    result.recordCount += Int64(location.header.recordCount)
    result.rawBytes += Int64(location.header.rawBytes)
    return true
  }

  private mutating func take(_ records: BlockRecords, _ location: BlockLocation) {
    let index = location.segment
    if segments[index].metadata == nil { segments[index].metadata = records.metadata }
    segments[index].end = records.end
    for gap in records.gaps {
      result.note("\(recording.segments[index].name): told by the recorder: \(gap)")
    }
    let key = SessionKey(
      directory: recording.segments[index].directory, tag: location.header.sessionTag)
    if sessions[key] == nil { order.append(key) }
    var session = sessions[key] ?? SessionState(lastSegment: index)
    if location.header.firstReceivedNs < session.lastReceivedNs {
      add(
        reader.damage(
          location, .records, recordsLost: 0,
          "begins at \(location.header.firstReceivedNs) ns, the block ahead ends at "
            + "\(session.lastReceivedNs) ns"))
    }
    session.lastReceivedNs = location.header.lastReceivedNs
    session.lastSegment = index
    session.announcesNext = records.end.map { !$0.sessionEnds } ?? false
    sessions[key] = session
  }

  // MARK: - Segments

  private mutating func verifySegment(_ index: Int) {
    let segment = recording.segments[index]
    let state = segments[index]
    if !segment.isStream { verifyName(segment, state) }
    guard let last = state.lastBlock else { return }
    if state.holdsRepair { result.note("\(segment.name): repaired; a g record tells what is gone") }
    if last.isTail {
      let isLive = liveDirectories.contains(segment.directory)
      result.note(
        "\(segment.name): its last records lie in a tail, "
          + (isLive ? "being recorded" : "whole but not sealed: 'tool repair' does that"))
    } else if !last.header.flags.contains(.endsSegment) {
      verifyMissingEnd(segment, state, last)
    } else if state.end == nil, !state.isEndDamaged {
      result.note("\(segment.name): its recorder was stopped without a clean end")
    }
  }

  private mutating func verifyMissingEnd(
    _ segment: SegmentFile, _ state: SegmentState, _ last: BlockLocation
  ) {
    if liveDirectories.contains(segment.directory) || state.isEndDamaged { return }
    result.add(
      Damage(
        .uncleanEnd, segment: segment.name,
        fileOffset: last.fileOffset + Int64(last.header.memberBytes), byteCount: 0,
        recordsLost: nil,
        "nothing marks the end: the file was cut, or its recorder was killed and nothing has "
          + "recovered it yet"))
  }

  private mutating func verifyName(_ segment: SegmentFile, _ state: SegmentState) {
    guard let metadata = state.metadata else { return }
    let wanted = SegmentName(
      startNs: metadata.startNs, session: metadata.session.id, number: metadata.segmentNumber)
    guard segment.name != wanted.fileName else { return }
    let detail =
      "the segment says of itself that it is number \(metadata.segmentNumber) of session "
      + "\(metadata.session.id): its name should be \(wanted.fileName)"
    guard recording.directories.contains(segment.directory) else {
      return result.note("\(segment.name): \(detail)")
    }
    result.add(
      Damage(
        .misnamedSegment, segment: segment.name, fileOffset: 0, byteCount: 0, recordsLost: 0,
        detail))
  }

  // MARK: - The whole

  private mutating func verifySessions() {
    for key in order {
      guard let session = sessions[key], recording.directories.contains(key.directory) else {
        continue
      }
      verifyBegin(key)
      guard session.announcesNext, !liveDirectories.contains(key.directory) else { continue }
      let name = recording.segments[session.lastSegment].name
      if isNextEmpty(name, key.directory) { continue }
      result.add(
        Damage(
          .missingSegment, segment: name, fileOffset: 0, byteCount: 0, recordsLost: nil,
          "the segment says that another one of its session follows, but none does"))
    }
  }

  /// Whether the next segment is there and nothing was written to it.
  private func isNextEmpty(_ name: String, _ directory: String) -> Bool {
    guard let name = SegmentName(name) else { return false }
    return recording.emptySegments.contains { path in
      guard let other = SegmentName(DiskFolder.name(path)) else { return false }
      return DiskFolder.parent(path) == directory && other.session == name.session
        && other.number == name.number + 1
    }
  }

  /// Segments before the first one of a session. Those between two are told by the cursor.
  private mutating func verifyBegin(_ key: SessionKey) {
    let index = recording.segments.firstIndex { segment in
      segment.directory == key.directory && segment.sessionTag == key.tag
    }
    guard let index, let metadata = segments[index].metadata, metadata.previousLastSequence > 0
    else { return }
    result.add(
      Damage(
        .missingSegment, segment: recording.segments[index].name, fileOffset: 0, byteCount: 0,
        recordsLost: metadata.previousLastSequence,
        "the first segment of session \(metadata.session.id) here is number "
          + "\(metadata.segmentNumber) and begins with record "
          + "\(metadata.previousLastSequence + 1)"))
  }

  private mutating func addStrangers() {
    for path in recording.strangers {
      result.add(
        Damage(
          .strangeFile, segment: DiskFolder.name(path), fileOffset: 0, byteCount: 0,
          recordsLost: nil,
          TailName(DiskFolder.name(path)) == nil
            ? "found a .gz file without a single block" : "found a tail without its segment"))
    }
    for path in recording.emptySegments {
      result.note("\(DiskFolder.name(path)): empty: its recorder was killed before it wrote")
    }
  }

  private mutating func addLiveWriters() {
    for directory in liveDirectories.sorted() {
      result.note("\(directory): being recorded by \(Recording.writer(in: directory) ?? "?")")
    }
  }
}

/// What a verifier collects from one block's records.
private struct BlockRecords {
  var count = 0
  var firstReceivedNs: Int64 = 0
  var lastReceivedNs: Int64 = 0
  var holdsContext = false
  var runsBackwardsAt: Int?
  var metadata: SegmentMetadata?
  var end: SegmentEnd?
  var gaps: [String] = []

  private static let gapsMax = 100

  mutating func add(_ ordinal: Int, _ record: RecordHeader, _ bytes: borrowing Span<UInt8>) {
    if ordinal == 0 { firstReceivedNs = record.receivedNs }
    if record.receivedNs < lastReceivedNs { runsBackwardsAt = runsBackwardsAt ?? ordinal }
    lastReceivedNs = record.receivedNs
    count += 1
    holdsContext = holdsContext || record.kind.isContext
    end = nil
    switch record.kind {
    case .metadata: metadata = SegmentMetadata(payload: copy(bytes, record.payload))
    case .end: end = SegmentEnd(payload: copy(bytes, record.payload))
    case .gap where gaps.count < BlockRecords.gapsMax:
      gaps.append(String(decoding: copy(bytes, record.payload), as: UTF8.self))
    default: break
    }
  }

  /// How the records disagree with the block's header; nil if they do not.
  func problem(_ header: BlockHeader) -> String? {
    if count != header.recordCount {
      return "found \(count) records, its header says \(header.recordCount)"
    }
    if let runsBackwardsAt {
      return "record \(header.firstSequence + Int64(runsBackwardsAt)) was received before the one "
        + "ahead of it"
    }
    if count > 0,
      firstReceivedNs != header.firstReceivedNs || lastReceivedNs != header.lastReceivedNs
    {
      return
        "its records were received from \(firstReceivedNs) to \(lastReceivedNs) ns, its header "
        + "says from \(header.firstReceivedNs) to \(header.lastReceivedNs) ns"
    }
    if holdsContext, !header.flags.contains(.holdsContext) {
      return "it holds o, x, T or m records, its header does not say so"
    }
    if end != nil, !header.flags.contains(.endsSegment) {
      return "it ends with z, its header does not say that the segment ends"
    }
    return nil
  }
}
