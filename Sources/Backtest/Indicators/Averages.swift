public import Market

extension Amount {
  /// The nearest floating-point number: for indicators and charts, never for money.
  public var value: Double { Double(units) / 1e8 }
}

/// The simple moving average: the mean of the last `length` numbers; nil before there are as many.
public struct SMA: Sendable {
  private var window: RollingWindow

  public init(_ length: Int) { window = RollingWindow(length: length) }

  public var value: Double? { window.isFull ? window.mean : nil }

  public mutating func add(_ number: Double) { window.add(number) }
}

/// The exponential moving average: each number counts 2 ÷ (length + 1), all before it the rest. It
/// begins with the mean of the first `length` numbers; nil before.
public struct EMA: Sendable {
  private let weight: Double
  private var start: SMA
  private var average: Double?

  public init(_ length: Int) {
    weight = 2 / Double(length + 1)
    start = SMA(length)
  }

  /// Wilder's average, in which each number counts 1 ÷ length.
  init(wilder length: Int) {
    weight = 1 / Double(length)
    start = SMA(length)
  }

  public var value: Double? { average }

  public mutating func add(_ number: Double) {
    if let average {
      self.average = average + weight * (number - average)
    } else {
      start.add(number)
      average = start.value
    }
  }
}

/// The mean price at which was traded in the last `length` candles, weighted by volume; nil before
/// there are as many, or where none of them has volume.
///
/// From the candles' quote volume, which is exact; where a source has none, each candle
/// counts at (high + low + close) ÷ 3.
public struct VWAP: Sendable {
  private var worth: RollingWindow
  private var volume: RollingWindow

  public init(_ length: Int) {
    worth = RollingWindow(length: length)
    volume = RollingWindow(length: length)
  }

  public var value: Double? {
    worth.isFull && volume.sum > 0 ? worth.sum / volume.sum : nil
  }

  public mutating func add(_ candle: Candle) {
    let base = Double(candle.volume.units) / 1e8
    let quote = Double(candle.quoteVolume.units) / 1e8
    let typical = (candle.high.value + candle.low.value + candle.close.value) / 3
    worth.add(quote > 0 ? quote : typical * base)
    volume.add(base)
  }
}
