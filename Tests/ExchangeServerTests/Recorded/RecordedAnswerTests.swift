import Basics
import Testing

@testable import ExchangeServer

/// Recorded REST bodies come back byte for byte, and no longer than they are right.
struct RecordedAnswerTests {
  private static let host = "https://api.binance.com/api/v3/"
  // With a space and an order of members that this program would not write.
  private static let info =
    #"{"timezone": "UTC","serverTime":1,"symbols":[{"symbol":"BTCUSDT","odd":1,"status":"TRADING"}]}"#
  private static let depth =
    #"{ "lastUpdateId":9,"bids":[["99.00000000","1.00000000"]],"asks":[["101.00000000","1.00000000"]]}"#
  private static let klines =
    #"[ [1723075140000,"98.0","99.0","97.0","98.5","7.0",1723075199999,"690.0",3,"1.0","98.0","0"]]"#
  private static let average = #"{"mins":5, "price":"98.7","closeTime":1723075199000}"#

  private static func made() throws -> MadeRecording {
    try MadeRecording([
      .opened(1, ms: 0, "wss://stream.binance.com:9443/stream?streams=btcusdt@trade/btcusdt@depth"),
      .response(ms: 10, host + "exchangeInfo", info),
      .response(ms: 11, host + "depth?symbol=BTCUSDT&limit=1000", depth),
      .response(ms: 12, host + "klines?symbol=BTCUSDT&interval=1m&limit=500", klines),
      .response(ms: 13, host + "avgPrice?symbol=BTCUSDT", average),
      .response(ms: 14, host + "executionRules?symbol=BTCUSDT&timestamp=5", #"{"rules": 1}"#),
      .response(ms: 15, host + "ping", "{}"),
      .frame(
        1, ms: 2000, "btcusdt@depth",
        #"{"e":"depthUpdate","E":1723075202000,"s":"BTCUSDT","U":10,"u":11,"b":[],"#
          + #""a":[["101.00000000","0.00000000"],["100.50000000","3.00000000"]]}"#),
      .trade(5, ms: 4000), .trade(6, ms: 70_000),
    ])
  }

  private func text(_ exchange: TestExchange, _ target: String) -> String {
    String(decoding: exchange.get("/api/v3/" + target).body, as: UTF8.self)
  }

  @Test func `As they were while nothing newer is known`() throws {
    let made = try Self.made()
    let exchange = made.exchange(fromMs: 1000)
    #expect(text(exchange, "exchangeInfo") == Self.info)
    #expect(text(exchange, "depth?symbol=BTCUSDT&limit=1000") == Self.depth)
    // The standard limit is what was asked for, however it is said.
    #expect(text(exchange, "klines?interval=1m&symbol=BTCUSDT") == Self.klines)
    #expect(text(exchange, "uiKlines?interval=1m&symbol=BTCUSDT&limit=500") == Self.klines)
    #expect(
      exchange.get("/api/v1/klines?interval=1m&symbol=BTCUSDT").body == Array(Self.klines.utf8))
    #expect(text(exchange, "avgPrice?symbol=BTCUSDT") == Self.average)
    #expect(text(exchange, "executionRules?symbol=BTCUSDT") == #"{"rules": 1}"#)
    #expect(exchange.get("/api/v3/executionRules?symbol=NOPE").status == 404)
    // Another question is answered from what is known.
    #expect(
      text(exchange, "depth?symbol=BTCUSDT&limit=5")
        == #"{"lastUpdateId":9,"bids":[["99.00000000","1.00000000"]],"#
        + #""asks":[["101.00000000","1.00000000"]]}"#)
  }

  @Test func `Made anew once a change, a trade or a new interval has come`() throws {
    let made = try Self.made()
    let changed = made.exchange(fromMs: 3000)
    #expect(
      text(changed, "depth?symbol=BTCUSDT&limit=1000")
        == #"{"lastUpdateId":11,"bids":[["99.00000000","1.00000000"]],"#
        + #""asks":[["100.50000000","3.00000000"]]}"#)
    #expect(text(changed, "avgPrice?symbol=BTCUSDT") == Self.average)
    let traded = made.exchange(fromMs: 5000)
    #expect(
      text(traded, "klines?symbol=BTCUSDT&interval=1m").contains(#"[1723075200000,"100.00000000""#))
    #expect(text(traded, "exchangeInfo") == Self.info)
    #expect(text(traded, "executionRules?symbol=BTCUSDT") == #"{"rules": 1}"#)
  }

  @Test func `Nothing is repeated before it was received`() throws {
    let made = try Self.made()
    let exchange = made.exchange(fromMs: 10)
    #expect(text(exchange, "exchangeInfo") != Self.info)
    #expect(text(exchange, "klines?symbol=BTCUSDT&interval=1m") == "[]")
    #expect(exchange.get("/api/v3/executionRules?symbol=BTCUSDT").status == 404)
  }

  @Test func `Where nothing was traded, klines are flat up to the head`() throws {
    let made = try Self.made()
    let exchange = made.exchange(fromMs: 69_999)
    let start = MadeRecording.startMs
    let flat = #""100.00000000","100.00000000","100.00000000","100.00000000","0.00000000""#
    #expect(
      text(exchange, "klines?symbol=BTCUSDT&interval=1m&startTime=\(start + 60_000)")
        == #"[[\#(start + 60_000),\#(flat),\#(start + 119_999),"0.00000000",0,"0.00000000","#
        + #""0.00000000","0"]]"#)
    #expect(
      text(exchange, "klines?symbol=BTCUSDT&interval=1m&startTime=\(start + 120_000)") == "[]")
    let seconds = text(exchange, "klines?symbol=BTCUSDT&interval=1s&startTime=\(start + 4000)")
    #expect(seconds.split(separator: "],[").count == 66)
  }

  @Test func `What is made up is said in the log`() throws {
    final class Lines { var all: [String] = [] }
    let lines = Lines()
    let made = try Self.made()
    let exchange = made.exchange(fromMs: 10, log: { lines.all.append($0) })
    _ = text(exchange, "exchangeInfo")
    _ = text(exchange, "exchangeInfo")
    #expect(
      lines.all == [#"exchangeInfo of "BTCUSDT" was not recorded: made up, filters included"#])
  }

  @Test(
    arguments: [
      ("ticker?symbol=BTCUSDT&windowSize=1m", 60_000),
      ("ticker?symbol=BTCUSDT&windowSize=2h", 7_200_000),
      ("ticker?symbol=BTCUSDT", 86_400_000), ("ticker?symbol=BTCUSDT&windowSize=7d", 604_800_000),
    ] as [(String, Int64)])
  func `Rolling windows`(target: String, windowMs: Int64) throws {
    let made = try Self.made()
    let exchange = made.exchange(fromMs: 90_000)
    let answer = try JSONParser.parse(exchange.get("/api/v3/" + target).body)
    let nowMs = exchange.core.headUs / 1000
    #expect(answer["openTime"] == .integer((nowMs - windowMs) / 60_000 * 60_000))
    #expect(answer["closeTime"] == .integer(nowMs))
    #expect(answer["lastPrice"] == .string("100.00000000"))
    #expect(answer["count"] == .integer(windowMs == 60_000 ? 2 : 5))
  }

  @Test func `The trading day, small forms, and what is wrong with a window`() throws {
    let made = try Self.made()
    let exchange = made.exchange(fromMs: 90_000)
    let day = try JSONParser.parse(
      exchange.get("/api/v3/ticker/tradingDay?symbol=BTCUSDT&type=MINI").body)
    #expect(day["openTime"] == .integer(MadeRecording.startMs))
    #expect(day["closeTime"] == .integer(MadeRecording.startMs + 86_399_999))
    #expect(day["count"] == .integer(2) && day["priceChange"] == nil)
    for bad in [
      "ticker", "ticker?symbol=BTCUSDT&windowSize=60m", "ticker?symbol=BTCUSDT&windowSize=0h",
      "ticker?symbol=BTCUSDT&windowSize=1w", "ticker?symbol=BTCUSDT&windowSize=+1h",
      "ticker/tradingDay", "ticker/tradingDay?symbol=BTCUSDT&timeZone=5",
    ] {
      #expect(exchange.get("/api/v3/" + bad).status == 400, "\(bad)")
    }
  }
}
