import Backtest
import Foundation
import Market
import TestSupport
import Testing

/// One backtest on which backtesting.py 0.6.6, backtrader 1.9.78 and vectorbt agree to the cent.
/// It lies beside the checkout, not in it.
private enum CommonCase {
  static let folder = SharedReal.folder + "/../peers/sma_case"
  static let exists = FileManager.default.fileExists(atPath: folder + "/candles.csv")

  static func rows(_ name: String) throws -> [[String]] {
    let text = String(
      decoding: try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)), as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).map { line in
      line.split(separator: ",").map(String.init)
    }
  }

  static func candles() throws -> [Candle] {
    try rows("candles.csv").compactMap { row in
      guard let openTimeMs = Int64(row[0]) else { return nil }
      return Candle(
        symbol: coin, interval: .h1, decimals: Decimals(price: 2, quantity: 0),
        isComplete: false, openTimeMs: openTimeMs, closeTimeMs: openTimeMs + 3_599_999,
        open: amount(row[1]), high: amount(row[2]), low: amount(row[3]), close: amount(row[4]),
        volume: sum(row[5]), quoteVolume: .zero, takerBuyVolume: .zero, takerBuyQuoteVolume: .zero,
        tradeCount: 0, firstTradeId: -1, lastTradeId: -1)
    }
  }

  static func result() throws -> BacktestResult {
    let settings = BacktestSettings(
      interval: .h1, cash: amount("10000"), fee: ratio("0.1%"), feeAsset: .quote)
    var run = try StrategyRegistry.builtIn.start(
      "sma-cross", set: ["fast=10", "slow=30", "quantity=50"], settings: settings)
    try run.add(try candles())
    return try run.finish(symbols: names)
  }
}

@Suite(.enabled(if: CommonCase.exists, "the common SMA case is not beside the checkout"))
struct CommonCaseTests {
  @Test func `Money and counts are those of three other engines`() throws {
    let result = try CommonCase.result()
    #expect(result.candleCount == 2880)
    #expect(result.finalEquity == sum("10199.8205"))
    #expect(result.netProfit == sum("199.8205"))
    #expect(result.fills.count == 102)
    #expect(result.roundTrips.count == 51)
    #expect(result.maxDrawdown?.roundedPercentText == "12.6328%")
    #expect(result.rejectedCount == 0)
    #expect(result.positions == [])
  }

  @Test func `Each round trip is the one they list`() throws {
    let result = try CommonCase.result()
    let candles = try CommonCase.candles()
    let expected = try CommonCase.rows("round_trips.csv").dropFirst()
    #expect(expected.count == result.roundTrips.count)
    for (row, trip) in zip(expected, result.roundTrips) {
      #expect(trip.entryTimeUs == candles[try #require(Int(row[0]))].openTimeMs * 1000)
      #expect(trip.exitTimeUs == candles[try #require(Int(row[1]))].openTimeMs * 1000)
      #expect(trip.entryPrice == amount(row[2]))
      #expect(trip.exitPrice == amount(row[3]))
      #expect(trip.quantity == sum("50"))
      // Their profit is a float: -118.43799999999963.
      let profit = Double(trip.profit.description) ?? .nan
      #expect(abs(profit - (Double(row[4]) ?? .nan)) < 1e-9)
    }
  }
}
