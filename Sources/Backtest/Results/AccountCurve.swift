import Market

/// The account's worth candle by candle, computed anew from the fills and the candles alone, so that
/// it also checks what the run itself found.
///
/// Worth is exact, in units of 10⁻¹⁶ (amount × amount).
struct AccountCurve {
  struct Mark: Hashable {
    /// End of the candles that closed, µs since the epoch.
    let timeUs: Int64
    /// With positions at the closes.
    let worth: Int128
    /// With positions at the lows: what stood there at the worst moment of the candles, had all
    /// symbols come to their lows together.
    let low: Int128
    let isHolding: Bool
  }

  let startFine: Int128
  /// When the account opened, µs since the epoch; nil without a candle.
  let startUs: Int64?
  private(set) var markCount = 0
  private(set) var last: Mark?

  /// The marks themselves are not kept, but made anew each time that they are asked for: a million
  /// would take longer to be written down and read again than to be made.
  private let fills: [Fill]
  private let history: MarketHistory
  private let settings: BacktestSettings

  /// Nil where a worth leaves 128 bits, as it would have in the run. `body` is handed every mark.
  init?(
    _ fills: [Fill], _ history: MarketHistory, _ settings: BacktestSettings,
    onMark body: (_ mark: Mark, _ bars: ArraySlice<MarketHistory.Bar>, _ startUs: Int64) -> Void
  ) {
    self.fills = fills
    self.history = history
    self.settings = settings
    startFine = Int128(settings.cash.units) * Exact.one
    startUs = Self.startUs(history, settings)
    let startUs = startUs ?? 0
    let isFine = forEachInstant { mark, bars in
      markCount += 1
      last = mark
      body(mark, bars, startUs)
    }
    if !isFine { return nil }
  }

  /// Hands over every mark, in order; false where a worth leaves 128 bits.
  @discardableResult
  func forEachMark(_ body: (Mark) throws -> Void) rethrows -> Bool {
    try forEachInstant { mark, _ in try body(mark) }
  }

  /// The same, with the candles that closed.
  @discardableResult
  func forEachInstant(
    _ body: (Mark, ArraySlice<MarketHistory.Bar>) throws -> Void
  ) rethrows -> Bool {
    var account = MarkedAccount(cash: startFine)
    var (next, number) = (0, 0)
    return try history.forEachInstant { bars in
      defer { number += 1 }
      if settings.isWarmUp(number, bars) {
        account.take(bars)
        return true
      }
      var end = next
      while end < fills.count, fills[end].timeUs < bars[bars.startIndex].endUs { end += 1 }
      guard let mark = account.mark(bars, fills[next..<end]) else { return false }
      next = end
      try body(mark, bars)
      return true
    }
  }

  /// When the first candle opens that is no warm-up.
  private static func startUs(_ history: MarketHistory, _ settings: BacktestSettings) -> Int64? {
    var number = 0
    var startUs: Int64?
    history.forEachInstant { bars in
      if !settings.isWarmUp(number, bars) { startUs = bars.map { $0.openTimeMs * 1000 }.min() }
      number += 1
      return startUs == nil
    }
    return startUs
  }
}

extension BacktestSettings {
  /// Whether the account had not opened at an instant.
  fileprivate func isWarmUp(_ number: Int, _ bars: ArraySlice<MarketHistory.Bar>) -> Bool {
    guard let fromMs else { return number < warmUp }
    return bars.allSatisfy { $0.openTimeMs < fromMs }
  }
}
