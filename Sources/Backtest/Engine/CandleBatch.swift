public import Market

/// Closed candles in time order, looked through once for all runs that are handed them.
public struct CandleBatch: Sendable {
  public let candles: [Candle]
  /// Each candle's, and its close: most runs need no more of most candles, and a whole one fills three
  /// lines of a cache.
  let openings: [CandleOpening]
  let closes: [Amount]
  /// Of each, from the lowest to the highest price: what orders are there for.
  let extents: [Extent]
  /// How many candles, from the first on, are plain: of one symbol and interval, valid, traded, in
  /// order, and each alone at its instant.
  let plainCount: Int
  /// Of the plain ones.
  let largestClose: Amount

  struct Extent: Sendable {
    let low: Amount
    let high: Amount
  }

  public init(_ candles: [Candle]) {
    self.candles = candles
    plainCount = Self.plainCount(candles.span)
    openings = candles.map { CandleOpening($0) }
    closes = candles.map(\.close)
    extents = candles.map { Extent(low: $0.low, high: $0.high) }
    largestClose = closes[..<plainCount].max() ?? .zero
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
