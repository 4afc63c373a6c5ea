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
    _ frames: [Frame], session: String, venue: String = "spot", to made: FeedRecording
  ) throws {
    var options = RecordingWriter.Options()
    options.minFreeBytes = 0
    options.sync = .never
    let info = SessionInfo(
      id: session, tool: "test", host: "test", config: #"{"venue":"\#(venue)"}"#)
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
}
