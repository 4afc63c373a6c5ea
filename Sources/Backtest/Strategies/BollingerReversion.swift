public import Market

/// Buys when a close lies below the lower Bollinger band, sells when one is back at the middle.
public struct BollingerReversion: NamedStrategy, Sendable {
  private var bands: Bollinger
  private let share: Ratio
  private var hasBought = false

  public init(length: Int = 20, width: Double = 2, share: Ratio = .one) {
    bands = Bollinger(length, width: width)
    self.share = share
  }

  public mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
    let close = candle.close.value
    bands.add(close)
    guard let lower = bands.lower, let middle = bands.middle, !broker.isWarmingUp else { return }
    if close < lower, !hasBought {
      hasBought = true
      broker.target(candle.symbol, share: share)
    } else if close >= middle, hasBought {
      hasBought = false
      broker.target(candle.symbol, share: .zero)
    }
  }
}

extension BollingerReversion {
  public static let description = StrategyDescription(
    name: "bollinger",
    summary: "buys below the lower Bollinger band, sells at the middle",
    parameters: [
      StrategyParameter("length", .integer(2...100_000), default: "20", "candles of the bands"),
      StrategyParameter("width", .amount, default: "2", "standard deviations to a band"),
      .share,
    ])

  public init(_ values: ParameterValues) throws(StrategyError) {
    let width = values.amount("width")?.value ?? 2
    self.init(length: values.integer("length"), width: width, share: values.share("share"))
  }
}
