import Binance
import Feed
import Market
import Recording
import RecordingSamples
import TestSupport
import Testing

@Suite struct RecordingContentsTests {
  private func recorded() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let writer = try RecordingWriter(
      directory: folder.path, session: .test, options: .small(block: 300), startNs: startNs)
    try writer.append(#"{"url":"wss://h/stream?streams=a@trade/b@depth"}"#, .opened, on: 1)
    try writer.append(#"{"url":"wss://h/ws/c@trade"}"#, .opened, on: 2)
    for index in 0..<6 {
      try writer.append(#"{"stream":"a@trade","data":{}}"#, atNs: startNs + Int64(index), on: 1)
      try writer.append(#"{"e":"trade"}"#, atNs: startNs + Int64(index), on: 2)
    }
    try writer.append(#"{"stream":"b@depth","data":{}}"#, on: 1)
    try writer.append(
      "{\"method\":\"GET\",\"url\":\"https://h/api/v3/klines?symbol=A\",\"status\":200}\n[]",
      .response, on: 3)
    try writer.append(
      "{\"data\":\"klines\",\"symbol\":\"A\",\"interval\":\"1m\"}\n1,2", .archive, on: 4)
    try writer.append(#"{"reason":"queue full"}"#, .gap, on: 0)
    try writer.append("late", atNs: startNs + 3_600_000_000_000, .lost, on: 1)
    try writer.close(receivedNs: startNs)
    return folder
  }

  @Test func `What, when, how much, by stream`() throws {
    let folder = try recorded()
    let contents = try RecordingContents(Recording(paths: [folder.path]), .records)
    #expect(contents.segments.map(\.name).count == 2)
    #expect(contents.segments.allSatisfy { $0.isEnded && $0.tailCount == 0 && $0.blockCount > 0 })
    #expect(contents.recordCount == 25)
    #expect(contents.firstReceivedNs == startNs)
    #expect(contents.lastReceivedNs == startNs + 3_600_000_000_000)
    #expect(contents.sessions.map(\.about.id) == ["s1"])
    #expect(contents.sessions.map(\.segmentCount) == [2])
    #expect(
      contents.streams.map { "\($0.name) \($0.recordCount)" } == [
        "GET /api/v3/klines 1", "a@trade 6", "archive klines A 1m 1", "b@depth 1", "c@trade 6",
      ])
    #expect(
      contents.connections.map { "\($0.connection) \($0.url) \($0.opened) \($0.lost)" } == [
        "1 wss://h/stream?streams=a@trade/b@depth 2 1", "2 wss://h/ws/c@trade 2 0", "3  0 0",
        "4  0 0",
      ])
    #expect(contents.gaps.map(\.text) == [#"{"reason":"queue full"}"#])
    #expect(
      contents.kinds.map { "\($0.kind.letter) \($0.recordCount)" } == [
        "a 1", "g 1", "m 2", "o 4", "r 1", "t 13", "x 1", "z 2",
      ])
    #expect(contents.damageCount == 0)
  }

  @Test func `Headers alone tell when and how much`() throws {
    let folder = try recorded()
    let contents = try RecordingContents(Recording(paths: [folder.path]), .headers)
    #expect(contents.recordCount == 25)
    #expect(contents.lastReceivedNs == startNs + 3_600_000_000_000)
    #expect(contents.streams.isEmpty && contents.sessions.isEmpty && !contents.hasRecords)
  }

  @Test func `Instruments are symbols at venues, however closely one looks`() throws {
    let made = try FeedRecording([
      .init(
        receivedNs: startNs, kind: .opened,
        payload: #"{"url":"wss://stream.binance.com:9443/stream?streams=btcusdt@trade"}"#),
      .init(
        receivedNs: startNs, connection: 2, kind: .opened,
        payload: #"{"url":"wss://fstream.binance.com/market/stream"}"#),
      .init(
        receivedNs: startNs, connection: 2, kind: .textSent,
        payload: #"{"method":"SUBSCRIBE","params":["ethusdt@aggTrade","!ticker@arr"],"id":1}"#),
      .init(
        receivedNs: startNs + 7, connection: 0, kind: .response,
        payload: #"{"url":"https://api.binance.com/api/v3/depth?symbol=BNBUSDT","status":200}"#
          + "\n{}"),
      .trade(1, ms: startNs / 1_000_000), .trade(2, ms: startNs / 1_000_000, connection: 2),
      .trade(3, ms: startNs / 1_000_000, connection: 3),
    ])
    for depth in [RecordingContents.Depth.connections, .records] {
      let contents = try RecordingContents(made.recording, depth)
      #expect(contents.venues == [.spot, .usdm])
      #expect(contents.symbols(of: .spot) == ["BTCUSDT", "BNBUSDT"])
      #expect(contents.symbols(of: .usdm) == ["ETHUSDT", "BTCUSDT"])
      #expect(contents.symbols(of: .coinm) == ["BTCUSDT"])
      #expect(contents.streams(of: .spot) == ["btcusdt@trade"])
      #expect(
        contents.streams(of: .usdm) == ["btcusdt@trade", "ethusdt@aggTrade", "!ticker@arr"])
      #expect(
        contents.receivedStreams.map { "\($0.name) \($0.venue?.rawValue ?? "?")" } == [
          "GET /api/v3/depth spot", "btcusdt@trade spot", "btcusdt@trade usdm", "btcusdt@trade ?",
        ])
      #expect(contents.preludeEndNs == startNs + 7)
    }
    let decoded = try RecordingContents(made.recording, .messages())
    #expect(decoded.instruments.map(\.text) == ["spot:BTCUSDT", "usdm:BTCUSDT"])
    #expect(decoded.holdings.allSatisfy { $0.hasTrades && !$0.hasAggTrades })
  }

  @Test func `Past too many connections, venues and symbols are noted still`() throws {
    let lost = (1...10_001).map { FeedRecording.Frame.lost(UInt32($0), ms: startNs / 1_000_000) }
    let made = try FeedRecording(
      lost + [
        .init(
          receivedNs: startNs, connection: 20_000, kind: .opened,
          payload: #"{"url":"wss://fstream.binance.com/market/stream?streams=ethusdt@trade"}"#),
        .init(
          receivedNs: startNs, connection: 20_001, kind: .response,
          payload: #"{"url":"https://api.binance.com/api/v3/depth?symbol=BNBUSDT","status":200}"#
            + "\n{}"),
        .init(
          receivedNs: startNs, connection: 20_002, kind: .archive,
          payload: #"{"venue":"coinm","data":"trades","symbol":"BTCUSD_PERP"}"# + "\n1,2"),
      ])
    for depth in [RecordingContents.Depth.connections, .records] {
      let contents = try RecordingContents(made.recording, depth)
      #expect(contents.connections.count == 10_000)
      #expect(contents.venues == [.usdm, .spot, .coinm])
      #expect(contents.symbols(of: .usdm) == ["ETHUSDT"])
      #expect(contents.symbols(of: .spot) == ["BNBUSDT"])
      #expect(contents.symbols(of: .coinm) == ["BTCUSD_PERP"])
      #expect(contents.hasArchivedTrades)
    }
  }

  @Test func `A live recording names its writer`() throws {
    let folder = try TemporaryFolder()
    let writer = try RecordingWriter(
      directory: folder.path, session: .test, options: .small(), startNs: startNs)
    try writer.append("a")
    try writer.commit()
    let contents = try RecordingContents(Recording(paths: [folder.path]), .records)
    #expect(contents.writers.count == 1)
    #expect(contents.segments[0].tailCount == 1)
    #expect(!contents.segments[0].isEnded)
    try writer.close(receivedNs: startNs)
  }
}
