public import Market

/// The standard deviation of the last `length` numbers (of the population, divided by `length`; or
/// of a sample, by `length - 1`); nil before there are as many.
public struct StandardDeviation: Sendable {
  private var window: RollingWindow
  private let freedom: Int

  public init(_ length: Int, isSample: Bool = false) {
    precondition(!isSample || length > 1, "a sample of \(length) number")
    window = RollingWindow(length: length)
    freedom = isSample ? 1 : 0
  }

  public var value: Double? {
    window.isFull ? window.variance(freedom: freedom).squareRoot() : nil
  }

  public mutating func add(_ number: Double) { window.add(number) }
}

/// Bollinger bands: the mean of the last `length` numbers, and `width` standard deviations (of the
/// population) above and below; nil before there are as many.
public struct Bollinger: Sendable {
  private var window: RollingWindow
  private let width: Double

  public init(_ length: Int = 20, width: Double = 2) {
    window = RollingWindow(length: length)
    self.width = width
  }

  public var middle: Double? { window.isFull ? window.mean : nil }
  public var upper: Double? { middle.map { $0 + width * window.variance().squareRoot() } }
  public var lower: Double? { middle.map { $0 - width * window.variance().squareRoot() } }

  public mutating func add(_ number: Double) { window.add(number) }
}

/// Wilder's average true range: how far a candle reaches, the gap from the close before included.
/// It begins with the mean of the first `length` candles; nil before.
public struct ATR: Sendable {
  private var average: EMA
  private var lastClose: Double?

  public init(_ length: Int = 14) { average = EMA(wilder: length) }

  public var value: Double? { average.value }

  public mutating func add(_ candle: Candle) {
    let (high, low) = (candle.high.value, candle.low.value)
    let before = lastClose ?? high
    average.add(max(high, before) - min(low, lastClose ?? low))
    lastClose = candle.close.value
  }
}
