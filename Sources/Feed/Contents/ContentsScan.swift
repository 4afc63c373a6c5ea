import Basics
import Binance
import Market
import Recording

/// Looks at headers and records, without decoding any, and notes what is there.
struct ContentsScan {
  private var contents = RecordingContents()
  private var kinds = (0...UInt8.max).map { RecordingContents.Kind(kind: FrameKind(rawValue: $0)) }
  private var streams = StreamCounter()
  private var venues = RecordVenues()
  private var known: Set<Instrument> = []
  /// Of an archive's klines, by the name of their stream.
  private var coverages: [String: CandleCoverage] = [:]
  /// Index of the session at hand.
  private var session = 0
  /// Indices of connections, session by session.
  private var connectionIndex: [[UInt32: Int]] = []
  private var firstNs: Int64?
  private var isArchive = false
  /// Whether the session's configuration says of which venues the archive's rows are.
  private var hasNamedVenues = false

  private static let wholeBlocks = 8
  private static let connectionsMax = 10_000
  private static let instrumentsMax = 20_000
  private static let preludeMaxNs: Int64 = 5_000_000_000
  private static let requestBytesMax = 64 << 10

  static func contents(
    of recording: Recording, _ depth: RecordingContents.Depth, range: TimeRange
  ) throws -> RecordingContents {
    var scan = ContentsScan(recording)
    var reader = RecordingReader(recording, range: range)
    var blocks = 0
    while let step = try reader.nextBlock() {
      switch step {
      case .damage(let damage): scan.contents.note(damage)
      case .block(let block):
        scan.take(block)
        blocks += 1
        guard scan.reads(block, number: blocks, depth) else { continue }
        while let frame = try reader.nextFrame() {
          // Of what came before the range, what says which connections are open in it.
          if !frame.isContext || frame.kind.isContext { scan.take(frame) }
        }
      }
    }
    scan.contents.kinds = scan.kinds.filter { $0.recordCount > 0 }
    scan.contents.streams = scan.streams.sorted(byVenue: scan.contents.venues.count > 1)
    scan.contents.hasRecords = depth == .records
    if depth == .records { scan.contents.missing = scan.missing }
    return scan.contents
  }

  private init(_ recording: Recording) {
    contents.segments = recording.segments.map {
      RecordingContents.Segment(name: $0.name, path: $0.path, byteCount: $0.byteCount)
    }
    contents.strangers = recording.strangers
    contents.writers = recording.directories.compactMap { directory in
      Recording.writer(in: directory).map { "\(directory): \($0)" }
    }
  }

  private func reads(
    _ block: BlockLocation, number: Int, _ depth: RecordingContents.Depth
  ) -> Bool {
    switch depth {
    case .headers, .messages: false
    // Of an archive each record alone says it, unless the import did.
    case .venues: isArchive && !hasNamedVenues || block.header.flags.contains(.holdsContext)
    // Rows of an archive name their symbols in each record, and nowhere else.
    case .connections:
      number <= Self.wholeBlocks || isArchive || block.header.flags.contains(.holdsContext)
    case .records: true
    }
  }

  private mutating func take(_ block: BlockLocation) {
    firstNs = firstNs ?? block.header.firstReceivedNs
    contents.segments[block.segment].add(block)
  }

  private mutating func take(_ frame: Frame) {
    let head = RecordVenues.head(frame)
    let kind = Int(frame.kind.rawValue)
    if frame.kind == .metadata { beginSegment(frame, head) }
    if contents.sessions.isEmpty { begin(SessionInfo(id: "?", tool: "", host: ""), frame) }
    kinds[kind].recordCount += 1
    kinds[kind].payloadBytes += Int64(frame.payload.count)
    contents.sessions[session].recordCount += 1
    contents.sessions[session].lastReceivedNs = frame.receivedNs
    switch frame.kind {
    case .metadata: _ = venues.venue(of: frame, head)
    case .end: break
    case .gap:
      noteGap(frame)
      if frame.connection != 0 { _ = connection(frame) }
    default: take(frame, head)
    }
  }

  // MARK: - Sessions and connections

  private mutating func beginSegment(_ frame: Frame, _ head: JSONValue?) {
    let named = RecordVenues.imported(head)
    hasNamedVenues = !named.isEmpty
    for venue in named { note(venue) }
    let payload = frame.payload.withUnsafeBufferPointer { Array($0) }
    let about =
      SegmentMetadata(payload: payload)?.session ?? SessionInfo(id: "?", tool: "", host: "")
    if let known = contents.sessions.firstIndex(where: {
      $0.about.id == about.id && $0.about.tool == about.tool
    }) {
      session = known
    } else {
      begin(about, frame)
    }
    contents.sessions[session].segmentCount += 1
  }

  private mutating func begin(_ about: SessionInfo, _ frame: Frame) {
    session = contents.sessions.count
    connectionIndex.append([:])
    contents.sessions.append(
      RecordingContents.Session(
        about: about, firstReceivedNs: frame.receivedNs, lastReceivedNs: frame.receivedNs))
  }

  private mutating func noteGap(_ frame: Frame) {
    contents.gapCount += 1
    guard contents.gaps.count < RecordingContents.listedMax else { return }
    let text = frame.payload.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    contents.gaps.append(RecordingContents.Gap(receivedNs: frame.receivedNs, text: text))
  }

  /// Counts a frame of its connection; nil if there are too many to count them one by one.
  private mutating func connection(_ frame: Frame) -> Int? {
    var index = connectionIndex[session][frame.connection]
    if index == nil, contents.connections.count < Self.connectionsMax {
      index = contents.connections.count
      connectionIndex[session][frame.connection] = index
      contents.connections.append(
        RecordingContents.Connection(
          session: contents.sessions[session].about.id, connection: frame.connection))
    }
    guard let index else { return nil }
    contents.connections[index].recordCount += 1
    contents.connections[index].payloadBytes += Int64(frame.payload.count)
    return index
  }

  // MARK: - Streams and instruments

  private mutating func take(_ frame: Frame, _ head: JSONValue?) {
    let index = connection(frame)
    if frame.kind == .text || frame.kind == .binary {
      guard let index else { return }
      let (url, venue) = (contents.connections[index].url, contents.connections[index].venue)
      if let found = streams.count(frame, url: url, venue) {
        note(symbol: StreamName(found).symbol, venue)
      }
      return
    }
    let venue = venues.venue(of: frame, head)
    if let venue { note(venue) }
    switch frame.kind {
    case .opened:
      let url = head?.string("url") ?? ""
      if let index { contents.connections[index].open(url, venue) }
      note(asked: StreamURL(url).streams.map(\.text), venue)
    case .lost: if let index { contents.connections[index].lost += 1 }
    case .textSent: note(asked: Self.asked(frame), venue)
    case .response: take(response: frame, venue, head)
    case .archive: take(archive: frame, venue, head)
    default: break
    }
  }

  /// The streams that a frame to the exchange subscribes to.
  private static func asked(_ frame: Frame) -> [String] {
    guard frame.payload.count <= requestBytesMax,
      case .subscribe(let names)? = try? ControlRequest.read(
        frame.payload.withUnsafeBufferPointer { Array($0) }
      ).request
    else { return [] }
    return names
  }

  private mutating func note(asked names: [String], _ venue: Venue?) {
    for name in names where streams.note(name, venue) {
      note(symbol: StreamName(name).symbol, venue)
    }
  }

  private mutating func take(response frame: Frame, _ venue: Venue?, _ head: JSONValue?) {
    streams.count(frame, named: StreamCounter.endpoint(head), venue)
    guard let firstNs, frame.receivedNs - firstNs <= Self.preludeMaxNs else { return }
    contents.preludeEndNs = frame.receivedNs
    guard let url = head?.string("url"), let symbol = RequestURL(url)["symbol"] else { return }
    note(symbol: symbol, venue)
  }

  private mutating func take(archive frame: Frame, _ venue: Venue?, _ head: JSONValue?) {
    let name = StreamCounter.archive(head)
    streams.count(frame, named: name, venue)
    noteCandle(frame, head, name + (venue.map { " \($0.rawValue)" } ?? ""))
    guard let symbol = head?.string("symbol") else { return }
    isArchive = true
    note(symbol: symbol, venue)
    if head?.string("data") == "trades" { contents.hasArchivedTrades = true }
  }

  /// A record of klines holds one, whose first column is its open time.
  private mutating func noteCandle(_ frame: Frame, _ head: JSONValue?, _ name: String) {
    guard head?.string("data") == "klines",
      let interval = head?.string("interval").flatMap({ Interval($0) })
    else { return }
    let column = frame.payload.withUnsafeBufferPointer { bytes in
      let row = bytes.drop { $0 != UInt8(ascii: "\n") }.dropFirst().prefix(20)
      return String(decoding: row.prefix { $0 != UInt8(ascii: ",") }, as: UTF8.self)
    }
    guard let timeUs = Int64(column).flatMap(ExchangeTime.microseconds) else { return }
    coverages[name, default: CandleCoverage(interval)].add(openTimeMs: timeUs / 1000)
  }

  private var missing: [String] {
    coverages.sorted { $0.key < $1.key }.compactMap { name, coverage in
      coverage.text.map { "\(name): \($0)" }
    }
  }

  private mutating func note(_ venue: Venue) {
    if !contents.venues.contains(venue) { contents.venues.append(venue) }
  }

  private mutating func note(symbol: String, _ venue: Venue?) {
    guard !symbol.isEmpty, known.count < Self.instrumentsMax,
      known.insert(Instrument(venue, symbol)).inserted
    else { return }
    contents.holdings.append(RecordingContents.Holding(instrument: Instrument(venue, symbol)))
  }
}
