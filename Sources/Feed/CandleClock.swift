import Market

/// When the candles of one symbol and one interval close for a strategy: as soon as the exchange's
/// clock shows that they are over, be there a trade or not. An interval without trades gives a flat
/// candle, as among the exchange's klines; where ids are missing it gives none, since nobody knows
/// what was traded.
///
/// ```
///  trades      ──t──t─┃─────────┃─────────┃──t──     a trade at T closes candles that ended by T − 2 s
///  candles            ┃ closed  ┃ flat    ┃          before it moves the market, later ones after it
/// ```
struct CandleClock: Sendable {
  /// A candle that ended so long ago has been heard of: closed klines of real captures came 5 ms to
  /// 2.0 s after its end.
  static let heardAfterUs: Int64 = 2_000_000
  /// Longest run of flat candles, as in files.
  private static let flatCandlesMax = Int64(CandleFiller.gapCandlesMax)

  private let interval: Interval
  private let anchorDay: Int64?
  /// The one that closed last.
  private var last: Candle?
  /// End of the candle that closes next, ms; `Int64.max` before the first trade.
  private(set) var dueMs = Int64.max

  init(_ interval: Interval, anchorDay: Int64?) {
    self.interval = interval
    self.anchorDay = anchorDay
  }

  /// With its first trade a symbol's clock begins to run.
  mutating func start(_ builder: borrowing CandleBuilder) {
    if dueMs == .max, let open = builder.openCandle { dueMs = open.closeTimeMs + 1 }
  }

  /// The candle that is over by a time; nil where none is.
  ///
  /// - Parameter nextId: of the trade that follows, where it is known: it proves whether the candle is
  ///   complete and the silence one.
  mutating func next(
    untilMs timeMs: Int64, _ builder: borrowing CandleBuilder, nextId: Int64?
  ) -> Candle? {
    guard dueMs <= timeMs else { return nil }
    if let open = builder.openCandle(before: nextId), open.closeTimeMs + 1 == dueMs {
      return close(open)
    }
    let isProven = nextId.map { $0 == builder.nextId } ?? false
    guard let last, nextId == nil || isProven, !isTooLong(untilMs: timeMs) else {
      dueMs = interval.nextOpenTimeMs(interval.openTimeMs(atMs: timeMs, anchorDay: anchorDay))
      return nil
    }
    var flat = last.flattened
    flat.isComplete = isProven
    flat.openTimeMs = interval.openTimeMs(atMs: dueMs - 1, anchorDay: anchorDay)
    flat.closeTimeMs = dueMs - 1
    return close(flat)
  }

  private mutating func close(_ candle: Candle) -> Candle {
    last = candle
    dueMs = interval.nextOpenTimeMs(candle.closeTimeMs + 1)
    return candle
  }

  private func isTooLong(untilMs timeMs: Int64) -> Bool {
    (timeMs - dueMs) / (interval.fixedMs ?? 28 * 86_400_000) > Self.flatCandlesMax
  }
}
