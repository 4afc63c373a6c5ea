import Binance
import Market
import Recording
import TestSupport
import Testing

@testable import Feed

/// One folder, several sessions: what was missed between them.
@Suite struct RestartTests {
  private static let startMs: Int64 = 1_723_161_240_000
  private typealias Frame = FeedRecording.Frame

  /// A session more in a recording's folder.
  private static func add(
    _ frames: [Frame], session: String, venue: String = "spot", streams: [String] = [],
    to made: FeedRecording
  ) throws {
    let names = streams.map { "\"\($0)\"" }.joined(separator: ",")
    var options = RecordingWriter.Options()
    options.minFreeBytes = 0
    options.sync = .never
    let info = SessionInfo(
      id: session, tool: "test", host: "test",
      config: #"{"venue":"\#(venue)","streams":[\#(names)]}"#)
    let writer = try RecordingWriter(
      directory: made.path, session: info, options: options, startNs: frames[0].receivedNs)
    for frame in frames {
      try writer.append(
        receivedNs: frame.receivedNs, connection: frame.connection, kind: frame.kind,
        payload: Array(frame.payload.utf8).span)
    }
    try writer.close(receivedNs: frames.last?.receivedNs ?? 0)
  }

  private static func made() throws -> FeedRecording {
    let made = try FeedRecording([
      .opened(1, ms: startMs), .trade(10, ms: startMs), .trade(11, ms: startMs + 1000),
    ])
    try add(
      [
        .opened(1, ms: startMs + 9000), .trade(15, ms: startMs + 9500),
        .lost(1, ms: startMs + 9600), .opened(2, ms: startMs + 9700),
        .trade(18, ms: startMs + 9800, connection: 2),
      ], session: "second", to: made)
    return made
  }

  @Test func `a gap between two sessions is called a restart, one within a session is not`() throws
  {
    let made = try Self.made()
    let recording = try Recording(paths: [made.path])
    for workers in [1, 2] {
      var feed = FeedProcessor(FeedProcessor.Options())
      var log = FeedLog(FeedProcessor.Options())
      try BatchReader(recording, decoder: feed.decoder, workerCount: workers).run {
        feed.fold(&$0, into: &log)
        return true
      }
      let gaps = try #require(feed.tradeLedgers.first).gaps
      #expect(gaps.map(\.missing) == [12...14, 16...17])
      #expect(gaps.map(\.cause) == [.restart, .reconnect])
      #expect(gaps[0].sinceUs == (Self.startMs + 1000) * 1000)
    }
  }

  @Test func `the last trades of a folder are found, of our venue alone`() throws {
    let made = try Self.made()
    let recording = try Recording(paths: [made.path])
    let wanted = [LastTrades.Wanted("BTCUSDT", .trades), LastTrades.Wanted("BTCUSDT", .aggTrades)]
    let found = try LastTrades(recording, wanted: wanted) { $0.id == "second" }.found
    #expect(
      found == [
        LastTrade(
          symbol: "BTCUSDT", source: .trades, id: 18, timeUs: (Self.startMs + 9800) * 1000)
      ])
    #expect(try LastTrades(recording, wanted: wanted) { $0.id == "test" }.found == [])
    #expect(try LastTrades(recording, wanted: []) { _ in true }.found == [])
  }

  @Test func `a pair that trades once an hour is looked for further back`() throws {
    let hour: Int64 = 3_600_000
    let made = try FeedRecording([
      .trade(5, ms: Self.startMs, symbol: "ADABTC"), .trade(10, ms: Self.startMs + 2 * hour),
    ])
    let wanted = [LastTrades.Wanted("ADABTC", .trades), LastTrades.Wanted("BTCUSDT", .trades)]
    let found = try LastTrades(Recording(paths: [made.path]), wanted: wanted) { _ in true }.found
    #expect(found.map(\.id) == [5, 10])
  }

  /// A feed that begins behind an earlier session.
  private static func resumed(_ frames: [Frame], after id: Int64) throws -> FeedLog {
    var options = FeedProcessor.Options()
    options.intervals = [.m1]
    options.lastTrades = [
      LastTrade(symbol: "BTCUSDT", source: .trades, id: id, timeUs: startMs * 1000)
    ]
    return try FeedLog(options).runFrameByFrame(try FeedRecording(frames))
  }

  @Test func `the first trade of a session shows what was missed before it`() throws {
    let log = try Self.resumed(
      [.opened(1, ms: Self.startMs), .trade(15, ms: Self.startMs + 9000)], after: 11)
    let gap = try #require(log.ledgers.first?.gaps.first)
    #expect(gap.missing == 12...14)
    #expect(gap.cause == .restart)
    #expect(gap.sinceUs == Self.startMs * 1000)
    #expect(try Self.resumed([.trade(12, ms: Self.startMs)], after: 11).ledgers[0].gaps == [])
  }

  @Test func `a market whose ids begin anew is not taken for doubled`() throws {
    let log = try Self.resumed(
      [.trade(1, ms: Self.startMs), .trade(2, ms: Self.startMs + 1)], after: 1_000_000)
    #expect(log.trades.map(\.id) == [1, 2])
    #expect(log.ledgers[0].missingCount == 0)
  }

  @Test func `the exchange's last trade, if it is ours, shows nothing and is no new one`() throws {
    let log = try Self.resumed(
      [.trade(11, ms: Self.startMs), .trade(14, ms: Self.startMs + 1)], after: 11)
    #expect(log.trades.map(\.id) == [14])
    #expect(log.ledgers[0].gaps.map(\.missing) == [12...13])
    #expect(log.ledgers[0].gaps.map(\.cause) == [.restart])
  }

  private static func aggregate(_ id: Int64, _ ids: ClosedRange<Int64>, ms: Int64) -> Frame {
    Frame(
      receivedNs: (ms + 10) * 1_000_000,
      payload: #"{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":\#(ms),"s":"BTCUSDT","#
        + #""a":\#(id),"p":"100.0","q":"1.0","f":\#(ids.lowerBound),"l":\#(ids.upperBound),"#
        + #""T":\#(ms),"m":false,"M":true}}"#)
  }

  private static func ledgers(_ made: FeedRecording) throws -> [TradeLedger] {
    var options = FeedProcessor.Options()
    options.source = nil
    options.wanted = .trades
    var feed = FeedProcessor(options)
    var log = FeedLog(options)
    try BatchReader(Recording(paths: [made.path]), decoder: feed.decoder).run {
      feed.fold(&$0, into: &log)
      return true
    }
    return feed.tradeLedgers
  }

  @Test func `where trades were recorded and then aggregates, the gap between is seen`() throws {
    let made = try FeedRecording([.trade(10, ms: Self.startMs)])
    try Self.add(
      [Self.aggregate(7, 15...16, ms: Self.startMs + 9000)], session: "b",
      streams: ["btcusdt@aggTrade"], to: made)
    try Self.add(
      [.trade(20, ms: Self.startMs + 20_000)], session: "c", streams: ["btcusdt@trade"], to: made)
    let gaps = try Self.ledgers(made).flatMap(\.gaps)
    // Which aggregates are missing is not known, but from which trade on.
    #expect(gaps.map(\.source) == [.trades, .aggTrades])
    #expect(gaps.map(\.missing) == [11...19, 11...14])
    #expect(gaps.map(\.cause) == [.restart, .restart])
    #expect(gaps[1].firstAggregateId == nil)
    #expect(gaps[1].sinceUs == Self.startMs * 1000)
  }

  @Test func `where both are asked for, neither stands in for the other`() throws {
    let made = try FeedRecording([.trade(10, ms: Self.startMs)])
    try Self.add(
      [Self.aggregate(7, 15...16, ms: Self.startMs + 9000), .trade(11, ms: Self.startMs + 9001)],
      session: "b", streams: ["btcusdt@aggTrade", "btcusdt@trade"], to: made)
    // Trades that REST brought in the same session say nothing of an earlier one.
    try Self.add(
      [
        .trade(12, ms: Self.startMs + 9500), Self.aggregate(9, 18...18, ms: Self.startMs + 9600),
      ], session: "c", streams: ["btcusdt@trade", "btcusdt@aggTrade"], to: made)
    #expect(try Self.ledgers(made).flatMap(\.gaps).map(\.missing) == [17...17])
  }

  @Test func `the last trades of another kind go on`() throws {
    let made = try FeedRecording([Self.aggregate(7, 15...16, ms: Self.startMs)])
    let found = try LastTrades(
      Recording(paths: [made.path]), wanted: [LastTrades.Wanted("BTCUSDT", .trades)]
    ) { _ in true }.found
    #expect(
      found == [
        LastTrade(symbol: "BTCUSDT", source: .trades, id: 16, timeUs: Self.startMs * 1000)
      ])
  }

  @Test func `gaps of earlier sessions are found in pieces of which nothing has come`() throws {
    let made = try Self.made()
    try Self.add(
      [.trade(13, ms: Self.startMs + 20_000), .trade(19, ms: Self.startMs + 30_000)],
      session: "third", to: made)
    func found(_ isEarlier: (SessionInfo) -> Bool) throws -> [ClosedRange<Int64>] {
      try EarlierGaps(
        folder: made.path, bytesMax: 1 << 30, isEarlier: isEarlier, shouldStop: { false }
      ).entries.map(\.gap.missing)
    }
    #expect(try found { _ in true } == [12...12, 14...14, 16...17])
    #expect(try found { $0.id != "third" } == [12...14, 16...17])
    #expect(try found { $0.id == "third" } == [14...18])
    #expect(try found { _ in false } == [])
  }

  @Test func `a gap of an earlier session counts as missing until it is filled`() throws {
    var options = FeedProcessor.Options()
    options.lastTrades = [
      LastTrade(symbol: "BTCUSDT", source: .trades, id: 18, timeUs: Self.startMs * 1000)
    ]
    let made = try Self.made()
    let earlier = try EarlierGaps(
      folder: made.path, bytesMax: 1 << 30, isEarlier: { _ in true },
      shouldStop: { false })
    for isQuiet in [true, false] {
      var feed = FeedProcessor(options)
      var log = FeedLog(options)
      if !isQuiet { feed.process(.trade(19, ms: Self.startMs + 9900), into: &log) }
      let gaps = earlier.entries.compactMap { feed.expect($0.gap, of: $0.symbol) }
      #expect(gaps.map(\.missing) == [12...14, 16...17])
      #expect(earlier.entries.compactMap { feed.expect($0.gap, of: $0.symbol) }.isEmpty)
      #expect(feed.missingTrades == 5)
      for id in [12, 13, 14, 17, 16, 16] as [Int64] {
        feed.process(.trade(id, ms: Self.startMs + 3000), into: &log)
      }
      #expect(log.narrowed.map(\.filledCount) == [1, 2, 3, 1, 2])
      #expect(feed.tradeLedgers[0].openGapCount == 0)
    }
  }
}
