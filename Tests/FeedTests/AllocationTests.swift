import Binance
import Market
import Recording
import TestSupport
import Testing

@testable import Feed

/// The replay path from a block's bytes to candles, once its buffers have grown: nothing is
/// allocated per frame.
struct AllocationTests {
  typealias Frame = FeedRecording.Frame
  private static let startMs: Int64 = 1_723_161_600_000

  /// Trades within one minute, each behind frames of kinds that candles do not need.
  private static func frames(_ count: Int) -> [Frame] {
    (0..<Int64(count)).flatMap { number -> [Frame] in
      let ms = startMs + number
      return [
        .trade(1000 + number, ms: ms),
        Frame(
          receivedNs: (ms + 10) * 1_000_000,
          payload: #"{"stream":"btcusdt@bookTicker","data":{"u":\#(number),"s":"BTCUSDT","#
            + #""b":"100.0","B":"1.0","a":"100.1","A":"2.0"}}"#),
        Frame(
          receivedNs: (ms + 10) * 1_000_000,
          payload: #"{"stream":"btcusdt@depth","data":{"e":"depthUpdate","E":\#(ms),"s":"BTCUSDT","#
            + #""U":\#(number),"u":\#(number),"b":[["100.0","1.0"]],"a":[]}}"#),
      ]
    }
  }

  @Test func `a block's frames cost no allocation each`() throws {
    let made = try FeedRecording(Self.frames(2000), blockRawBytes: 64 << 10)
    defer { withExtendedLifetime(made) {} }
    let feed = QuietFeed()
    let blocks = try feed.blocks(of: made.recording)
    #expect(blocks.count > 10)
    let reader = BlockReader(made.recording)
    var batch = FrameBatch()
    for location in blocks.prefix(3) { try feed.replay(location, reader, &batch) }
    var frameCount = 0
    let count = try AllocationCount.of {
      for location in blocks.dropFirst(3) {
        try feed.replay(location, reader, &batch)
        frameCount += batch.frameCount
      }
    }
    #expect(frameCount > 4000)
    try Self.expectPerBlock(count, blockCount: blocks.count - 3)
  }

  @Test func `frames that come one by one cost no allocation each`() throws {
    let made = try FeedRecording(Self.frames(2000), blockRawBytes: 64 << 10)
    defer { withExtendedLifetime(made) {} }
    let feed = QuietFeed()
    let blocks = try feed.blocks(of: made.recording)
    let reader = BlockReader(made.recording)
    let places = blocks.map { BlockPlace($0, in: made.recording) }
    for index in 0..<3 { try feed.process(blocks[index], reader, places[index]) }
    let count = try AllocationCount.of {
      for index in 3..<blocks.count { try feed.process(blocks[index], reader, places[index]) }
    }
    try Self.expectPerBlock(count, blockCount: blocks.count - 3)
  }

  /// A block may cost a few: its place names its segment.
  private static func expectPerBlock(_ count: Int?, blockCount: Int) throws {
    guard let count else { return }
    #expect(count <= 8 * blockCount, "\(count) allocations in \(blockCount) blocks")
  }
}

/// A feed that makes 1m and 1h candles and keeps nothing.
private final class QuietFeed: FeedHandler {
  private(set) var processor: FeedProcessor!
  private(set) var tradeCount = 0

  init() {
    var options = FeedProcessor.Options()
    options.intervals = [.m1, .h1]
    processor = FeedProcessor(options, handler: self)
  }

  func handle(trade: Trade, source: TradeSource) { tradeCount += 1 }

  func blocks(of recording: Recording) throws -> [BlockLocation] {
    var cursor = BlockCursor(recording)
    var blocks: [BlockLocation] = []
    while let step = try cursor.next() {
      if case .block(let location) = step { blocks.append(location) }
    }
    return blocks
  }

  /// Replay at full speed: a block is decoded, then folded.
  func replay(_ location: BlockLocation, _ reader: BlockReader, _ batch: inout FrameBatch) throws {
    batch.removeAll()
    try reader.read(location)
    let decoder = processor.decoder
    try reader.forEachRecord(of: location) { ordinal, header, bytes in
      decoder.decode(header, record: Int32(ordinal), in: bytes, into: &batch)
    }
    processor.apply(&batch)
  }

  /// Live frames and paced replay: the whole path for each.
  func process(_ location: BlockLocation, _ reader: BlockReader, _ place: BlockPlace) throws {
    try reader.read(location)
    try reader.forEachRecord(of: location) { ordinal, header, bytes in
      processor.process(header, record: Int32(ordinal), in: bytes, at: place)
    }
  }
}
