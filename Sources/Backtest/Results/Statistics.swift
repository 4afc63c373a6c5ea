import Glibc

/// Statistics of samples, in floating point: nothing here is money.
enum Statistics {
  /// Nil without a sample.
  static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// The sample's standard deviation, over n − 1; nil below two samples.
  static func deviation(_ values: [Double]) -> Double? {
    guard values.count > 1, let mean = mean(values) else { return nil }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
  }

  /// The root of the mean square of the losses, over n; nil without a sample.
  static func downsideDeviation(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let squares = values.reduce(0) { $0 + min($1, 0) * min($1, 0) }
    return (squares / Double(values.count)).squareRoot()
  }

  /// Third and fourth standardised moments over n: a normal sample has about 0 and 3. Nil where
  /// nothing varies.
  static func moments(_ values: [Double]) -> (skewness: Double, kurtosis: Double)? {
    guard values.count > 1, let mean = mean(values) else { return nil }
    var (second, third, fourth) = (0.0, 0.0, 0.0)
    for value in values {
      let away = value - mean
      second += away * away
      third += away * away * away
      fourth += away * away * away * away
    }
    let count = Double(values.count)
    let variance = second / count
    guard variance > 0 else { return nil }
    return (
      third / count / (variance * variance.squareRoot()), fourth / count / (variance * variance)
    )
  }

  /// The normal distribution: the share below `x`.
  static func normal(below x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

  /// The `x` below which a share of the normal distribution lies; the share is above 0 and below 1.
  ///
  /// Newton's method on `normal(below:)`, from Abramowitz and Stegun's 26.2.23 (off by 0.00045).
  static func normalQuantile(_ share: Double) -> Double {
    precondition(share > 0 && share < 1, "quantile of \(share)")
    if share > 0.5 { return -normalQuantile(1 - share) }
    let t = (-2 * log(share)).squareRoot()
    let top = 2.515517 + t * (0.802853 + t * 0.010328)
    let bottom = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    var x = top / bottom - t
    for _ in 0..<4 {
      let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
      x -= (normal(below: x) - share) / density
    }
    return x
  }

  /// The value below which a share of sorted values lies, between two of them in proportion (as
  /// numpy does); nil without a value.
  static func quantile(_ share: Double, ofSorted values: [Double]) -> Double? {
    guard let last = values.last else { return nil }
    let position = share * Double(values.count - 1)
    let index = Int(position)
    guard index + 1 < values.count else { return last }
    return values[index] + (values[index + 1] - values[index]) * (position - Double(index))
  }
}
