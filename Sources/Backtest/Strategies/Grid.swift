public import Market

/// Limit orders to buy at even steps below the first price; each that fills is followed by one to
/// sell a step above, and that by one to buy again.
public struct Grid: NamedStrategy, Sendable {
  private struct Level: Sendable {
    let price: Amount
    let sellPrice: Amount
  }

  private let levelCount: Int
  private let step: Ratio
  private let share: Ratio
  private var levels: [Level] = []
  /// Quote to spend at each level.
  private var spend = Amount.zero
  /// Which level an order is for, and what it has brought in base; looked up by order, never listed.
  private var open: [OrderID: (level: Int, base: Int64)] = [:]

  /// `levels` from 1 on, `step` between them, `share` of the cash for all of them together.
  public init(levels: Int = 10, step: Ratio = .basisPoints(100), share: Ratio = .one) {
    levelCount = levels
    self.step = step
    self.share = share
  }

  public mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
    guard levels.isEmpty, !broker.isWarmingUp else { return }
    layOut(candle, broker)
    for index in levels.indices { buy(index, candle.symbol, &broker) }
  }

  public mutating func onFill(_ fill: Fill, _ broker: inout Broker) {
    guard let (level, base) = open[fill.order] else { return }
    let bought = base + Int64(max(0, fill.baseChange))
    // A level turns once its order is through.
    guard !broker.isOpen(fill.order) else {
      open[fill.order]?.base = bought
      return
    }
    open[fill.order] = nil
    if fill.side == .sell { return buy(level, fill.symbol, &broker) }
    let quantity = broker.rules(fill.symbol).cut(Amount(units: bought))
    let id = broker.sell(fill.symbol, quantity: quantity, .limit(levels[level].sellPrice))
    open[id] = (level, 0)
  }

  private mutating func layOut(_ candle: Candle, _ broker: Broker) {
    let rules = broker.rules(candle.symbol)
    var above = candle.close
    for _ in 0..<levelCount {
      let price = rules.onTick(Amount(units: above.units - step.of(above).units), for: .buy)
      guard price.units > 0, price < above else { break }
      levels.append(Level(price: price, sellPrice: rules.onTick(above, for: .sell)))
      above = price
    }
    spend = Amount(units: share.of(broker.cash).units / Int64(max(1, levels.count)))
  }

  private mutating func buy(_ index: Int, _ symbol: SymbolID, _ broker: inout Broker) {
    guard spend.units > 0 else { return }
    open[broker.buy(symbol, quote: spend, .limit(levels[index].price))] = (index, 0)
  }
}

extension Grid {
  public static let description = StrategyDescription(
    name: "grid",
    summary: "buys with limit orders at even steps below the first price, sells a step above each",
    parameters: [
      StrategyParameter("levels", .integer(1...200), default: "10", "orders to buy"),
      StrategyParameter("step", .share, default: "1%", "from one price to the next"),
      StrategyParameter("share", .share, default: "1", "share of the cash for all of them"),
    ])

  public init(_ values: ParameterValues) throws(StrategyError) {
    self.init(
      levels: values.integer("levels"), step: values.share("step"), share: values.share("share"))
  }
}
