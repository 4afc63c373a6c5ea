import Backtest
import Foundation
import Market
import TestSupport
import Testing

/// Indicators against what pandas makes of the same candles (Golden/make_indicators.py), and against
/// tables that were published.
struct IndicatorTests {
  private static func golden() throws -> [[String: Double]] {
    let path = PackageRoot.path + "/Tests/BacktestTests/Golden/indicators.csv"
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    return lines.dropFirst().map { row in
      var values: [String: Double] = [:]
      for (name, text) in zip(lines[0], row) { values[String(name)] = Double(text) }
      return values
    }
  }

  private static func candle(_ row: [String: Double]) -> Candle {
    func money(_ name: String) -> Amount {
      Amount(units: Int64(((row[name] ?? 0) * 1e8).rounded()))
    }
    var candle = flat(0, "1")
    (candle.open, candle.high) = (money("open"), money("high"))
    (candle.low, candle.close) = (money("low"), money("close"))
    candle.volume = AmountSum(money("volume"))
    return candle
  }

  @Test func `Each indicator is what pandas computes`() throws {
    var sma = SMA(10)
    var ema = EMA(10)
    var rsi = RSI(14)
    var macd = MACD()
    var bands = Bollinger()
    var atr = ATR()
    var channel = Donchian(20)
    var vwap = VWAP(30)
    var (highest, lowest) = (RollingMax(7), RollingMin(7))
    var (deviation, sample) = (StandardDeviation(15), StandardDeviation(15, isSample: true))
    let rows = try Self.golden()
    #expect(rows.count == 300)
    for (number, row) in rows.enumerated() {
      let candle = Self.candle(row)
      let close = candle.close.value
      sma.add(close)
      ema.add(close)
      rsi.add(close)
      macd.add(close)
      bands.add(close)
      atr.add(candle)
      channel.add(candle)
      vwap.add(candle)
      highest.add(close)
      lowest.add(close)
      deviation.add(close)
      sample.add(close)
      let found: [(String, Double?)] = [
        ("sma10", sma.value), ("ema10", ema.value), ("rsi14", rsi.value), ("macd", macd.value),
        ("signal", macd.signal), ("histogram", macd.histogram), ("lower", bands.lower),
        ("middle", bands.middle), ("upper", bands.upper), ("atr14", atr.value),
        ("donchianHigh", channel.high?.value), ("donchianLow", channel.low?.value),
        ("vwap30", vwap.value), ("max7", highest.value), ("min7", lowest.value),
        ("deviation15", deviation.value), ("sample15", sample.value),
      ]
      for (name, value) in found {
        let shown: Comment = "\(name) of candle \(number): \(String(describing: value))"
        guard let expected = row[name] else {
          #expect(value == nil, shown)
          continue
        }
        #expect(abs((value ?? .nan) - expected) < 1e-7, shown)
      }
    }
  }

  /// The worksheet of StockCharts' page on the RSI.
  @Test func `RSI of a published table`() {
    let closes = [
      44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826,
      45.8931, 46.0328, 45.6140, 46.2820, 46.2820, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439,
      46.2122, 46.2521, 45.7137, 46.4515, 45.7835, 45.3548, 44.0288, 44.1783, 44.2181, 44.5672,
      43.4205, 42.6628, 43.1314,
    ]
    let published = [
      70.53, 66.32, 66.55, 69.41, 66.36, 57.97, 62.93, 63.26, 56.06, 62.38, 54.71, 50.42, 39.99,
      41.46, 41.87, 45.46, 37.30, 33.08, 37.77,
    ]
    var rsi = RSI(14)
    let found = closes.compactMap { close in
      rsi.add(close)
      return rsi.value
    }
    #expect(found.count == published.count)
    for (value, expected) in zip(found, published) { #expect(abs(value - expected) < 0.006) }
  }

  /// The worksheet of StockCharts' page on moving averages.
  @Test func `EMA of a published table`() {
    let closes = [
      22.27, 22.19, 22.08, 22.17, 22.18, 22.13, 22.23, 22.43, 22.24, 22.29, 22.15, 22.39, 22.38,
      22.61, 23.36, 24.05, 23.75, 23.83, 23.95, 23.63, 23.82, 23.87, 23.65, 23.19, 23.10, 23.33,
      22.68, 23.10, 22.40, 22.17,
    ]
    let published = [
      22.22, 22.21, 22.24, 22.27, 22.33, 22.52, 22.80, 22.97, 23.13, 23.28, 23.34, 23.43, 23.51,
      23.54, 23.47, 23.40, 23.39, 23.26, 23.23, 23.08, 22.92,
    ]
    var ema = EMA(10)
    let found = closes.compactMap { close in
      ema.add(close)
      return ema.value
    }
    #expect(found.count == published.count)
    for (value, expected) in zip(found, published) { #expect(abs(value - expected) < 0.011) }
  }

  @Test func `Nothing moved: RSI is 50, deviation is 0`() {
    var (rsi, deviation) = (RSI(3), StandardDeviation(4))
    for _ in 0..<9 {
      rsi.add(7)
      deviation.add(7)
    }
    #expect(rsi.value == 50 && deviation.value == 0)
  }

  @Test func `Sums do not drift, however long the series`() throws {
    var (sma, deviation, random) = (SMA(10), StandardDeviation(10), SeededRandom(seed: 3))
    var last: [Double] = []
    for number in 0..<200_000 {
      // From time to time huge, which leaves its rounding in a running sum.
      let value = Double.random(in: 1...2, using: &random) * (number % 1000 == 0 ? 1e15 : 1)
      last.append(value)
      if last.count > 10 { last.removeFirst() }
      sma.add(value)
      deviation.add(value)
    }
    let mean = last.reduce(0, +) / 10
    let variance = last.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 10
    #expect(abs((sma.value ?? 0) - mean) < 1e-12)
    #expect(abs((deviation.value ?? 0) - variance.squareRoot()) < 1e-9)
  }

  @Test func `VWAP of quote volumes is exact`() {
    var vwap = VWAP(2)
    for (base, quote) in [("1", "10"), ("3", "45")] {
      var candle = flat(0, "99")
      (candle.volume, candle.quoteVolume) = (sum(base), sum(quote))
      vwap.add(candle)
    }
    #expect(vwap.value == 13.75)
  }
}
