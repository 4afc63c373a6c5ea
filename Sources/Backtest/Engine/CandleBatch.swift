public import Market

/// Closed candles in time order, looked through once for all runs that are handed them.
public struct CandleBatch: Sendable {
  public let candles: [Candle]
  /// What the quick way needs of the candles, side by side: a candle fills three lines of a cache.
  let closes: [Int64]
  let edges: [Edge]
  /// So many, from the first on, are plain: of one symbol and interval, sane, traded, one after the
  /// other, and each alone at its instant.
  let plainCount: Int
  /// Of the plain ones.
  let largestClose: Int64

  /// A candle's times, and the price at which orders meet it.
  struct Edge: Sendable {
    let openTimeMs: Int64
    let closeTimeMs: Int64
    let open: Amount

    /// The first instant after the candle, µs.
    var endUs: Int64 { (closeTimeMs &+ 1) &* 1000 }
  }

  public init(_ candles: [Candle]) {
    self.candles = candles
    plainCount = Self.plainCount(candles.span)
    closes = candles.map(\.close.units)
    edges = candles.map {
      Edge(openTimeMs: $0.openTimeMs, closeTimeMs: $0.closeTimeMs, open: $0.open)
    }
    largestClose = closes[..<plainCount].max() ?? 0
  }

  /// Of the plain ones, of which there is one.
  var symbol: SymbolID { candles[0].symbol }

  private static func plainCount(_ candles: borrowing Span<Candle>) -> Int {
    var count = 0
    var lastOpenMs = Int64.min
    // The last one's instant may go on.
    while count &+ 1 < candles.count, candles[count].symbol == candles[0].symbol,
      candles[count].interval == candles[0].interval, candles[count].openTimeMs > lastOpenMs,
      candles[count].isSane, !candles[count].isSilent,
      candles[count].closeTimeMs != candles[count &+ 1].closeTimeMs
    {
      lastOpenMs = candles[count].openTimeMs
      count &+= 1
    }
    return count
  }
}
