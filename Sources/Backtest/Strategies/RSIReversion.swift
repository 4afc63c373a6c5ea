public import Market

/// Buys when the relative strength index says that a symbol was sold too far, sells when it was
/// bought too far.
public struct RSIReversion: NamedStrategy, Sendable {
  private var rsi: RSI
  private let low: Double
  private let high: Double
  private let share: Ratio
  private var hasBought = false

  /// Buys below `low`, sells above `high`, both from 0 to 100.
  public init(length: Int = 14, low: Double = 30, high: Double = 70, share: Ratio = .one) {
    rsi = RSI(length)
    self.low = low
    self.high = high
    self.share = share
  }

  public mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
    rsi.add(candle.close.value)
    guard let value = rsi.value, !broker.isWarmingUp else { return }
    if value < low, !hasBought {
      hasBought = true
      broker.target(candle.symbol, share: share)
    } else if value > high, hasBought {
      hasBought = false
      broker.target(candle.symbol, share: .zero)
    }
  }
}

extension RSIReversion {
  public static let description = StrategyDescription(
    name: "rsi-reversion",
    summary: "buys when Wilder's RSI is low, sells when it is high",
    parameters: [
      StrategyParameter("length", .integer(1...100_000), default: "14", "candles of the RSI"),
      StrategyParameter("low", .integer(0...100), default: "30", "buys below"),
      StrategyParameter("high", .integer(0...100), default: "70", "sells above"),
      .share,
    ])

  public init(_ values: ParameterValues) throws(StrategyError) {
    let (low, high) = (values.integer("low"), values.integer("high"))
    guard low < high else { throw .conflict("low=\(low) must be less than high=\(high)") }
    self.init(
      length: values.integer("length"), low: Double(low), high: Double(high),
      share: values.share("share"))
  }
}
