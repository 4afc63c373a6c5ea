import Backtest
import Foundation
import Market
import Testing

/// Four candles, one round trip, every figure worked out by hand.
///
/// ```
/// start 1000, fee 0.1 % of what is received
/// candle  open high low close
///   0      100  101  99  100   flat, worth 1000; buy 3
///   1      102  105 101  104   bought at 102: pays 306, receives 3 − 0.003 = 2.997
///                              cash 694, worth 694 + 2.997 × 104 = 1005.688, the peak
///   2      104  104  88   90   worth 694 + 2.997 × 90 = 963.73; sell 2.997
///   3       95   97  94   96   sold at 95: 284.715, fee 0.284715
///                              cash 694 + 284.715 − 0.284715 = 978.430285
/// drawdown     (1005.688 − 963.73) ÷ 1005.688 = 0.041720692779…, rounded up
/// fees         0.003 × 102 + 0.284715 = 0.590715
/// turnover     306 + 284.715 = 590.715
/// profit       284.430285 − 306 = −21.569715
/// exposure     2 marks of 4
/// buy and hold 1000 ÷ 100 = 10, less 0.01; 9.99 × 96 = 959.04
/// ```
struct GoldenCaseTests {
  static let candles = [
    candle(0, "100 101 99 100"), candle(1, "102 105 101 104"), candle(2, "104 104 88 90"),
    candle(3, "95 97 94 96"),
  ]

  static func result() throws -> BacktestResult {
    let strategy = Scripted(script: [
      0: { $0.buy(coin, quantity: amount("3")) },
      2: { $0.sell(coin, quantity: $0.position(coin)) },
    ])
    var backtest = try Backtester(
      strategy: strategy, settings: settings(fee: "0.1%"),
      label: StrategyLabel(name: "by-hand", settings: [.init(name: "size", value: "3")]))
    try backtest.add(candles)
    return try backtest.finish(symbols: names)
  }

  @Test func `Every figure is the one worked out by hand`() throws {
    let result = try Self.result()
    #expect(result.cash == amount("978.430285"))
    #expect(result.finalEquity == sum("978.430285"))
    #expect(result.netProfit == sum("-21.569715"))
    #expect(result.netReturn == ratio("-0.02156972"), "rounded down, away from our favour")
    #expect(result.fees == sum("0.590715"))
    #expect(result.turnover == sum("590.715"))
    #expect(result.maxDrawdown == ratio("0.0417207"), "0.041720692779… rounded up")
    #expect(result.exposure == ratio("0.5"))
    #expect(result.winRate == .zero)
    #expect(result.buyAndHoldEquity == sum("959.04"))
    #expect(result.buyAndHoldReturn == ratio("-0.04096"))
    #expect(result.candleCount == 4)
    #expect(result.positions == [])
  }

  @Test func `Fills and the round trip say what happened`() throws {
    let result = try Self.result()
    try #require(result.fills.count == 2)
    let (bought, sold) = (result.fills[0], result.fills[1])
    #expect(bought.side == .buy && bought.price == amount("102") && bought.value == amount("306"))
    #expect(bought.fee == sum("0.003") && bought.isFeeInBase)
    #expect(bought.timeUs == minuteUs)
    #expect(bought.evidence == .candle(openTimeMs: minuteMs, step: 0))
    #expect(sold.fee == sum("0.284715") && !sold.isFeeInBase)
    try #require(result.roundTrips.count == 1)
    let trip = result.roundTrips[0]
    #expect(trip.entryPrice == amount("102") && trip.exitPrice == amount("95"))
    #expect(trip.quantity == sum("2.997"))
    #expect(trip.profit == sum("-21.569715"))
    #expect(trip.entryTimeUs == minuteUs && trip.exitTimeUs == 3 * minuteUs)
  }

  @Test func `The table shows them`() throws {
    let lines = try Self.result().tableLines { "\($0 / 1_000_000) s" }
    #expect(
      lines.dropLast() == [
        "strategy      by-hand size=3",
        "market        COINUSDT: 4 candles of 1m, 0 s to 240 s",
        "assumptions   fills from candles, fee 0.1% of the received asset, no slippage,"
          + " latency 0 µs",
        "start         1000",
        "final equity  978.430285 (-2.157%)",
        "buy and hold  959.04 (-4.096%)",
        "fills         2",
        "round trips   1",
        "win rate      0%",
        "max drawdown  4.1721%",
        "exposure      50%",
        "fees          0.590715",
        "turnover      590.715",
        "rejected      0",
      ])
    #expect(lines.last?.hasPrefix("run hash      ") == true)
  }

  @Test func `The JSON document holds them, with definitions`() throws {
    let result = try Self.result()
    let text = result.json()
    #expect(text.contains(#""finalEquity":978.430285,"netProfit":-21.569715,"#))
    #expect(text.contains(#""maxDrawdown":0.0417207,"exposure":0.5,"fills":2,"#))
    let parsed = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let document = try #require(parsed)
    #expect((document["fillList"] as? [Any])?.count == 2)
    #expect((document["roundTripList"] as? [Any])?.count == 1)
    #expect(document["runHash"] as? String == result.runHash)
    let definitions = try #require(document["definitions"] as? [String: String])
    #expect(
      definitions.keys.allSatisfy { key in document[String(key.prefix { $0 != "." })] != nil })
    #expect(!result.json(lists: false).contains(#""fillList":"#))
  }

  @Test func `Without an answer there is null, not 0`() throws {
    var backtest = try Backtester(strategy: Scripted(), settings: settings())
    let result = try backtest.finish(symbols: names)
    #expect(result.maxDrawdown == nil && result.exposure == nil && result.winRate == nil)
    #expect(result.buyAndHoldEquity == nil && result.firstTimeUs == nil)
    #expect(result.json().contains(#""winRate":null,"buyAndHoldEquity":null"#))
    #expect(result.finalEquity == sum("1000") && result.netReturn == .zero)
  }
}
