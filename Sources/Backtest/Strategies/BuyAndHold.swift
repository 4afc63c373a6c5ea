public import Market

/// Buys once, at the first candle it is handed, and never sells.
public struct BuyAndHold: NamedStrategy, Sendable {
  private let share: Ratio
  private var hasBought = false

  /// `share` of the account's worth; `.one` spends all cash.
  public init(share: Ratio = .one) { self.share = share }

  public mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
    guard !hasBought, !broker.isWarmingUp else { return }
    hasBought = true
    broker.target(candle.symbol, share: share)
  }
}

extension BuyAndHold {
  public static let description = StrategyDescription(
    name: "buy-and-hold",
    summary: "buys at the first candle and holds",
    parameters: [.share])

  public init(_ values: ParameterValues) throws(StrategyError) {
    self.init(share: values.share("share"))
  }
}

extension StrategyParameter {
  static let share = StrategyParameter(
    "share", .share, default: "1", "share of the account to hold in each symbol")
}
