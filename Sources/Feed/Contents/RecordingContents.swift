import Binance
package import Market
package import Recording

/// What is in a recording, as far as it was looked at: the one answer for `tool info`, for whoever
/// makes candles, for the audit and for the server.
package struct RecordingContents: Sendable {
  /// How closely to look.
  package enum Depth: Equatable, Sendable {
    /// The blocks' headers: when, how much, what is damaged. At once, however long the recording is.
    case headers
    /// Also the records that say which connections were open: the venues, and no more.
    case venues
    /// Also the records of the first blocks and of those that say which connections were open: venues,
    /// symbols and streams, but no counts. Seconds, even of a large recording.
    case connections
    /// Every record.
    case records
    /// Messages, decoded on two threads, and no headers: what candles can be made from. Of these
    /// instruments alone, unless there are none; to the end, or until each of them has had a trade.
    case messages(of: [Instrument] = [], untilTrade: Bool = false)
  }

  package struct Segment: Sendable {
    package let name: String
    package let path: String
    package let byteCount: Int64
    package private(set) var blockCount = 0
    /// Of `blockCount`, those that lie in tails, not sealed yet.
    package private(set) var tailCount = 0
    package private(set) var recordCount: Int64 = 0
    package private(set) var rawBytes: Int64 = 0
    package private(set) var firstReceivedNs: Int64?
    package private(set) var lastReceivedNs: Int64?
    /// Whether its last block says that nothing follows.
    package private(set) var isEnded = false

    mutating func add(_ block: BlockLocation) {
      blockCount += 1
      if block.isTail { tailCount += 1 }
      recordCount += Int64(block.header.recordCount)
      rawBytes += Int64(block.header.rawBytes)
      firstReceivedNs = firstReceivedNs ?? block.header.firstReceivedNs
      lastReceivedNs = block.header.lastReceivedNs
      isEnded = block.header.flags.contains(.endsSegment)
    }
  }

  package struct Session: Sendable {
    package let about: SessionInfo
    package internal(set) var segmentCount = 0
    package let firstReceivedNs: Int64
    package internal(set) var lastReceivedNs: Int64
    package internal(set) var recordCount: Int64 = 0
  }

  package struct Kind: Sendable {
    package let kind: FrameKind
    package internal(set) var recordCount: Int64 = 0
    package internal(set) var payloadBytes: Int64 = 0
  }

  package struct Connection: Sendable {
    /// The session's name.
    package let session: String
    package let connection: UInt32
    /// From its `o` record; empty if it has none.
    package private(set) var url = ""
    package private(set) var venue: Venue?
    package private(set) var opened = 0
    package internal(set) var lost = 0
    package internal(set) var recordCount: Int64 = 0
    package internal(set) var payloadBytes: Int64 = 0

    mutating func open(_ url: String, _ venue: Venue?) {
      (self.url, self.venue) = (url, venue)
      opened += 1
    }
  }

  /// A websocket stream, a REST endpoint, or an archive file's data.
  package struct Stream: Sendable {
    package let name: String
    /// Where it was asked for or came from; nil where nothing says it.
    package internal(set) var venue: Venue?
    /// Whether it is a websocket stream, by its name in a frame or in what was asked for.
    package internal(set) var isSubscribed = false
    /// 0 if it was asked for and nothing came.
    package internal(set) var recordCount: Int64 = 0
    package internal(set) var payloadBytes: Int64 = 0
    package internal(set) var firstReceivedNs: Int64 = 0
    package internal(set) var lastReceivedNs: Int64 = 0
  }

  /// What there is of an instrument. Its venue is nil where nothing says it.
  package struct Holding: Sendable {
    package internal(set) var instrument: Instrument
    package internal(set) var hasTrades = false
    package internal(set) var hasAggTrades = false
    /// Klines of UTC intervals, open ones included.
    package internal(set) var hasKlines = false
    /// Intervals of closed klines, in order of appearance.
    package internal(set) var klineIntervals: [Interval] = []
    /// Intervals of klines that came in REST bodies and archives.
    package internal(set) var rowIntervals: [Interval] = []

    /// The klines that candles of an interval can be made from: that interval's own, else the coarsest
    /// that fit into it without a remainder.
    package func klineInterval(for interval: Interval) -> Interval? {
      if klineIntervals.contains(interval) { return interval }
      return klineIntervals.filter { $0.divides(interval) }
        .max { ($0.fixedMs ?? 0) < ($1.fixedMs ?? 0) }
    }
  }

  package struct Gap: Sendable {
    package let receivedNs: Int64
    package let text: String
  }

  // What is empty was not looked for at the depth at hand, or is not there.

  // At every depth but `messages`.

  package internal(set) var segments: [Segment] = []
  /// What a present writer says of itself.
  package internal(set) var writers: [String] = []
  /// Files in the folder that are no part of it.
  package internal(set) var strangers: [String] = []

  // At every depth: of what was looked at.

  /// The first `listedMax` parts that cannot be read.
  package private(set) var damages: [Damage] = []
  package private(set) var damageCount = 0

  // At `records`; at `connections`, of the records that were looked at.

  /// Whether every record was counted: at `records` alone.
  package internal(set) var hasRecords = false
  package internal(set) var sessions: [Session] = []
  /// By letter.
  package internal(set) var kinds: [Kind] = []
  /// In the order of their first record.
  package internal(set) var connections: [Connection] = []
  /// By name.
  package internal(set) var streams: [Stream] = []
  /// The first `listedMax` of the `g` records.
  package internal(set) var gaps: [Gap] = []
  package internal(set) var gapCount = 0
  /// The last answer from REST within five seconds of the beginning: a recorder asks for them first.
  package internal(set) var preludeEndNs: Int64?
  /// Which candles are missing between others in rows of an archive.
  package internal(set) var missing: [String] = []
  /// Whether single trades lie in it as rows of an archive.
  package internal(set) var hasArchivedTrades = false
  /// In order of appearance.
  package internal(set) var venues: [Venue] = []

  // At every depth but `headers`.

  /// In order of appearance. At `messages` those with trades or klines, and what these are.
  package internal(set) var holdings: [Holding] = []

  // At `messages`.

  /// First trading days as days since 1970: from 3d klines, or from an exchangeInfo that holds them.
  var anchorDays: [Instrument: Int64] = [:]
  /// Frames that were decoded.
  package internal(set) var frameCount = 0

  package static let listedMax = 100

  package var recordCount: Int64 { segments.reduce(0) { $0 + $1.recordCount } }
  package var rawBytes: Int64 { segments.reduce(0) { $0 + $1.rawBytes } }
  package var byteCount: Int64 { segments.reduce(0) { $0 + $1.byteCount } }
  package var blockCount: Int { segments.reduce(0) { $0 + $1.blockCount } }
  package var firstReceivedNs: Int64? { segments.compactMap(\.firstReceivedNs).min() }
  package var lastReceivedNs: Int64? { segments.compactMap(\.lastReceivedNs).max() }

  /// Looks through a recording, or at what was received in a range of it.
  ///
  /// - Throws: what keeps it from being read; damage is noted and passed over.
  package init(_ recording: Recording, _ depth: Depth, range: TimeRange = .all) throws {
    self =
      if case .messages(let wanted, let untilTrade) = depth {
        try MessageScan.contents(
          of: recording, range: range, wanted: wanted, untilTrade: untilTrade)
      } else {
        try ContentsScan.contents(of: recording, depth, range: range)
      }
  }

  init() {}

  mutating func note(_ damage: Damage) {
    damageCount += 1
    if damages.count < Self.listedMax { damages.append(damage) }
  }

  package var receivedStreams: [Stream] { streams.filter { $0.recordCount > 0 } }

  package var instruments: [Instrument] { holdings.map(\.instrument) }

  /// The first trading days, by the names that a feed gives to instruments.
  package func anchors(_ names: InstrumentNames) -> CandleAnchors {
    CandleAnchors(
      bySymbol: Dictionary(
        anchorDays.map { (names.name($0.key), $0.value) }, uniquingKeysWith: min))
  }

  /// Symbols of a venue, and those that may be of it, in order of appearance.
  package func symbols(of venue: Venue) -> [String] {
    let own = instruments.filter { $0.venue == venue }.map(\.symbol)
    let known = Set(own)
    return own + instruments.filter { $0.venue == nil && !known.contains($0.symbol) }.map(\.symbol)
  }

  /// Websocket streams of a venue, and those that may be of it.
  package func streams(of venue: Venue) -> Set<String> {
    Set(streams.filter { $0.isSubscribed && ($0.venue ?? venue) == venue }.map(\.name))
  }
}
