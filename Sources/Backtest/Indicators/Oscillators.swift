/// Wilder's relative strength index, from 0 (only losses) to 100 (only gains); 50 where nothing
/// moved. Nil before there are `length` changes, of which it begins with the mean.
public struct RSI: Sendable {
  private var gains: EMA
  private var losses: EMA
  private var last: Double?

  public init(_ length: Int) {
    gains = EMA(wilder: length)
    losses = EMA(wilder: length)
  }

  public var value: Double? {
    guard let gain = gains.value, let loss = losses.value else { return nil }
    return gain + loss > 0 ? 100 * gain / (gain + loss) : 50
  }

  public mutating func add(_ number: Double) {
    defer { last = number }
    guard let last else { return }
    gains.add(max(0, number - last))
    losses.add(max(0, last - number))
  }
}

/// Moving average convergence/divergence: a fast EMA less a slow one, and an EMA of that.
public struct MACD: Sendable {
  private var fast: EMA
  private var slow: EMA
  private var average: EMA

  public init(fast: Int = 12, slow: Int = 26, signal: Int = 9) {
    self.fast = EMA(fast)
    self.slow = EMA(slow)
    average = EMA(signal)
  }

  /// Fast less slow; nil before there are both.
  public var value: Double? {
    guard let fast = fast.value, let slow = slow.value else { return nil }
    return fast - slow
  }

  /// The EMA of `value`; nil before there are as many of it.
  public var signal: Double? { average.value }

  /// `value` less `signal`.
  public var histogram: Double? {
    guard let value, let signal else { return nil }
    return value - signal
  }

  public mutating func add(_ number: Double) {
    fast.add(number)
    slow.add(number)
    if let value { average.add(value) }
  }
}
