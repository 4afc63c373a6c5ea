import Binance
import Market
import Recording
import TestSupport
import Testing

@testable import Feed

struct FeedProcessorTests {
  typealias Frame = FeedRecording.Frame
  static let startMs: Int64 = 1_723_161_600_000

  /// Trades with odd times over ten minutes, with everything that can go wrong among them.
  static func eventfulFrames(seed: UInt64) -> [Frame] {
    var random = SeededRandom(seed: seed)
    var frames: [Frame] = [.opened(1, ms: startMs)]
    var ms = startMs
    for id in Int64(1000)..<3000 {
      ms += Int64.random(in: 0...600, using: &random)
      let cents = Int.random(in: 9_900...10_100, using: &random)
      frames.append(
        .trade(
          id, ms: ms, price: "\(cents / 100).\(String(cents % 100 + 100).dropFirst())000000",
          quantity:
            "0.\(String(Int.random(in: 1...99_999, using: &random) + 100_000).dropFirst())000",
          isBuyerMaker: Bool.random(using: &random)))
    }
    frames.removeSubrange(700..<720)
    frames.swapAt(300, 303)
    frames.insert(frames[500], at: 510)
    frames.insert(.lost(1, ms: frames[899].receivedNs / 1_000_000), at: 900)
    frames.insert(.opened(2, ms: frames[899].receivedNs / 1_000_000), at: 901)
    frames.insert(
      Frame(receivedNs: frames[99].receivedNs, payload: #"{"e":"error","m":"Queue overflow"}"#),
      at: 100)
    frames.insert(
      Frame(receivedNs: frames[99].receivedNs, payload: #"{"stream":"btcusdt@tr"#), at: 100)
    for index in 902..<frames.count { frames[index].connection = 2 }
    return frames
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `the same frames in any block size, in one segment or many, fast or one by one`(
    seed: UInt64
  ) throws {
    let frames = Self.eventfulFrames(seed: seed)
    let one = try FeedRecording(frames)
    let reference = try FeedLog(intervals: Interval.allCases).runFast(one)
    #expect(reference.settled.count > 600)
    #expect(reference.events.count >= 6)
    for (blockRawBytes, segmentRawBytesMax) in [(1, 2 << 30), (700, 20_000), (5000, 16_000)] {
      let other = try FeedRecording(
        frames, blockRawBytes: blockRawBytes, segmentRawBytesMax: segmentRawBytesMax)
      let fast = try FeedLog(intervals: Interval.allCases)
        .runFast(other, workerCount: 3)
      #expect(fast.settled == reference.settled, "seed \(seed), blocks of \(blockRawBytes)")
      #expect(fast.digest.hex == reference.digest.hex, "seed \(seed), blocks of \(blockRawBytes)")
      let slow = try FeedLog(intervals: Interval.allCases).runFrameByFrame(other)
      #expect(slow.digest.hex == reference.digest.hex, "seed \(seed), blocks of \(blockRawBytes)")
      #expect(slow.trades == fast.trades)
    }
  }

  @Test func `a trade from far in the future is reported and closes no candle`() throws {
    let t = Self.startMs
    var lying = Frame.trade(12, ms: t + 2)
    lying.payload.replace("\"T\":\(t + 2)", with: "\"T\":9000000000000")
    let frames: [Frame] = [
      .trade(10, ms: t), .trade(11, ms: t + 1), lying, .trade(13, ms: t + 3),
      .trade(14, ms: t + 70_000),
    ]
    let log = try FeedLog(intervals: [.m1]).runFast(try FeedRecording(frames))
    #expect(log.settled.map(\.tradeCount) == [3, 1])
    #expect(log.lateDropped == 0)
    #expect(log.trades.map(\.id) == [10, 11, 13, 14])
    #expect(
      log.events.first
        == .malformed(
          reason: "trade 12 of BTCUSDT has the time 9000000000000 ms, more than a day after it "
            + "was received and after the trades before it", payloadOffset: 0))
  }

  /// A recorder whose clock stands still, and a pause of days: one trade is not believed, the next is.
  @Test func `a wrong clock loses no more than the first trade after a long pause`() throws {
    let day: Int64 = 86_400_000
    let t = Self.startMs
    var frames: [Frame] = [
      .trade(10, ms: t), .trade(11, ms: t + 1), .trade(12, ms: t + 3 * day),
      .trade(13, ms: t + 3 * day + 1), .trade(14, ms: t + 3 * day + 2),
    ]
    for index in frames.indices { frames[index].receivedNs = Int64(index) }
    let log = try FeedLog(intervals: [.m1]).runFast(try FeedRecording(frames))
    #expect(log.trades.map(\.id) == [10, 11, 13, 14])
  }

  @Test func `a gap is listed with its cause, and filled by what comes late`() throws {
    let t = Self.startMs
    let frames: [Frame] = [
      .opened(1, ms: t), .trade(10, ms: t), .trade(14, ms: t + 10), .trade(12, ms: t + 5),
      .lost(1, ms: t + 30), .opened(2, ms: t + 40), .trade(20, ms: t + 50, connection: 2),
    ]
    let log = try FeedLog(intervals: [.m1]).runFast(try FeedRecording(frames))
    let ledger = try #require(log.ledgers.first)
    #expect(ledger.gaps.map(\.missing) == [11...13, 15...19])
    #expect(ledger.gaps.map(\.cause) == [.unexplained, .reconnect])
    #expect(ledger.gaps.map(\.filledCount) == [1, 0])
    #expect(ledger.missingCount == 7)
    #expect(ledger.lateCount == 1)
    #expect(log.trades.map(\.id) == [10, 14, 12, 20])
    let gaps = log.events.filter { if case .gap = $0 { true } else { false } }
    #expect(gaps.count == 2)
    #expect(log.narrowed == [ledger.gaps[0]])
  }

  @Test func `a trade from two connections counts once`() throws {
    let t = Self.startMs
    let frames: [Frame] = [
      .opened(1, ms: t), .opened(2, ms: t), .trade(1, ms: t), .trade(1, ms: t, connection: 2),
      .trade(2, ms: t + 1, connection: 2), .trade(2, ms: t + 1),
      .trade(2, ms: t + 1, connection: 2),
    ]
    let log = try FeedLog(intervals: [.m1]).runFast(try FeedRecording(frames))
    let ledger = try #require(log.ledgers.first)
    #expect(log.trades.map(\.id) == [1, 2])
    #expect(ledger.copyCount == 2)
    #expect(ledger.duplicateCount == 1)
    #expect(log.settled.first?.tradeCount == 2)
  }

  @Test func `trades out of order give the candles of trades in order`() throws {
    let ordered = Self.eventfulFrames(seed: 9).filter {
      $0.kind == .text && $0.payload.contains("\"t\":")
    }
    var shuffled = ordered
    for index in stride(from: 5, to: shuffled.count - 5, by: 7) {
      let times = (shuffled[index].receivedNs, shuffled[index + 3].receivedNs)
      shuffled.swapAt(index, index + 3)
      (shuffled[index].receivedNs, shuffled[index + 3].receivedNs) = times
    }
    let intervals: [Interval] = [.s1, .m1, .m5]
    let a = try FeedLog(intervals: intervals).runFast(try FeedRecording(ordered))
    let b = try FeedLog(intervals: intervals).runFast(try FeedRecording(shuffled))
    #expect(a.settled == b.settled)
    #expect(!b.amended.isEmpty)
  }

  @Test func `errors, shutdowns and malformed frames become events with their offset`() throws {
    let t = Self.startMs * 1_000_000
    let frames: [Frame] = [
      Frame(receivedNs: t, payload: #"{"e":"error","m":"Max reconnect retries reached"}"#),
      Frame(
        receivedNs: t, payload: #"{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}"#
      ),
      Frame(receivedNs: t, payload: "rubbish"),
      .trade(1, ms: Self.startMs),
    ]
    let made = try FeedRecording(frames)
    let log = try FeedLog(intervals: [.m1]).runFast(made)
    guard case .exchangeError(_, let text) = try #require(log.events.first) else {
      Issue.record("no error event: \(log.events)")
      return
    }
    #expect(text.contains("Max reconnect retries reached"))
    #expect(log.events[1] == .serverShutdown)
    guard case .malformed = log.events[2] else {
      Issue.record("no malformed event: \(log.events)")
      return
    }
    #expect(
      made.recording.text(of: log.locations[2]).contains(".gz, block 0 at byte 0, record 4"))
    #expect(log.trades.count == 1)
  }

  @Test func `damage lies behind the frame before it`() throws {
    var feed = FeedProcessor(FeedProcessor.Options())
    var log = FeedLog(intervals: [])
    var batch = FrameBatch()
    batch.location = FrameLocation()
    batch.location?.blockNumber = 7
    feed.fold(&batch, into: &log)
    batch.removeAll()
    batch.damage = Damage(
      .missingBlocks, segment: "a", fileOffset: 0, byteCount: 0, recordsLost: nil, "")
    feed.fold(&batch, into: &log)
    #expect(log.events.count == 1)
    #expect(log.locations.map(\.blockNumber) == [7])
  }

  @Test func `a range leaves out the rest and keeps the connections`() throws {
    let frames = Self.eventfulFrames(seed: 4)
    let recording = try FeedRecording(frames, blockRawBytes: 900)
    let fromNs = frames[1000].receivedNs
    let toNs = frames[1200].receivedNs
    let log = try FeedLog(intervals: [.m1])
      .runFast(recording, range: TimeRange(fromNs: fromNs, toNs: toNs))
    let inside = frames.filter { $0.receivedNs >= fromNs && $0.receivedNs < toNs }
    #expect(log.trades.count == inside.count)
    #expect(log.counts.firstReceivedNs! <= fromNs)
  }
}
