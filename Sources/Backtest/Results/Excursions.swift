import Basics
import Market

/// How far the market went against and with a round trip while it lasted, as shares of its entry
/// price, neither below 0.
public struct Excursion: Sendable, Hashable {
  /// Maximum adverse excursion: (entry − lowest) ÷ entry, rounded up.
  public let adverse: Ratio?
  /// Maximum favourable excursion: (highest − entry) ÷ entry, rounded down.
  public let favourable: Ratio?
}

/// Excursions by the candles that lie wholly within a round trip, and its own prices: what of the
/// candles at its ends came before or after it, no candle says.
struct Excursions {
  /// One for each round trip.
  let list: [Excursion]

  init(_ trips: [RoundTrip], _ history: MarketHistory) {
    let extremes = trips.isEmpty ? [] : history.barsBySymbol.map { RangeExtremes($0) }
    list = trips.map { trip in
      let index = Int(trip.symbol.rawValue)
      let found =
        index < extremes.count
        ? extremes[index].extremes(fromUs: trip.entryTimeUs, toUs: trip.exitTimeUs) : nil
      let low = min(found?.low ?? .max, trip.exitPrice.units, trip.entryPrice.units)
      let high = max(found?.high ?? 0, trip.exitPrice.units, trip.entryPrice.units)
      let entry = Int128(trip.entryPrice.units)
      return Excursion(
        adverse: Ratio(entry - Int128(low), of: entry, .up),
        favourable: Ratio(Int128(high) - entry, of: entry, .down))
    }
  }
}

/// Lowest low and highest high of any stretch of bars in a few steps: a sparse tree over blocks of
/// two, four, eight, … bars.
struct RangeExtremes {
  private let bars: [MarketHistory.Bar]
  /// Level k − 1, index i: over bars i·2ᵏ up to (i+1)·2ᵏ.
  private var levels: [[Extent]] = []

  private struct Extent {
    var low: Int64
    var high: Int64

    func union(_ other: Extent) -> Extent {
      Extent(low: min(low, other.low), high: max(high, other.high))
    }
  }

  init(_ bars: [MarketHistory.Bar]) {
    self.bars = bars
    var level = Self.halves(bars.count) { range($0).union(range($0 + 1)) }
    while !level.isEmpty {
      levels.append(level)
      level = Self.halves(level.count) { level[$0].union(level[$0 + 1]) }
    }
  }

  /// One for each pair of indices that begins at an even one.
  private static func halves(_ count: Int, _ union: (Int) -> Extent) -> [Extent] {
    var ranges: [Extent] = []
    ranges.reserveCapacity(count / 2)
    for index in 0..<count / 2 { ranges.append(union(2 * index)) }
    return ranges
  }

  private func range(_ index: Int) -> Extent {
    Extent(low: bars[index].low, high: bars[index].high)
  }

  /// Over the bars that open at or after the one time and end at or before the other; nil if there
  /// are none.
  func extremes(fromUs: Int64, toUs: Int64) -> (low: Int64, high: Int64)? {
    var index = bars.partitionPoint { $0.openTimeMs * 1000 >= fromUs }
    let end = bars.partitionPoint { $0.endUs > toUs }
    guard index < end else { return nil }
    var found = Extent(low: .max, high: .min)
    while index < end {
      // The largest block that begins here and does not go beyond the end.
      var level = 0
      while level < levels.count, index % (2 << level) == 0, index + (2 << level) <= end {
        level += 1
      }
      found = found.union(level == 0 ? range(index) : levels[level - 1][index >> level])
      index += 1 << level
    }
    return (found.low, found.high)
  }

}
