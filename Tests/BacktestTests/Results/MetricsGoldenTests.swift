import Foundation
import Market
import TestSupport
import Testing

@testable import Backtest

/// The metrics against those of an independent computation: `Golden/metrics.py`.
struct MetricsGoldenTests {
  private struct Golden: Decodable {
    struct Order: Decodable {
      let candle: Int
      let side: String
      let quantity: Int64

      init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        candle = try list.decode(Int.self)
        side = try list.decode(String.self)
        quantity = try list.decode(Int64.self)
      }
    }

    struct Figures: Decodable {
      let finalEquity: Double
      let days: Int
      let sharpe, sharpeLow, sharpeHigh, sortino, cagr, calmar: Double
      let markedDrawdown, intracandleDrawdown, closedDrawdown: Double
      let profitFactor, expectancy, bestTrip, worstTrip, meanHoldingHours: Double
      let adverse, favourable: [Double]
    }

    let figures: Figures
    let normalQuantiles: [[Double]]
    let normalShares: [[Double]]
    let orders: [Order]
    /// Open, high, low and close in hundredths.
    let candles: [[Int64]]
  }

  private let golden: Golden
  private let candles: [Candle]

  init() throws {
    let path = PackageRoot.path + "/Tests/BacktestTests/Golden/metrics.json"
    golden = try JSONDecoder().decode(
      Golden.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    let hour: Int64 = 3_600_000
    // 22 May 2021, midnight.
    candles = golden.candles.enumerated().map { index, prices in
      var candle = candle(0, "1 1 1 1", interval: .h4)
      candle.openTimeMs = 1_621_641_600_000 + Int64(index) * 4 * hour
      candle.closeTimeMs = candle.openTimeMs + 4 * hour - 1
      let amounts = prices.map { Amount(units: $0 * 1_000_000) }
      (candle.open, candle.high, candle.low, candle.close) = (
        amounts[0], amounts[1], amounts[2], amounts[3]
      )
      return candle
    }
  }

  private func result() throws -> BacktestResult {
    var script: [Int: (inout Broker) -> Void] = [:]
    for order in golden.orders {
      let quantity = Amount(units: order.quantity * Amount.unitsPerOne)
      script[order.candle] = { broker in
        if order.side == "buy" {
          broker.buy(coin, quantity: quantity)
        } else {
          broker.sell(coin, quantity: quantity)
        }
      }
    }
    return try run(
      Scripted(script: script), candles,
      BacktestSettings(interval: .h4, fee: ratio("0.1%"), feeAsset: .quote)
    ).result
  }

  @Test func `Every metric is the one that Python computes`() throws {
    let result = try result()
    let metrics = try MetricsTests.metrics(result, candles)
    let expected = golden.figures
    #expect(result.fills.count == golden.orders.count)
    func near(_ found: Double?, _ value: Double, within: Double, _ name: String) {
      let found = found ?? .nan
      #expect(abs(found - value) <= within, "\(name): found \(found), expected \(value)")
    }
    func money(_ sum: AmountSum?) -> Double? { sum.map { Double($0.units) / 1e8 } }
    func share(_ ratio: Ratio?) -> Double? { ratio.map { Double($0.parts) / 1e8 } }
    // Money is rounded to 10⁻⁸ per fill, ratios to 10⁻⁸; statistics inherit it.
    near(money(result.finalEquity), expected.finalEquity, within: 2e-6, "equity")
    near(money(metrics.expectancy), expected.expectancy, within: 2e-7, "expectancy")
    near(money(metrics.bestTrip), expected.bestTrip, within: 2e-7, "best")
    near(money(metrics.worstTrip), expected.worstTrip, within: 2e-7, "worst")
    near(share(metrics.markedDrawdown?.depth), expected.markedDrawdown, within: 1.1e-8, "marked")
    near(
      share(metrics.intracandleDrawdown?.depth), expected.intracandleDrawdown, within: 1.1e-8, "low"
    )
    near(share(metrics.closedDrawdown?.depth), expected.closedDrawdown, within: 1.1e-8, "closed")
    near(share(metrics.profitFactor), expected.profitFactor, within: 1.1e-8, "profit factor")
    #expect(metrics.daily.days.count == expected.days)
    near(metrics.sharpe?.value, expected.sharpe, within: 1e-9, "Sharpe")
    near(metrics.sharpe?.low, expected.sharpeLow, within: 1e-9, "Sharpe, low end")
    near(metrics.sharpe?.high, expected.sharpeHigh, within: 1e-9, "Sharpe, high end")
    near(metrics.sortino, expected.sortino, within: 1e-9, "Sortino")
    near(metrics.growth, expected.cagr, within: 1e-9, "CAGR")
    near(metrics.calmar, expected.calmar, within: 1e-6, "Calmar")
    #expect(
      Double(metrics.meanHoldingUs ?? 0) == expected.meanHoldingHours * 3_600_000_000)
    for (index, excursion) in metrics.excursions.enumerated() {
      near(share(excursion.adverse), expected.adverse[index], within: 1.1e-8, "MAE \(index)")
      near(share(excursion.favourable), expected.favourable[index], within: 1.1e-8, "MFE \(index)")
    }
    #expect(metrics.excursions.count == expected.adverse.count)
  }

  @Test func `The curve computed from the fills is what the run marked`() throws {
    let result = try result()
    let metrics = try MetricsTests.metrics(result, candles)
    #expect(metrics.markedDrawdown?.depth == result.maxDrawdown)
    #expect(metrics.curve.markCount == result.candleCount)
    #expect(metrics.daily.days.last?.worth == result.finalEquity)
    var holding = 0
    metrics.curve.forEachMark { if $0.isHolding { holding += 1 } }
    #expect(Ratio(Int128(holding), of: Int128(result.candleCount), .up) == result.exposure)
  }

  @Test func `The normal distribution is SciPy's`() {
    for pair in golden.normalQuantiles {
      #expect(abs(Statistics.normalQuantile(pair[0]) - pair[1]) < 1e-9, "\(pair)")
    }
    for pair in golden.normalShares {
      #expect(abs(Statistics.normal(below: pair[0]) - pair[1]) < 1e-15, "\(pair)")
    }
  }
}
