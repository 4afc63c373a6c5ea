public import Market

/// Closed candles in time order, looked through once for all runs that are handed them.
public struct CandleBatch: Sendable {
  public let candles: [Candle]
  /// So many, from the first on, are plain: of one symbol and interval, sane, traded, one after the
  /// other, and each alone at its instant.
  let plainCount: Int

  public init(_ candles: [Candle]) {
    self.candles = candles
    plainCount = Self.plainCount(candles.span)
  }

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
