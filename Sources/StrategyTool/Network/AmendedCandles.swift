#if Network
  import Market

  /// Candles amended in the frames at work: a filled hole amends a candle once for each of its trades, and
  /// only the last is worth showing.
  struct AmendedCandles {
    private var candles: [Candle] = []

    mutating func add(_ candle: Candle) {
      let known = candles.lastIndex {
        $0.symbol == candle.symbol && $0.openTimeMs == candle.openTimeMs
      }
      if let known { candles[known] = candle } else { candles.append(candle) }
    }

    /// In the order of their first amendment.
    mutating func take() -> [Candle] {
      defer { candles.removeAll(keepingCapacity: true) }
      return candles
    }
  }
#endif
