import Basics

/// Fills a `RecordingInfo` in one pass.
struct InfoGatherer {
  private let recording: Recording
  private let reading: Bool
  private var info = RecordingInfo()
  private var kinds: [UInt8: RecordingInfo.Kind] = [:]
  private var session = 0
  private var connectionIndex: [ConnectionKey: Int] = [:]
  private var streams = StreamCounter()

  private struct ConnectionKey: Hashable {
    let session: Int
    let connection: UInt32
  }

  init(_ recording: Recording, reading: Bool) {
    self.recording = recording
    self.reading = reading
  }

  mutating func gather() throws -> RecordingInfo {
    info.segments = recording.segments.map {
      RecordingInfo.Segment(name: $0.name, path: $0.path, byteCount: $0.byteCount)
    }
    info.strangers = recording.strangers
    info.writers = recording.directories.compactMap { directory in
      Recording.writer(in: directory).map { "\(directory): \($0)" }
    }
    info.hasRecords = reading
    var reader = RecordingReader(recording)
    while let step = try reader.nextBlock() {
      switch step {
      case .damage(let damage): add(damage)
      case .block(let block):
        add(block)
        guard reading else { continue }
        while let frame = try reader.nextFrame() { add(frame) }
      }
    }
    info.kinds = kinds.values.sorted { $0.kind < $1.kind }
    info.streams = streams.sorted()
    return info
  }

  private mutating func add(_ damage: Damage) {
    info.damageCount += 1
    if info.damages.count < RecordingInfo.damagesMax { info.damages.append(damage) }
  }

  private mutating func add(_ location: BlockLocation) {
    let header = location.header
    withSegment(location.segment) { segment in
      segment.blockCount += 1
      if location.isTail { segment.tailCount += 1 }
      segment.recordCount += Int64(header.recordCount)
      segment.rawBytes += Int64(header.rawBytes)
      segment.firstReceivedNs = segment.firstReceivedNs ?? header.firstReceivedNs
      segment.lastReceivedNs = header.lastReceivedNs
      segment.isEnded = header.flags.contains(.endsSegment)
    }
  }

  private mutating func withSegment(
    _ index: Int, _ body: (inout RecordingInfo.Segment) -> Void
  ) {
    body(&info.segments[index])
  }

  private mutating func add(_ record: Frame) {
    let length = Int64(record.payload.count)
    if record.kind == .metadata { beginSegment(record) }
    let kind = record.kind
    kinds[kind.rawValue, default: .init(kind: String(kind.letter))].recordCount += 1
    kinds[kind.rawValue]?.payloadBytes += length
    if info.sessions.isEmpty { beginUnknownSession(record) }
    info.sessions[session].recordCount += 1
    info.sessions[session].lastReceivedNs = record.receivedNs
    switch record.kind {
    case .metadata, .end: return
    case .gap: addGap(record)
    default: break
    }
    addToConnection(record)
  }

  private mutating func beginSegment(_ record: Frame) {
    let metadata = SegmentMetadata(payload: copy(record.payload))
    let about = metadata?.session ?? SessionInfo(id: "?", tool: "", host: "")
    if let known = info.sessions.firstIndex(where: { $0.id == about.id && $0.tool == about.tool }) {
      session = known
    } else {
      session = info.sessions.count
      info.sessions.append(
        RecordingInfo.Session(
          id: about.id, tool: about.tool, host: about.host, config: about.config,
          firstReceivedNs: record.receivedNs, lastReceivedNs: record.receivedNs))
    }
    info.sessions[session].segmentCount += 1
  }

  /// The `m` record of the first segment is damaged.
  private mutating func beginUnknownSession(_ record: Frame) {
    session = 0
    info.sessions.append(
      RecordingInfo.Session(
        id: "?", tool: "", host: "", config: "{}", firstReceivedNs: record.receivedNs,
        lastReceivedNs: record.receivedNs))
  }

  private mutating func addGap(_ record: Frame) {
    info.gapCount += 1
    guard info.gaps.count < RecordingInfo.gapsMax else { return }
    let text = String(decoding: copy(record.payload), as: UTF8.self)
    info.gaps.append(RecordingInfo.Gap(receivedNs: record.receivedNs, text: text))
  }

  private mutating func addToConnection(_ record: Frame) {
    if record.kind == .gap, record.connection == 0 { return }
    guard let index = connection(record.connection) else { return }
    var url = info.connections[index].url
    switch record.kind {
    case .opened:
      url = (try? JSONParser.parse(copy(record.payload)))?.string("url") ?? ""
      info.connections[index].url = url
      info.connections[index].opened += 1
    case .lost: info.connections[index].lost += 1
    default: break
    }
    info.connections[index].recordCount += 1
    info.connections[index].payloadBytes += Int64(record.payload.count)
    streams.add(record, url: url)
  }

  private mutating func connection(_ number: UInt32) -> Int? {
    let key = ConnectionKey(session: session, connection: number)
    if let index = connectionIndex[key] { return index }
    guard info.connections.count < RecordingInfo.connectionsMax else { return nil }
    info.connections.append(
      RecordingInfo.Connection(
        session: info.sessions[session].id, connection: number, url: ""))
    connectionIndex[key] = info.connections.count - 1
    return info.connections.count - 1
  }
}

/// Bytes of a payload that must outlive the block.
func copy(_ payload: Span<UInt8>) -> [UInt8] { payload.withUnsafeBufferPointer { Array($0) } }
