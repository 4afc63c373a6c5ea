public import Market

/// The turtles' rule: a stop order buys when the market rises to the highest high of the last
/// `enter` candles, another sells when it falls to the lowest low of the last `leave`.
public struct DonchianBreakout: NamedStrategy, Sendable {
  private var entry: Donchian
  private var exit: Donchian
  private let share: Ratio
  /// The stop order that waits.
  private var order: OrderID?

  public init(enter: Int = 20, leave: Int = 10, share: Ratio = .one) {
    entry = Donchian(enter)
    exit = Donchian(leave)
    self.share = share
  }

  public mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
    entry.add(candle)
    exit.add(candle)
    guard let high = entry.high, let low = exit.low, !broker.isWarmingUp else { return }
    let symbol = candle.symbol
    if let order, broker.isOpen(order) { broker.cancel(order) }
    let held = broker.sellable(symbol)
    if held > .zero {
      // At the low itself there is nothing to wait for.
      order =
        candle.close > low
        ? broker.sell(symbol, quantity: held, .stop(low)) : sellNow(symbol, &broker)
    } else {
      let spend = share.of(broker.cash)
      order =
        candle.close < high && spend > .zero ? broker.buy(symbol, quote: spend, .stop(high)) : nil
    }
  }

  private func sellNow(_ symbol: SymbolID, _ broker: inout Broker) -> OrderID? {
    broker.target(symbol, share: .zero)
    return nil
  }
}

extension DonchianBreakout {
  public static let description = StrategyDescription(
    name: "donchian-breakout",
    summary: "a stop order buys at the highest high, another sells at the lowest low",
    parameters: [
      StrategyParameter("enter", .integer(1...100_000), default: "20", "candles of the high"),
      StrategyParameter("leave", .integer(1...100_000), default: "10", "candles of the low"),
      StrategyParameter("share", .share, default: "1", "share of the cash to spend"),
    ])

  public init(_ values: ParameterValues) throws(StrategyError) {
    self.init(
      enter: values.integer("enter"), leave: values.integer("leave"), share: values.share("share"))
  }
}
