/// Carries out a `Verification`.
struct Verifier {
  let recording: Recording
  var result = Verification()
  var sessions: [SessionKey: SessionState] = [:]
  var order: [SessionKey] = []
  var segments: [SegmentState]
  let liveDirectories: Set<String>

  struct SessionKey: Hashable {
    let directory: String
    let tag: UInt32
  }

  /// What is known of a session so far.
  struct SessionState {
    var lastReceivedNs: Int64 = 0
    /// The segment that came last, and whether it says that another follows.
    var lastSegment: Int
    var announcesNext = false
  }

  /// What is known of a segment after its blocks.
  struct SegmentState {
    var metadata: SegmentMetadata?
    var lastBlock: BlockLocation?
    var end: SegmentEnd?
    /// Its end is damaged: that is reported, and its absence need not be.
    var isEndDamaged = false
    var holdsRepair = false
  }

  init(_ recording: Recording) {
    self.recording = recording
    segments = Array(repeating: SegmentState(), count: recording.segments.count)
    liveDirectories = Set(
      Set(recording.segments.filter { !$0.isStream }.map(\.directory))
        .filter { Recording.writer(in: $0) != nil })
  }

  mutating func verify(_ progress: (Int64) -> Void) throws -> Verification {
    result.segmentCount = recording.segments.count
    result.byteCount = recording.segments.reduce(0) { $0 + $1.byteCount }
    var reader = RecordingReader(recording)
    var readable = 0
    var done: Int64 = 0
    while let step = try reader.nextBlock() {
      switch step {
      case .damage(let damage): add(damage)
      case .block(let block):
        begin(block)
        var records = BlockRecords()
        while let frame = try reader.nextFrame() { records.add(frame) }
        if reader.isBlockWhole {
          readable += 1
          take(records, block)
        } else if block.header.flags.contains(.endsSegment) {
          segments[block.segment].isEndDamaged = true
        }
        done += Int64(block.header.memberBytes)
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

  mutating func add(_ damage: Damage) {
    result.add(damage)
    if let index = recording.segments.firstIndex(where: { $0.name == damage.segment }) {
      segments[index].isEndDamaged =
        segments[index].isEndDamaged || damage.recordsLost == nil
        || damage.kind == .cutBlock
    }
  }

  // MARK: - Blocks

  private mutating func begin(_ block: BlockLocation) {
    segments[block.segment].lastBlock = block
    result.blockCount += 1
    if block.header.flags.contains(.standsIn) { segments[block.segment].holdsRepair = true }
  }

  /// Takes in a block of which every record could be read.
  private mutating func take(_ records: BlockRecords, _ location: BlockLocation) {
    if let problem = records.problem(location.header) {
      add(recording.damage(at: location, .records, recordsLost: 0, problem))
    }
    result.recordCount += Int64(location.header.recordCount)
    result.rawBytes += Int64(location.header.rawBytes)
    let index = location.segment
    if segments[index].metadata == nil { segments[index].metadata = records.metadata }
    segments[index].end = records.end
    for gap in records.gaps {
      result.note("\(recording.segments[index].name): reported by the recorder: \(gap)")
    }
    let key = SessionKey(
      directory: recording.segments[index].directory, tag: location.header.sessionTag)
    if sessions[key] == nil { order.append(key) }
    var session = sessions[key] ?? SessionState(lastSegment: index)
    if location.header.firstReceivedNs < session.lastReceivedNs {
      add(
        recording.damage(
          at: location, .records, recordsLost: 0,
          "begins at \(location.header.firstReceivedNs) ns, the block ahead ends at "
            + "\(session.lastReceivedNs) ns"))
    }
    session.lastReceivedNs = location.header.lastReceivedNs
    session.lastSegment = index
    session.announcesNext = records.end.map { !$0.sessionEnds } ?? false
    sessions[key] = session
  }
}
