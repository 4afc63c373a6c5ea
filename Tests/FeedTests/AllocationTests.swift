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
    var feed = QuietFeed()
    let blocks = try blocks(of: made.recording)
    #expect(blocks.count > 10)
    var source = BlockFrames(made.recording, range: .all)
    var batch = FrameBatch()
    for location in blocks.prefix(3) { try feed.replay(location, of: &source, &batch) }
    var frameCount = 0
    let count = try AllocationCount.of {
      for location in blocks.dropFirst(3) {
        try feed.replay(location, of: &source, &batch)
        frameCount += batch.frameCount
      }
    }
    #expect(frameCount > 4000)
    try Self.expectPerBlock(count, blockCount: blocks.count - 3)
  }

  @Test func `frames that come one by one cost no allocation each`() throws {
    let made = try FeedRecording(Self.frames(2000), blockRawBytes: 64 << 10)
    defer { withExtendedLifetime(made) {} }
    var feed = QuietFeed()
    let blocks = try blocks(of: made.recording)
    var source = BlockFrames(made.recording, range: .all)
    for index in 0..<3 { try feed.process(blocks[index], of: &source) }
    let count = try AllocationCount.of {
      for index in 3..<blocks.count { try feed.process(blocks[index], of: &source) }
    }
    try Self.expectPerBlock(count, blockCount: blocks.count - 3)
  }

  /// A block may cost a few.
  private static func expectPerBlock(_ count: Int?, blockCount: Int) throws {
    guard let count else { return }
    #expect(count <= 8 * blockCount, "\(count) allocations in \(blockCount) blocks")
  }

  private func blocks(of recording: Recording) throws -> [BlockLocation] {
    var cursor = BlockCursor(recording)
    var blocks: [BlockLocation] = []
    while let step = try cursor.next() {
      if case .block(let block) = step { blocks.append(block) }
    }
    return blocks
  }
}

/// A feed that makes 1m and 1h candles and keeps nothing.
private struct QuietFeed: ~Copyable {
  private struct Sink: FeedSink {
    typealias Failure = Never

    var tradeCount = 0

    mutating func take(trade: Trade, source: TradeSource, at moment: borrowing FeedMoment) {
      tradeCount += 1
    }
  }

  private var processor: FeedProcessor
  private var sink = Sink()

  init() {
    var options = FeedProcessor.Options()
    options.intervals = [.m1, .h1]
    processor = FeedProcessor(options)
  }

  /// Replay at full speed: a block is decoded, then folded.
  mutating func replay(
    _ block: BlockLocation, of source: inout BlockFrames, _ batch: inout FrameBatch
  ) throws {
    batch.removeAll()
    source.begin(block)
    while let frame = try source.next() { processor.decoder.decode(frame, into: &batch) }
    processor.fold(&batch, into: &sink)
  }

  /// Live frames and paced replay: the whole path for each.
  mutating func process(_ block: BlockLocation, of source: inout BlockFrames) throws {
    source.begin(block)
    while let frame = try source.next() { processor.process(frame, into: &sink) }
  }
}
