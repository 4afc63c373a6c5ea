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
final class FeedLog: FeedHandler {
  private(set) var processor: FeedProcessor!
  private(set) var trades: [Trade] = []
  private(set) var settled: [Candle] = []
  private(set) var closed: [Candle] = []
  private(set) var amended: [Candle] = []
  private(set) var klines: [Kline] = []
  private(set) var events: [FeedEvent] = []
  private(set) var places: [String] = []
  private(set) var digest = FeedDigest()

  init(_ options: FeedProcessor.Options) { processor = FeedProcessor(options, handler: self) }

  convenience init(intervals: [Interval], wanted: MessageKinds = []) {
    var options = FeedProcessor.Options()
    options.intervals = intervals
    options.wanted = wanted
    self.init(options)
  }

  /// The way of replay at full speed: blocks decoded beside each other.
  func runFast(_ made: FeedRecording, workerCount: Int = 2, range: TimeRange = .all) throws -> Self
  {
    defer { withExtendedLifetime(made) {} }
    try BlockPipeline(
      made.recording, decoder: processor.decoder, range: range, workerCount: workerCount
    ).run {
      processor.apply(&$0)
      return true
    }
    processor.finish()
    return self
  }

  /// The way of live frames and paced replay: one frame at a time.
  func runFrameByFrame(_ made: FeedRecording) throws -> Self {
    defer { withExtendedLifetime(made) {} }
    let recording = made.recording
    var cursor = BlockCursor(recording)
    let reader = BlockReader(recording)
    while let step = try cursor.next() {
      guard case .block(let location) = step else { continue }
      try reader.read(location)
      try reader.forEachRecord(of: location) { ordinal, header, bytes in
        processor.process(
          header, record: Int32(ordinal), in: bytes, at: BlockPlace(location, in: recording))
      }
    }
    processor.finish()
    return self
  }

  func handle(trade: Trade, source: TradeSource) { trades.append(trade) }

  func handle(candle: CandleEvent) {
    switch candle {
    case .closed(let candle): closed.append(candle)
    case .amended(let candle): amended.append(candle)
    case .settled(let candle):
      settled.append(candle)
      digest.add(candle, symbol: processor.symbols.name(candle.symbol))
    }
  }

  func handle(kline: Kline) { klines.append(kline) }

  func handle(event: FeedEvent) {
    events.append(event)
    places.append(processor.frame.text)
    digest.add(event, receivedNs: processor.frame.receivedNs, symbols: processor.symbols)
  }
}
