import Market

/// Candles from the trades of a recording, whose copies come within moments of each other.
struct ExpectedCandles: Sendable {
  private var builder: CandleBuilder
  /// The ids of trades that came lately, each at its own modulo the size.
  private var recentIds = Array(repeating: Int64(-1), count: 1 << 16)

  init(_ interval: Interval, anchorDay: Int64) {
    builder = CandleBuilder(
      symbol: SymbolID(rawValue: 0), interval: interval, anchorDay: anchorDay)
  }

  var interval: Interval { builder.interval }

  mutating func add(_ trade: Trade) {
    let slot = Int(trade.id) & (recentIds.count - 1)
    if recentIds[slot] == trade.id { return }
    recentIds[slot] = trade.id
    _ = builder.add(trade)
  }

  var candles: [Candle] {
    var builder = builder
    builder.finish()
    return builder.events.compactMap { event in
      if case .settled(let candle) = event { candle } else { nil }
    }
  }
}
