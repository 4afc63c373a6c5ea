import Market
import TestSupport
import Testing

@testable import Backtest

/// What percent filters measure by.
struct RecentTradingTests {
  /// Candles with and without trades, with gaps, of sizes from one to more than any reach.
  @Test(arguments: [1, 5, 60, 1440], 0..<20 as Range<UInt64>)
  func `A stretch of candles counts as its candles one by one`(_ minutes: Int64, _ seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var number: Int64 = 0
    let candles = (0..<3_000).map { _ in
      let hasGap = Int.random(in: 0...9, using: &random) == 0
      number += hasGap ? Int64.random(in: 1...90, using: &random) : 1
      var candle = flat(number, "\(Int.random(in: 1...9_999, using: &random))")
      candle.volume = AmountSum(units: Int128(random.upTo(bits: 0...40) - 1))
      if Bool.random(using: &random) {
        candle.quoteVolume = AmountSum(units: Int128(random.upTo(bits: 0...50)))
      }
      return candle
    }
    var (many, single) = (RecentTrading(), RecentTrading())
    many.keep(minutes: minutes)
    single.keep(minutes: minutes)
    var (next, meanCount) = (0, 0)
    while next < candles.count {
      let size = Int.random(in: 0...Int(random.upTo(bits: 0...11)), using: &random)
      let range = next..<min(candles.count, next + size)
      many.add(candles, range)
      for index in range { single.add(candles[index]) }
      next = range.upperBound
      guard let last = range.last else { continue }
      for back in [1, minutes / 2, minutes] {
        // Also some time after the last candle.
        let nowUs = candles[last].endUs + Int64.random(in: 0...minutes * 60_000_000, using: &random)
        for nowUs in [candles[last].endUs, nowUs] {
          let mean = single.mean(minutes: back, nowUs: nowUs)
          #expect(many.mean(minutes: back, nowUs: nowUs) == mean, "seed \(seed), candle \(last)")
          if mean != nil { meanCount += 1 }
        }
      }
    }
    #expect(meanCount > 5)
  }
}
