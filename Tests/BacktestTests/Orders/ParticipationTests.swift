import Market
import Testing

@testable import Backtest

/// How much of a candle's volume orders can trade. Every candle here has a volume of 7.
struct ParticipationTests {
  private static func settings(_ share: String?) -> BacktestSettings {
    var settings = BacktestTests.settings()
    settings.participation = share.map { ratio($0) }
    return settings
  }

  private static func fills(
    _ share: String?, _ candles: [Candle], _ script: [Int: (inout Broker) -> Void]
  ) throws -> (fills: [String], result: BacktestResult) {
    let result = try run(Scripted(script: script), candles, settings(share)).result
    return (
      result.fills.map { "\($0.side) \($0.quantity) at \($0.price) \($0.timeUs / minuteUs)" },
      result
    )
  }

  private static let rising = [
    flat(1, "10"), flat(2, "11"), flat(3, "12"), flat(4, "13"), flat(5, "14"),
  ]

  @Test func `What is left of an order waits for the next candle`() throws {
    let order = { (broker: inout Broker) in _ = broker.buy(coin, quantity: sum("8")) }
    let (fills, result) = try Self.fills("50%", Self.rising, [0: order])
    #expect(fills == ["buy 3.5 at 11 2", "buy 3.5 at 12 3", "buy 1 at 13 4"])
    #expect(result.oversizedCount == 0)
  }

  @Test func `Without a bound it is filled at once, and counted`() throws {
    let order = { (broker: inout Broker) in _ = broker.buy(coin, quantity: sum("8")) }
    let (fills, result) = try Self.fills(nil, Self.rising, [0: order])
    #expect(fills == ["buy 8 at 11 2"])
    #expect(result.oversizedCount == 1)
  }

  @Test func `An order that does not wait expires with the rest`() throws {
    for (text, expected) in [("IOC", ["buy 3.5 at 11 2"]), ("FOK", [])] {
      let order = { (broker: inout Broker) in
        _ = broker.buy(
          coin, quantity: sum("8"), .limit(amount("11")),
          timeInForce: .init(rawValue: text) ?? .goodTillCancelled)
      }
      let (fills, result) = try Self.fills("50%", Self.rising, [0: order])
      #expect(fills == expected)
      #expect(result.expiredCount == 1)
    }
  }

  @Test func `A stop that finds nothing left stays reached`() throws {
    let candles = [
      flat(1, "10"), flat(2, "10"), candle(3, "10 10 5 9"), flat(4, "9"), flat(5, "9"),
    ]
    let (fills, _) = try Self.fills(
      "50%", candles,
      [
        0: { $0.buy(coin, quantity: sum("3.5")) },
        1: {
          $0.buy(coin, quantity: sum("3.5"))
          $0.sell(coin, quantity: sum("2"), .stop(amount("8")))
        },
      ])
    #expect(fills == ["buy 3.5 at 10 2", "buy 3.5 at 10 3", "sell 2 at 9 4"])
  }

  @Test func `On the tape it is a share of each print`() throws {
    var settings = BacktestTests.settings(.tape)
    settings.participation = ratio("25%")
    let strategy = Scripted(script: [0: { $0.buy(coin, quantity: sum("0.6")) }])
    var run = try Backtester(strategy: strategy, settings: settings)
    try run.add(trade(1, atUs: 1, "10"))
    try run.add(flat(0, "10"))
    for id in 2...5 as ClosedRange<Int64> { try run.add(trade(id, atUs: minuteUs + id, "1\(id)")) }
    let fills = try run.finish(symbols: names).fills.map { "\($0.quantity) at \($0.price)" }
    #expect(fills == ["0.25 at 12", "0.25 at 13", "0.1 at 14"])
  }

  @Test func `Bad shares are refused`() {
    for share in ["0", "1.01"] {
      #expect(throws: BacktestError.self) {
        try Backtester(strategy: Scripted(), settings: Self.settings(share))
      }
    }
  }
}
