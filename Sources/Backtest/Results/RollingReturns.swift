/// Sharpe ratio and volatility of the 30 days up to each day, both for a year.
enum RollingReturns {
  static let days = 30

  struct Value: Sendable, Hashable {
    /// Nil where nothing varied.
    let sharpe: Double?
    let volatility: Double
  }

  /// One for each day; nil before the 30th, and where a day within has no return.
  static func values(_ daily: [DailyReturns.Day]) -> [Value?] {
    daily.indices.map { index in
      guard index + 1 >= days else { return nil }
      let changes = daily[(index + 1 - days)...index].compactMap(\.change)
      guard changes.count == days, let deviation = Statistics.deviation(changes) else { return nil }
      return Value(
        sharpe: SharpeRatio(changes)?.value,
        volatility: deviation * SharpeRatio.daysPerYear.squareRoot())
    }
  }
}
