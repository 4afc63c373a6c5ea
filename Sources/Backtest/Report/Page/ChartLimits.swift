/// How much a page holds: together under a megabyte, whatever the run.
enum ChartLimits {
  /// Points of the equity curve.
  static let equityMax = 2000
  /// Candles, over all symbols.
  static let candlesMax = 18_000
  /// Symbols whose candles are shown.
  static let symbolsMax = 20
  /// Fills that belong to no round trip shown, over all symbols.
  static let fillsMax = 2000
  /// Round trips, over all symbols.
  static let tripsMax = 10_000
  /// Reasons and tags of round trips; others are left out.
  static let tagsMax = 200
  /// Points of what the strategy plotted, over all lines.
  static let plotPointsMax = 12_000
  /// Days of returns, the last ones.
  static let daysMax = 4000
}
