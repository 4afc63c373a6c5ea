import Market
import Testing

@testable import Backtest

/// Orders that follow, expire, are named, and exits at a distance from what was paid.
struct ManagedOrderTests {
  private static func fills(
    _ candles: [Candle], _ script: [Int: (inout Broker) -> Void]
  ) throws -> [String] {
    try run(Scripted(script: script), candles).result.fills.map {
      "\($0.side) \($0.quantity) at \($0.price) \($0.reason)"
    }
  }

  @Test func `Exits at a share of the price that was paid`() throws {
    let buy = { (broker: inout Broker) in
      _ = broker.buy(
        coin, quantity: sum("1"),
        exits: .init(takeProfitShare: .percent(10), stopLossShare: .percent(5)))
    }
    // Bought at 101 though the close was 100: 10 % above is 111.1, 5 % below 95.95.
    let start = [flat(1, "100"), flat(2, "101")]
    #expect(
      try Self.fills(start + [candle(3, "101 112 101 112")], [0: buy]) == [
        "buy 1 at 101 signal", "sell 1 at 111.1 target",
      ])
    #expect(
      try Self.fills(start + [candle(3, "101 101 90 90")], [0: buy]) == [
        "buy 1 at 101 signal", "sell 1 at 95.95 stop",
      ])
  }

  @Test func `A trailing stop by an amount begins at its activation`() throws {
    let orders = { (broker: inout Broker) in
      broker.buy(
        coin, quantity: sum("1"),
        exits: .init(stop: .trailingStop(Trail(amount: amount("4"), activation: amount("110")))))
      return
    }
    let candles = [
      flat(1, "100"), candle(2, "100 100 90 90"), candle(3, "90 115 90 115"),
      candle(4, "115 115 105 105"),
    ]
    // The fall to 90 comes before it follows: from 110 on, up to 115, and down to 111.
    #expect(
      try Self.fills(candles, [0: orders]) == ["buy 1 at 100 signal", "sell 1 at 111 trail"])
  }

  @Test func `An order is good till its time`() throws {
    func script(_ minute: Int64) -> [Int: (inout Broker) -> Void] {
      [
        0: {
          $0.place(
            coin, .quantity(.buy, sum("1")), .limit(amount("90")), untilUs: minute * minuteUs)
        }
      ]
    }
    let candles = [flat(1, "100"), flat(2, "100"), candle(3, "100 100 80 80")]
    #expect(try Self.fills(candles, script(4)) == ["buy 1 at 90 signal"])
    #expect(try Self.fills(candles, script(3)) == [])
    let expired = try run(Scripted(script: script(3)), candles).result
    #expect(expired.expiredCount == 1 && expired.openOrderCount == 0)
    // It would be over when it arrives.
    #expect(try run(Scripted(script: script(2)), candles).result.rejectedCount == 1)
  }

  @Test func `Orders are cancelled and replaced by the strategy's own ids`() throws {
    let result = try run(
      Scripted(script: [
        0: {
          $0.buy(
            coin, quantity: sum("1"), .limit(amount("90")),
            label: OrderLabel(clientId: "dip", tag: "low"))
          $0.buy(
            coin, quantity: sum("1"), .limit(amount("91")), label: OrderLabel(clientId: "dip"))
        },
        1: { broker in
          if let dip = broker.order(clientId: "dip") { broker.replace(dip, .limit(amount("95"))) }
        },
        2: { broker in
          if let dip = broker.order(clientId: "dip") { broker.cancel(dip) }
        },
      ]), [flat(1, "100"), flat(2, "100"), flat(3, "100"), candle(4, "100 100 80 80")]
    ).result
    #expect(result.fills.isEmpty && result.openOrderCount == 0)
    #expect(result.rejections.map(\.message) == ["Duplicate order sent: dip is open"])
  }

  @Test func `Closing a position takes its brackets along`() throws {
    let candles = [
      flat(1, "100"), flat(2, "100"), flat(3, "100"), flat(4, "100"), candle(5, "100 200 10 100"),
    ]
    let result = try run(
      Scripted(script: [
        0: {
          $0.buy(
            coin, quantity: sum("2"),
            exits: .init(takeProfit: amount("150"), stopLoss: amount("50")),
            label: OrderLabel(tag: "entry"))
        },
        2: { $0.close(coin, label: OrderLabel(tag: "enough")) },
      ]), candles
    ).result
    #expect(result.fills.map(\.side) == [.buy, .sell])
    #expect(result.openOrderCount == 0)
    let json = result.json()
    #expect(json.contains(#""reason":"signal","tag":"enough""#))
  }
}
