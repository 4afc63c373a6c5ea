/// Mean daily return over its deviation, for a year of 365 days, and how far it can be trusted.
public struct SharpeRatio: Sendable, Hashable {
  /// √365 × mean ÷ deviation (n − 1), without a risk-free rate.
  public let value: Double
  /// Days.
  public let count: Int
  /// Where the true ratio lies with 95 % probability: value ± 1.96 standard errors of Mertens (2002),
  /// which take skewness and kurtosis into account.
  public let low: Double
  public let high: Double

  /// Days of a year: crypto has no weekends.
  static let daysPerYear = 365.0

  /// Nil below two days, or where no day differs from the others.
  init?(_ daily: [Double]) {
    guard let mean = Statistics.mean(daily), let deviation = Statistics.deviation(daily),
      deviation > 0, let moments = Statistics.moments(daily)
    else { return nil }
    let perDay = mean / deviation
    let variance =
      1 - moments.skewness * perDay + (moments.kurtosis - 1) / 4 * perDay * perDay
    // The moments of a sample satisfy kurtosis ≥ skewness² + 1, so this is not negative.
    let error = (max(0, variance) / Double(daily.count - 1)).squareRoot()
    let year = Self.daysPerYear.squareRoot()
    value = perDay * year
    count = daily.count
    low = (perDay - 1.959963984540054 * error) * year
    high = (perDay + 1.959963984540054 * error) * year
  }
}
