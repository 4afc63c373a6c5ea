import Binance
import Market
import Recording
import Testing

@testable import Feed

/// Aggregates in place of trades that an exchange does not give one by one.
@Suite struct StandInTests {
  private static let startMs: Int64 = 1_723_161_240_000
  private typealias Frame = FeedRecording.Frame

  /// A REST answer of aggregates: id, first and last trade, and when.
  private static func answer(_ rows: [(id: Int64, first: Int64, last: Int64, ms: Int64)]) -> Frame {
    let body = rows.map {
      #"{"a":\#($0.id),"p":"101.00000000","q":"2.00000000","f":\#($0.first),"l":\#($0.last),"#
        + #""T":\#($0.ms),"m":false,"M":true}"#
    }
    let url = "https://data-api.binance.vision/api/v3/aggTrades?symbol=BTCUSDT&fromId=7&limit=1000"
    return Frame(
      receivedNs: (startMs + 70_000) * 1_000_000, connection: 0, kind: .response,
      payload: #"{"method":"GET","url":"\#(url)","status":200}"# + "\n["
        + body.joined(separator: ",") + "]")
  }

  /// A minute with trades 11, 12 and 18, and one more on either side of it.
  private static let frames: [Frame] = [
    .opened(1, ms: startMs - 1000), .trade(10, ms: startMs - 500), .trade(11, ms: startMs),
    .trade(12, ms: startMs + 1000), .trade(18, ms: startMs + 50_000),
    .trade(19, ms: startMs + 60_000),
  ]

  private static func log(_ rows: [(id: Int64, first: Int64, last: Int64, ms: Int64)]) throws
    -> FeedLog
  {
    try FeedLog(intervals: [.m1]).runFast(try FeedRecording(frames + [answer(rows)]))
  }

  @Test func `a candle is complete by aggregates of all trades that it lacked`() throws {
    let log = try Self.log([
      (6, 10, 11, Self.startMs - 500), (7, 13, 14, Self.startMs + 2000),
      (8, 15, 17, Self.startMs + 3000), (9, 18, 19, Self.startMs + 50_000),
    ])
    let candle = log.settled[1]
    #expect(candle.isComplete && candle.hasAggregates)
    #expect(candle.tradeCount == 8)
    #expect(candle.volume == AmountSum(units: 7 * 100_000_000))
    #expect(candle.high == Amount(units: 101 * 100_000_000))
    #expect(!log.settled[2].hasAggregates)
    #expect(log.ledgers.map(\.source) == [.trades])
    let ledger = try #require(log.ledgers.first)
    #expect(ledger.missingCount == 0)
    #expect(ledger.aggregatedCount == 5)
    #expect(ledger.gapCount == 1 && ledger.gaps.isEmpty)
    #expect(log.trades.map(\.id) == [10, 11, 12, 18, 19, 13, 15])
  }

  @Test func `an aggregate of which a trade was recorded stands in for none`() throws {
    let log = try Self.log([
      (7, 12, 14, Self.startMs + 2000), (8, 15, 16, Self.startMs + 3000),
      (9, 17, 18, Self.startMs + 4000), (8, 15, 16, Self.startMs + 3000),
    ])
    let ledger = try #require(log.ledgers.first)
    #expect(ledger.missingCount == 3)
    #expect(ledger.aggregatedCount == 2)
    #expect(!log.settled[1].isComplete)
    #expect(log.settled[1].tradeCount == 5)
  }

  @Test func `where aggregates are recorded too, they keep their own ids`() throws {
    let aggregate = Frame(
      receivedNs: (Self.startMs + 80_000) * 1_000_000,
      payload: #"{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":1,"s":"BTCUSDT","a":6,"#
        + #""p":"100.0","q":"1.0","f":10,"l":11,"T":\#(Self.startMs),"m":false,"M":true}}"#)
    let answer = Self.answer([(7, 13, 14, Self.startMs + 2000), (8, 15, 17, Self.startMs + 3000)])
    var options = FeedProcessor.Options()
    options.wanted = [.trades]
    let log = try FeedLog(options).runFast(
      try FeedRecording([aggregate] + Self.frames + [answer]))
    #expect(log.ledgers.map(\.source) == [.aggTrades, .trades])
    // Trade 12 lies in none of the aggregates.
    #expect(log.ledgers.map(\.missingCount) == [1, 0])
    #expect(log.ledgers.map(\.acceptedCount) == [3, 5])
  }

  @Test func `hostile aggregates stand in for nothing`() throws {
    let max = Int64.max
    for (first, last) in [(17, 13), (13, max), (0, max), (-5, 20), (13, 18)] as [(Int64, Int64)] {
      let log = try Self.log([(7, first, last, Self.startMs + 2000)])
      #expect(log.ledgers.first?.missingCount == 5)
    }
  }
}
