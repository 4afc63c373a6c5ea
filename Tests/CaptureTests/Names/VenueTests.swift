import Binance
import Capture
import Recording
import Testing

/// Hosts, addresses and limits of Binance's markets.
@Suite struct VenueTests {
  private static let secondNs = CaptureLimits.secondNs

  @Test func `an address of Binance's, whatever its port and path, is its venue's`() {
    for venue in BinanceSite.allCases {
      for url in venue.websocketURLs { #expect(BinanceSite(websocketURL: url) == venue) }
    }
    #expect(BinanceSite(websocketURL: "wss://stream.binance.com:443/ws") == .spot)
    #expect(BinanceSite(websocketURL: "WSS://DATA-STREAM.binance.vision/stream?x") == .vision)
    #expect(BinanceSite(websocketURL: "wss://me:secret@demo-stream.binance.com") == .demo)
    for other in ["ws://127.0.0.1:8080", "wss://stream.binance.com.example.org", "x", ""] {
      #expect(BinanceSite(websocketURL: other) == nil)
    }
  }

  @Test func `Binance US pings every three minutes, and gives a fifth of the weight`() {
    #expect(BinanceSite.us.pingNs == 180 * Self.secondNs)
    #expect(BinanceSite.us.silenceNsMax == 225 * Self.secondNs)
    #expect(BinanceSite.us.weightPerMinute == 1200)
    #expect(BinanceSite.us.messagesPerSecondMax == 5)
    #expect(BinanceSite.spot.silenceNsMax == 65 * Self.secondNs)
  }

  @Test func `spot goes on where its public data ended, and nothing else does`() {
    #expect(BinanceSite.spot.continues(.vision) && BinanceSite.vision.continues(.spot))
    #expect(!BinanceSite.testnet.continues(.spot) && !BinanceSite.usdm.continues(.coinm))
    #expect(BinanceSite.demo.continues(.demo))
  }

  private static func trial(_ venue: BinanceSite, _ stream: StreamName) -> RecorderTrial {
    var trial = RecorderTrial(
      CaptureOptions(
        venue: venue,
        subscriptions: Subscriptions(
          [stream], venue: venue, websocketURLs: venue.websocketURLs, hasMicroseconds: false),
        restURL: "http://x"))
    trial.handle(.tick)
    return trial
  }

  @Test func `a port that is blocked gives way to the other`() {
    var trial = Self.trial(.spot, .trade("BTCUSDT"))
    for connection in UInt32(1)...3 {
      trial.handle(.refused(connection, reason: "Connection refused", nil))
      trial.wait(seconds: 10)
    }
    #expect(
      trial.connected.map { $0.prefix { $0 != "?" } } == [
        "wss://stream.binance.com:9443/stream", "wss://stream.binance.com:443/stream",
        "wss://stream.binance.com:9443/stream", "wss://stream.binance.com:443/stream",
      ])
  }

  private static let aggTrade = StreamName(symbol: "BTCUSD_PERP", suffix: "aggTrade")
  private static let plain =
    "wss://dstream.binance.com/stream?streams=btcusd_perp@aggTrade"
  private static let routed =
    "wss://dstream.binance.com/market/stream?streams=btcusd_perp@aggTrade"
  private static let frame = #"{"stream":"btcusd_perp@aggTrade","data":{}}"#

  private static func closed(_ trial: RecorderTrial) -> [UInt32] {
    trial.actions.compactMap {
      if case .send(let connection, .closeSent, _) = $0 { connection } else { nil }
    }
  }

  @Test func `a COIN-M connection that brings nothing is tried on the other path, which stays`() {
    var trial = Self.trial(.coinm, Self.aggTrade)
    trial.handle(.opened(1, AnswerHead(status: 101)))
    trial.wait(seconds: 29)
    #expect(trial.connected == [Self.plain])
    trial.wait(seconds: 2)
    #expect(trial.connected == [Self.plain, Self.routed])
    #expect(
      trial.reports.contains(
        .opening(2, reason: "nothing has come; trying another address")))
    trial.handle(.opened(2, AnswerHead(status: 101)))
    // Neither is closed as long as neither has brought anything.
    trial.wait(seconds: 60)
    #expect(Self.closed(trial) == [])
    trial.read(Self.frame, on: 2)
    trial.wait(seconds: 0.1)
    #expect(Self.closed(trial) == [1])
    trial.handle(.ended(1))
    // The next one is on the path that was right.
    trial.handle(.ended(2))
    trial.wait(seconds: 2)
    #expect(trial.connected.last == Self.routed)
  }

  @Test func `where the first path was right after all, it stays`() {
    var trial = Self.trial(.coinm, Self.aggTrade)
    trial.handle(.opened(1, AnswerHead(status: 101)))
    trial.wait(seconds: 31)
    trial.handle(.opened(2, AnswerHead(status: 101)))
    trial.read(Self.frame, on: 1)
    trial.wait(seconds: 0.1)
    #expect(Self.closed(trial) == [2])
    trial.handle(.ended(2))
    trial.wait(seconds: 40)
    #expect(trial.connected.count == 2)
    trial.handle(.ended(1))
    trial.wait(seconds: 2)
    #expect(trial.connected.last == Self.plain)
  }

  @Test func `a path that does not exist is not tried again`() {
    var trial = Self.trial(.coinm, Self.aggTrade)
    trial.handle(.opened(1, AnswerHead(status: 101)))
    trial.wait(seconds: 31)
    trial.handle(.refused(2, reason: "HTTP 404", AnswerHead(status: 404)))
    trial.wait(seconds: 20)
    #expect(!trial.connected.dropFirst(2).contains(Self.routed))
  }

  @Test func `a COIN-M connection that delivers is left alone`() {
    var trial = Self.trial(.coinm, Self.aggTrade)
    trial.handle(.opened(1, AnswerHead(status: 101)))
    trial.read(Self.frame)
    trial.wait(seconds: 100)
    #expect(trial.connected == [Self.plain])
  }

  @Test func `gaps of vision are never asked for where it has nothing`() {
    var trial = Self.trial(.vision, .trade("BTCUSDT"))
    let gap = MissingTrades(symbol: "BTCUSDT", endpoint: .historicalTrades, ids: 1...2)
    trial.handle(.noticed(.gapFound(gap)))
    trial.wait(seconds: 3)
    #expect(trial.asked.map(\.target) == ["/api/v3/trades?symbol=BTCUSDT&limit=1000"])
  }
}
