/// How much the charts of a page hold: together some 600 kB, whatever the run.
enum ChartLimits {
  /// Points of the equity curve.
  static let equityMax = 2000
  /// Candles, over all symbols.
  static let candlesMax = 18_000
  /// Symbols whose candles are shown.
  static let symbolsMax = 8
  /// Fills, over all symbols.
  static let fillsMax = 8000
  /// Days of returns, the last ones.
  static let daysMax = 4000
}
