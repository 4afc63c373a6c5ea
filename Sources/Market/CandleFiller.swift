/// Puts flat candles where a symbol did not trade, as Binance does for every interval in which the
/// exchange ran: open, high, low and close are the close before, all else is zero, ids are -1.
///
/// Nothing is put before the first candle or after the last. (Where the whole exchange halted Binance
/// writes no candle at all; trades alone do not show whether it was a halt or silence.)
public struct CandleFiller: Sendable {
  /// Longest run of flat candles: eleven days of seconds. A longer gap, or one to a candle that does
  /// not begin on a border of the interval, is left as it is and counted.
  public static let gapCandlesMax = 1_000_000

  public private(set) var unfilledGaps: Int64 = 0

  private let interval: Interval
  private let anchorDay: Int64?
  private var previous: Candle?

  /// `anchorDay` as for `CandleBuilder`.
  public init(interval: Interval, anchorDay: Int64? = nil) {
    self.interval = interval
    self.anchorDay = anchorDay
  }

  /// Hands on a settled candle, after the flat ones between it and the one before.
  ///
  /// A flat candle is complete if ids prove that nothing was traded: the candle before ends with the
  /// id below this one's first.
  public mutating func fill<E: Error>(
    _ settled: Candle, _ emit: (Candle) throws(E) -> Void
  ) throws(E) {
    if let previous, previous.openTimeMs < settled.openTimeMs {
      try fill(from: previous, to: settled, emit)
    }
    previous = settled
    try emit(settled)
  }

  private mutating func fill<E: Error>(
    from previous: Candle, to settled: Candle, _ emit: (Candle) throws(E) -> Void
  ) throws(E) {
    guard isOnBorder(previous), isOnBorder(settled), isShort(previous, settled) else {
      unfilledGaps += 1
      return
    }
    var flat = previous.flattened
    flat.isComplete =
      previous.lastTradeId >= 0 && settled.firstTradeId == previous.lastTradeId &+ 1
    flat.openTimeMs = interval.nextOpenTimeMs(previous.openTimeMs)
    while flat.openTimeMs < settled.openTimeMs {
      let next = interval.nextOpenTimeMs(flat.openTimeMs)
      flat.closeTimeMs = next - 1
      try emit(flat)
      flat.openTimeMs = next
    }
  }

  private func isOnBorder(_ candle: Candle) -> Bool {
    interval.openTimeMs(atMs: candle.openTimeMs, anchorDay: anchorDay) == candle.openTimeMs
  }

  private func isShort(_ previous: Candle, _ settled: Candle) -> Bool {
    let length = interval.fixedMs ?? 28 * Interval.dayMs
    let gapMs = settled.openTimeMs - previous.openTimeMs
    return gapMs / length <= Int64(CandleFiller.gapCandlesMax)
  }
}

extension Candle {
  /// A candle without trades at this one's close.
  package var flattened: Candle {
    var flat = self
    flat.open = close
    flat.high = close
    flat.low = close
    flat.volume = .zero
    flat.quoteVolume = .zero
    flat.takerBuyVolume = .zero
    flat.takerBuyQuoteVolume = .zero
    flat.tradeCount = 0
    flat.firstTradeId = -1
    flat.lastTradeId = -1
    return flat
  }
}
