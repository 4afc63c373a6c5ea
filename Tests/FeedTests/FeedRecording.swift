import Binance
import Market
import Recording
import TestSupport

@testable import Feed

/// A recording made for a test, frame by frame.
struct FeedRecording {
  struct Frame {
    var receivedNs: Int64
    var connection: UInt32 = 1
    var kind: FrameKind = .text
    var payload: String
  }

  private let folder: TemporaryFolder
  let path: String
  let recording: Recording

  init(
    _ frames: [Frame], blockRawBytes: Int = 256 << 10, segmentRawBytesMax: Int = 2 << 30
  ) throws {
    folder = try TemporaryFolder()
    path = folder.file("recording")
    var options = RecordingWriter.Options()
    options.blockRawBytes = blockRawBytes
    options.segmentRawBytesMax = segmentRawBytesMax
    options.rotateNs = nil
    options.sync = .never
    options.minFreeBytes = 0
    let writer = try RecordingWriter(
      directory: path, session: SessionInfo(id: "test", tool: "test", host: "test"),
      options: options, startNs: frames.first?.receivedNs ?? 0)
    for frame in frames {
      try writer.append(
        receivedNs: frame.receivedNs, connection: frame.connection, kind: frame.kind,
        payload: Array(frame.payload.utf8).span)
    }
    try writer.close(receivedNs: frames.last?.receivedNs ?? 0)
    recording = try Recording(paths: [path])
  }
}

extension FeedRecording.Frame {
  /// A trade as spot sends it on a combined connection, received 10 ms after it happened.
  static func trade(
    _ id: Int64, ms: Int64, price: String = "100.00000000", quantity: String = "1.00000000",
    isBuyerMaker: Bool = false, symbol: String = "BTCUSDT", connection: UInt32 = 1
  ) -> Self {
    let stream = symbol.lowercased() + "@trade"
    return Self(
      receivedNs: (ms + 10) * 1_000_000, connection: connection,
      payload: #"{"stream":"\#(stream)","data":{"e":"trade","E":\#(ms + 1),"s":"\#(symbol)","#
        + #""t":\#(id),"p":"\#(price)","q":"\#(quantity)","T":\#(ms),"m":\#(isBuyerMaker),"M":true}}"#
    )
  }

  static func opened(_ connection: UInt32, ms: Int64) -> Self {
    Self(
      receivedNs: ms * 1_000_000, connection: connection, kind: .opened,
      payload: #"{"url":"wss://stream.binance.com:9443/stream?streams=btcusdt@trade"}"#)
  }

  static func lost(_ connection: UInt32, ms: Int64) -> Self {
    Self(
      receivedNs: ms * 1_000_000, connection: connection, kind: .lost,
      payload: #"{"reason":"connection reset by peer"}"#)
  }
}

/// Collects everything that the feed hands out.
struct FeedLog: FeedSink {
  typealias Failure = Never

  private let options: FeedProcessor.Options
  private(set) var trades: [Trade] = []
  private(set) var settled: [Candle] = []
  private(set) var closed: [Candle] = []
  private(set) var amended: [Candle] = []
  private(set) var klines: [Kline] = []
  private(set) var events: [FeedEvent] = []
  private(set) var locations: [FrameLocation] = []
  private(set) var digest = FeedDigest()
  /// Gaps, each time that a trade of them came.
  private(set) var narrowed: [TradeGap] = []
  /// What the feed itself knew at the end.
  private(set) var ledgers: [TradeLedger] = []
  private(set) var counts = FeedCounts()
  private(set) var lateDropped: Int64 = 0

  init(_ options: FeedProcessor.Options) { self.options = options }

  init(intervals: [Interval], wanted: MessageKinds = []) {
    var options = FeedProcessor.Options()
    options.intervals = intervals
    options.wanted = wanted
    self.init(options)
  }

  /// The way of replay at full speed: blocks decoded beside each other.
  func runFast(_ made: FeedRecording, workerCount: Int = 2, range: TimeRange = .all) throws -> Self
  {
    defer { withExtendedLifetime(made) {} }
    var log = self
    var feed = FeedProcessor(options)
    try BatchReader(
      made.recording, decoder: feed.decoder, range: range, workerCount: workerCount
    ).run {
      feed.fold(&$0, into: &log)
      return true
    }
    log.finish(&feed)
    return log
  }

  /// The way of live frames and paced replay: one frame at a time.
  func runFrameByFrame(_ made: FeedRecording) throws -> Self {
    defer { withExtendedLifetime(made) {} }
    var log = self
    var feed = FeedProcessor(options)
    var reader = RecordingReader(made.recording)
    while case .frame(let frame)? = try reader.next() { feed.process(frame, into: &log) }
    log.finish(&feed)
    return log
  }

  private mutating func finish(_ feed: inout FeedProcessor) {
    feed.finish(into: &self)
    ledgers = feed.tradeLedgers
    counts = feed.counts
    lateDropped = feed.lateDropped
  }

  mutating func take(trade: Trade, source: TradeSource, at moment: borrowing FeedMoment) {
    trades.append(trade)
  }

  mutating func take(candle: CandleEvent, at moment: borrowing FeedMoment) {
    switch candle {
    case .closed(let candle): closed.append(candle)
    case .amended(let candle): amended.append(candle)
    case .settled(let candle):
      settled.append(candle)
      digest.add(candle, symbol: moment.name(candle.symbol))
    }
  }

  mutating func take(narrowed gap: TradeGap, by count: Int64, at moment: borrowing FeedMoment) {
    narrowed.append(gap)
  }

  mutating func take(kline: Kline, at moment: borrowing FeedMoment) { klines.append(kline) }

  mutating func take(event: FeedEvent, at moment: borrowing FeedMoment) {
    events.append(event)
    locations.append(moment.location)
    digest.add(event, at: moment)
  }
}

extension FeedProcessor {
  mutating func process(_ frame: FeedRecording.Frame, into log: inout FeedLog) {
    let payload = Array(frame.payload.utf8)
    process(
      Frame(
        receivedNs: frame.receivedNs, connection: frame.connection, kind: frame.kind,
        payload: payload.span), into: &log)
  }
}
