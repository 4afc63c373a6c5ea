import Binance
import Capture
import Feed
import Market
import Recording
import Testing

/// The feed beside the recorder.
@Suite struct LiveFeedTests {
  private static let startMs: Int64 = 1_723_075_200_000
  private static let gap = MissingTrades(
    symbol: "ADABNB", endpoint: .historicalTrades, ids: 11...14, sinceMs: startMs)

  /// What a sink is given.
  private struct Log: FeedSink {
    typealias Failure = Never

    var ids: [Int64] = []
    var amended: [Candle] = []
    var narrowedCount = 0

    mutating func take(trade: Trade, source: TradeSource, at moment: borrowing FeedMoment) {
      ids.append(trade.id)
    }

    mutating func take(candle: CandleEvent, at moment: borrowing FeedMoment) {
      if case .amended(let candle) = candle { amended.append(candle) }
    }

    mutating func take(narrowed gap: TradeGap, by count: Int64, at moment: borrowing FeedMoment) {
      narrowedCount += 1
    }
  }

  private static func feed() -> LiveFeed<Log> {
    var options = FeedProcessor.Options()
    options.intervals = [.m1]
    options.wanted = MessageKinds([.trade])
    return LiveFeed(
      options,
      subscriptions: Subscriptions(
        [.trade("ADABNB")], venue: .spot, websocketURLs: ["ws://x"], hasMicroseconds: false),
      sink: Log())
  }

  private static func chunk(_ frames: [(FrameKind, UInt32, String)], atMs: Int64 = 0) -> FrameChunk
  {
    let chunk = FrameChunk()
    for (kind, connection, text) in frames {
      Array(text.utf8).withUnsafeBytes {
        chunk.records.append(
          receivedNs: (startMs + atMs) * 1_000_000, connection: connection, kind: kind, $0)
      }
    }
    return chunk
  }

  private static let opened: (FrameKind, UInt32, String) = (
    .opened, 1, #"{"url":"ws://x/stream?streams=adabnb@trade","status":101,"headers":{}}"#
  )

  private static func trade(_ id: Int64, atMs: Int64 = 0) -> (FrameKind, UInt32, String) {
    let ms = startMs + atMs
    let text =
      #"{"stream":"adabnb@trade","data":{"e":"trade","E":\#(ms),"s":"ADABNB","t":\#(id),"#
      + #""p":"0.00080","q":"10.0","T":\#(ms),"m":false,"M":true}}"#
    return (.text, 1, text)
  }

  private static func answer(_ ids: ClosedRange<Int64>) -> (FrameKind, UInt32, String) {
    var result = RestResult(sentNs: 1)
    result.head = AnswerHead(status: 200)
    let line = CapturePayload.responseLine(
      url: "http://x/api/v3/historicalTrades?symbol=ADABNB&fromId=\(ids.lowerBound)&limit=2",
      result)
    let trades = ids.map {
      #"{"id":\#($0),"price":"0.00080","qty":"1.0","quoteQty":"0.0008","time":\#(startMs),"#
        + #""isBuyerMaker":true,"isBestMatch":true}"#
    }
    return (
      .response, 0,
      String(decoding: line, as: UTF8.self) + "[" + trades.joined(separator: ",") + "]"
    )
  }

  @Test func `a gap is noticed once, and each chunk says how far it has narrowed`() {
    var feed = Self.feed()
    #expect(
      feed.take(Self.chunk([Self.opened, Self.trade(10), Self.trade(15)])) == [.gapFound(Self.gap)])
    #expect(feed.gapCount == 1)
    // In one chunk one late trade, and one from REST: each trade counts, the gap is named once.
    #expect(
      feed.take(Self.chunk([Self.trade(12), Self.answer(13...13), Self.trade(16)]))
        == [.gapNarrowed(Self.gap, missingCount: 2, fetchedCount: 1)])
    // What is there already fetches nothing.
    #expect(
      feed.take(Self.chunk([Self.answer(11...12)]))
        == [.gapNarrowed(Self.gap, missingCount: 1, fetchedCount: 1)])
    #expect(feed.take(Self.chunk([Self.trade(17)])) == [])
    #expect(
      feed.take(Self.chunk([Self.answer(14...14), Self.trade(14)]))
        == [.gapNarrowed(Self.gap, missingCount: 0, fetchedCount: 1)])
    #expect(feed.missingTrades == 0)
    #expect(feed.sink.ids == [10, 15, 12, 13, 16, 11, 17, 14])
    #expect(feed.sink.narrowedCount == 4)
  }

  @Test func `a candle that a gap amends trade by trade is given once in a chunk`() {
    var feed = Self.feed()
    _ = feed.take(
      Self.chunk([Self.opened, Self.trade(10), Self.trade(15), Self.trade(16, atMs: 60_001)]))
    #expect(feed.sink.amended == [])
    _ = feed.take(Self.chunk([Self.answer(11...14)]))
    #expect(feed.sink.amended.map(\.tradeCount) == [6])
    #expect(feed.finish() == [])
  }

  @Test func `frames that were not looked at are counted, and explain the gap after them`() {
    var feed = Self.feed()
    _ = feed.take(Self.chunk([Self.opened, Self.trade(10)]))
    let late = Self.chunk([Self.trade(15)])
    late.skippedBefore = 7
    #expect(feed.take(late) == [.framesSkipped, .gapFound(Self.gap)])
    #expect(feed.skippedFrames == 7)
    #expect(feed.tradeLedgers.first?.gaps.map(\.cause) == [.recordedLoss])
  }

  @Test func `an error of the exchange and a shutdown are noticed with their connection`() {
    var feed = Self.feed()
    let notices = feed.take(
      Self.chunk([
        Self.opened, (.text, 1, #"{"e":"error","m":"no"}"#),
        (.text, 1, #"{"e":"serverShutdown","E":1}"#),
      ]))
    #expect(notices == [.exchangeError(1, text: "no"), .shutdownAnnounced(1)])
  }

  @Test func `a stream that falls silent is noticed, and so is its return`() throws {
    var feed = Self.feed()
    let startNs = Self.startMs * 1_000_000
    feed.take(.opened(1, plan: 0, url: "ws://x", streamCount: 1), receivedNs: startNs)
    _ = feed.take(Self.chunk([Self.opened, Self.trade(10)]))
    let afterNs = startNs + CaptureLimits.streamSilenceNs
    #expect(feed.findSilence(receivedNs: afterNs - 1) == [])
    let notice = try #require(feed.findSilence(receivedNs: afterNs).first)
    guard case .streamSilent(let finding) = notice else {
      Issue.record("\(notice)")
      return
    }
    #expect(finding.stream == "adabnb@trade" && finding.hasCome && !finding.isOver)
    #expect(feed.silentStreams == 1)
    _ = feed.take(Self.chunk([Self.trade(11)], atMs: 61_000))
    #expect(feed.findSilence(receivedNs: afterNs + 1_000_000_000).count == 1)
    #expect(feed.silentStreams == 0)
  }

  @Test func `of quiet streams those are named whose last trade is known`() {
    var options = FeedProcessor.Options()
    options.lastTrades = [
      LastTrade(symbol: "ADABNB", source: .trades, id: 9, timeUs: Self.startMs * 1000)
    ]
    let streams = [StreamName.trade("ADABNB"), .trade("BTCUSDT"), .depth("ADABNB")]
    for lasts in [options.lastTrades, []] {
      options.lastTrades = lasts
      var feed = LiveFeed(
        options,
        subscriptions: Subscriptions(
          streams, venue: .spot, websocketURLs: ["ws://x"], hasMicroseconds: false),
        sink: Log())
      feed.take(.opened(1, plan: 0, url: "ws://x", streamCount: 3), receivedNs: 0)
      #expect(
        feed.findSilence(receivedNs: CaptureLimits.quietNs)
          == (lasts.isEmpty ? [] : [.tradesQuiet(1, [QuietTrades("ADABNB", .trades)])]))
    }
  }
}
