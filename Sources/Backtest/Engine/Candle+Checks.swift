import Market

extension Candle {
  /// The first instant after the candle, µs. A sane candle's fits.
  var endUs: Int64 { (closeTimeMs &+ 1) &* 1000 }

  /// Times that are an interval, and prices in order.
  var isSane: Bool {
    openTimeMs >= 0 && openTimeMs <= closeTimeMs && closeTimeMs <= Interval.timeMsMax
      && hasSanePrices
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
