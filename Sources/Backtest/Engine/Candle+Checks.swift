import Market

extension Candle {
  /// The first instant after the candle, µs. A sane candle's fits.
  var endUs: Int64 { (closeTimeMs &+ 1) &* 1000 }

  /// No trade: nothing can have been filled. A source that does not count trades (a plain CSV)
  /// still has a volume where someone traded.
  var isSilent: Bool { tradeCount == 0 && volume.units == 0 }

  /// Times that are an interval, and prices in order. They are positive, or 0 in a silent candle.
  var isSane: Bool {
    openTimeMs >= 0 && openTimeMs <= closeTimeMs && closeTimeMs <= Interval.timeMsMax
      && low <= open && open <= high && low <= close && close <= high
      && (low.units > 0 || low.units == 0 && isSilent)
  }
}

extension BacktestError {
  /// Says what is wrong with a candle that is not sane.
  static func badCandle(_ candle: Candle) -> BacktestError {
    let prices =
      "open \(candle.open), high \(candle.high), low \(candle.low), close \(candle.close)"
    let isInterval = 0 <= candle.openTimeMs && candle.openTimeMs <= candle.closeTimeMs
    return .badCandle(
      candle.symbol, openTimeMs: candle.openTimeMs,
      isInterval && candle.closeTimeMs <= Interval.timeMsMax
        ? "\(prices): expected positive prices between low and high"
        : "closes at \(candle.closeTimeMs) ms: expected an interval between 1970 and 9999")
  }
}
