import Basics
import Market

extension Metrics {
  /// The figures as an object of the report; see `definitions`.
  func write(_ writer: inout JSONWriter) {
    writer.number("profitFactor", profitFactor?.text)
    writer.number("expectancy", expectancy)
    writer.number("bestTrip", bestTrip)
    writer.number("worstTrip", worstTrip)
    writer.number("meanHoldingUs", meanHoldingUs)
    writer.number("worstAdverseExcursion", worstAdverse?.text)
    writer.number("bestFavourableExcursion", bestFavourable?.text)
    writer.object("drawdowns") {
      Self.write("closed", closedDrawdown, &$0)
      Self.write("marked", markedDrawdown, &$0)
      Self.write("intracandle", intracandleDrawdown, &$0)
    }
    writer.number("days", daily.days.count)
    writer.number("lengthDays", Self.text(lengthDays))
    writer.number("sharpe", sharpe.flatMap { Self.text($0.value) })
    writer.number("sharpeLow", sharpe.flatMap { Self.text($0.low) })
    writer.number("sharpeHigh", sharpe.flatMap { Self.text($0.high) })
    writer.number("sortino", sortino.flatMap(Self.text))
    writer.number("cagr", growth.flatMap(Self.text))
    writer.number("calmar", calmar.flatMap(Self.text))
  }

  private static func write(_ key: String, _ drawdown: Drawdown?, _ writer: inout JSONWriter) {
    guard let drawdown else { return writer.number(key, nil as Int64?) }
    writer.object(key) { write(drawdown, &$0) }
  }

  static func write(_ drawdown: Drawdown, _ writer: inout JSONWriter) {
    writer.number("depth", drawdown.depth.text)
    writer.number("peakTimeUs", drawdown.peakTimeUs)
    writer.number("lowTimeUs", drawdown.lowTimeUs)
    writer.number("recoveredTimeUs", drawdown.recoveredTimeUs)
    writer.number("longestUs", drawdown.longestUs)
  }

  /// A statistic as a JSON number: ten significant digits, so that the last bits of a machine's
  /// mathematics do not show.
  static func text(_ value: Double) -> String? { DecimalNumber.text(value, digits: 10) }

  /// What each figure means, in the order of the JSON's keys.
  static let definitions: [(key: String, meaning: String)] = [
    (
      "profitFactor",
      "profits of the round trips that gained / losses of those that lost, rounded down; null where"
        + " none lost"
    ),
    ("expectancy", "mean profit of a round trip after fees, rounded down"),
    ("bestTrip", "largest profit of a round trip"),
    ("worstTrip", "smallest profit of a round trip"),
    ("meanHoldingUs", "mean time from a round trip's first purchase to its sale, µs"),
    (
      "worstAdverseExcursion",
      "largest fall below the entry price during a round trip, as a share of it (MAE); by the candles"
        + " that lie wholly within the round trip, and its own prices"
    ),
    (
      "bestFavourableExcursion",
      "largest rise above the entry price during a round trip, as a share of it (MFE)"
    ),
    (
      "drawdowns.closed",
      "largest fall of (cash at the start + profits of the round trips so far) from a peak, as a"
        + " share of the peak, rounded up"
    ),
    (
      "drawdowns.marked",
      "the same of the account's worth at the close of each candle, positions at the close"
    ),
    (
      "drawdowns.intracandle",
      "the same from the peaks of the closes down to the worth with positions at the candles' lows,"
        + " had all symbols been there together"
    ),
    ("longestUs", "longest time from a peak until it was reached again, or to the end, µs"),
    (
      "days",
      "UTC days; each day's return is its last worth / that of the day before - 1, the first day's"
        + " from the cash at the start; a day without a candle returns 0"
    ),
    ("lengthDays", "from the first candle's open to the last one's end"),
    (
      "sharpe",
      "square root of 365 x mean of the daily returns / their standard deviation (n - 1); no"
        + " risk-free rate; null below two days and where nothing varies"
    ),
    (
      "sharpeLow",
      "lower end of the 95 % interval: 1.96 standard errors by Mertens (2002), skewness and kurtosis"
        + " included"
    ),
    ("sharpeHigh", "upper end of it"),
    (
      "sortino",
      "square root of 365 x mean of the daily returns / root of the mean square of the negative ones"
        + " (over n); null where none was negative"
    ),
    ("cagr", "(final / start) ^ (365 / lengthDays) - 1; null below 90 days"),
    ("calmar", "cagr / drawdowns.marked"),
  ]
}
