import Market

/// The candles that closed at the instant in progress. Keeps its room from one instant to the next.
struct Instant {
  private var candles: [Candle] = []
  private(set) var count = 0
  /// End of the candle that came last.
  private(set) var endMs = Int64.min

  subscript(index: Int) -> Candle {
    precondition(index < count)
    return candles[index]
  }

  mutating func append(_ candle: Candle) {
    if count < candles.count { candles[count] = candle } else { candles.append(candle) }
    count += 1
    endMs = candle.closeTimeMs
  }

  mutating func removeAll() { count = 0 }

  /// Of the candle that opened first. A sane one's µs fit.
  var firstOpenMs: Int64 {
    var first = Int64.max
    for index in 0..<count { first = min(first, candles[index].openTimeMs) }
    return count > 0 ? first : 0
  }

  /// Index of a symbol's candle of an interval.
  func index(of symbol: SymbolID, _ interval: Interval) -> Int? {
    candles[..<count].firstIndex { $0.symbol == symbol && $0.interval == interval }
  }

  /// Coarser candles first, then symbols by number.
  mutating func sort() {
    guard count > 1 else { return }
    candles[..<count].sort { a, b in
      if a.interval.index != b.interval.index { return a.interval.index > b.interval.index }
      return a.symbol.rawValue < b.symbol.rawValue
    }
  }
}
