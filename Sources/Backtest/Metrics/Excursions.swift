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
/// candles at its ends came before or after it, no candle tells.
struct Excursions {
  /// One for each round trip.
  let list: [Excursion]

  init(_ trips: [RoundTrip], _ history: MarketHistory) {
    var bySymbol: [[MarketHistory.Bar]] = []
    for bar in history.bars {
      while bySymbol.count <= Int(bar.symbol.rawValue) { bySymbol.append([]) }
      bySymbol[Int(bar.symbol.rawValue)].append(bar)
    }
    let extremes = bySymbol.map { RangeExtremes($0) }
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
  private let openUs: [Int64]
  private let endUs: [Int64]
  /// Level k, place i: over bars i·2ᵏ up to (i+1)·2ᵏ.
  private var lows: [[Int64]]
  private var highs: [[Int64]]

  init(_ bars: [MarketHistory.Bar]) {
    openUs = bars.map { $0.openTimeMs * 1000 }
    endUs = bars.map(\.endUs)
    lows = [bars.map(\.low)]
    highs = [bars.map(\.high)]
    while let low = lows.last, let high = highs.last, low.count > 1 {
      lows.append((0..<low.count / 2).map { min(low[2 * $0], low[2 * $0 + 1]) })
      highs.append((0..<high.count / 2).map { max(high[2 * $0], high[2 * $0 + 1]) })
    }
  }

  /// Over the bars that open at or after the one time and end at or before the other; nil if there
  /// are none.
  func extremes(fromUs: Int64, toUs: Int64) -> (low: Int64, high: Int64)? {
    var index = Self.firstIndex(openUs) { $0 >= fromUs }
    let end = Self.firstIndex(endUs) { $0 > toUs }
    guard index < end else { return nil }
    var (low, high) = (Int64.max, Int64.min)
    while index < end {
      // The largest block that begins here and does not go beyond the end.
      var level = 0
      while level + 1 < lows.count, index % (2 << level) == 0, index + (2 << level) <= end {
        level += 1
      }
      low = min(low, lows[level][index >> level])
      high = max(high, highs[level][index >> level])
      index += 1 << level
    }
    return (low, high)
  }

  /// The first index whose value fulfils a condition that all later ones fulfil too.
  private static func firstIndex(_ values: [Int64], _ fulfils: (Int64) -> Bool) -> Int {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if fulfils(values[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
