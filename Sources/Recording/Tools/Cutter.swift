import Basics

/// Copies records into a new recording, keeping track of what is open in the source.
struct Cutter {
  /// Another folder may use a session's name again.
  struct SessionKey: Hashable {
    let folder: String
    let tag: UInt32
  }

  private let fromNs: Int64
  private let toNs: Int64
  private let makeWriter: (_ startNs: Int64) throws -> RecordingWriter
  private var writer: RecordingWriter?
  private var open = OpenConnections()
  private var session: SessionKey?
  private var seenSessions: Set<SessionKey> = []
  /// Behind a segment's `m` record the source restates what is open. The cutter knows that already.
  private var isRestating = false
  private var numbers = ConnectionNumbers()
  private var lastSeenNs: Int64 = 0

  private(set) var recordCount: Int64 = 0
  private(set) var firstReceivedNs: Int64?
  private(set) var lastReceivedNs: Int64?

  init(
    fromNs: Int64?, toNs: Int64?, makeWriter: @escaping (_ startNs: Int64) throws -> RecordingWriter
  ) {
    self.fromNs = fromNs ?? 0
    self.toNs = toNs ?? .max
    self.makeWriter = makeWriter
  }

  /// Takes a frame from before the end of the range.
  mutating func add(_ record: Frame, of session: SessionKey) throws {
    if session != self.session { try beginSession(session) }
    guard record.receivedNs >= lastSeenNs else {
      throw RecordingError.refused(
        "the source's recordings overlap in time: at record "
          + "\(record.location.sequence) it goes back from \(lastSeenNs) ns to "
          + "\(record.receivedNs) ns; cut them one by one")
    }
    lastSeenNs = record.receivedNs
    switch record.kind {
    case .metadata:
      isRestating = true
      return
    case .end: return
    case .opened, .textSent:
      if isRestating, open.holds(record.connection, record.kind, record.payload) { return }
    default: isRestating = false
    }
    if record.receivedNs >= fromNs { try write(record) }
    open.note(record.connection, record.kind, record.payload)
  }

  /// A loss in the source is a gap here.
  mutating func add(_ damage: Damage) throws {
    guard let writer else { return }
    var text = "{\"reason\":\"damaged in the source\",\"detail\":"
    text += damage.detail.inJSONQuotes
    if let lost = damage.recordsLost { text += ",\"lostRecords\":\(lost)" }
    let payload = Array((text + "}").utf8)
    try writer.append(receivedNs: lastSeenNs, connection: 0, kind: .gap, payload: payload.span)
  }

  mutating func finish() throws {
    guard let writer, let lastReceivedNs else {
      throw RecordingError.nothingReceived(fromNs: fromNs, toNs: toNs)
    }
    try writer.close(receivedNs: lastReceivedNs)
  }

  private mutating func write(_ record: Frame) throws {
    let writer = try begun(at: record.receivedNs)
    try writer.append(
      receivedNs: record.receivedNs, connection: numbers[record.connection], kind: record.kind,
      payload: record.payload)
    recordCount += 1
    lastReceivedNs = record.receivedNs
  }

  /// The writer; made when the first record comes, with what is open then.
  private mutating func begun(at receivedNs: Int64) throws -> RecordingWriter {
    if let writer { return writer }
    let writer = try makeWriter(receivedNs)
    self.writer = writer
    firstReceivedNs = receivedNs
    for entry in open.entries {
      try writer.append(
        receivedNs: receivedNs, connection: numbers[entry.connection], kind: entry.kind,
        payload: entry.payload.span)
    }
    return writer
  }

  /// The source's next session has connections of its own; those before are gone.
  private mutating func beginSession(_ next: SessionKey) throws {
    if session != nil {
      if seenSessions.contains(next) {
        throw RecordingError.refused(
          "the source's recordings take turns, so they overlap in time: cut them one by one")
      }
      if let writer {
        for entry in open.entries where entry.kind == .opened {
          let payload = Array(#"{"reason":"its session ended in the source"}"#.utf8)
          try writer.append(
            receivedNs: max(lastSeenNs, fromNs), connection: numbers[entry.connection],
            kind: .lost, payload: payload.span)
        }
      }
      open = OpenConnections()
      numbers.beginSession()
    }
    session = next
    seenSessions.insert(next)
    isRestating = false
  }
}

/// Numbers of connections in a new recording. Those of the source's first session stay; those of
/// later sessions that are taken get a free one.
struct ConnectionNumbers {
  private var numbers: [UInt32: UInt32] = [:]
  private var taken: Set<UInt32> = []

  mutating func beginSession() { numbers = [:] }

  /// The new number of a connection of the present session.
  subscript(connection: UInt32) -> UInt32 {
    mutating get {
      // 0 is the recorder itself.
      if connection == 0 { return 0 }
      if let number = numbers[connection] { return number }
      var number = connection
      while taken.contains(number) { number = number == .max ? 1 : number + 1 }
      taken.insert(number)
      numbers[connection] = number
      return number
    }
  }
}
