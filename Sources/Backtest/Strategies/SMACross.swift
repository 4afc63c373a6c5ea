public import Market

/// Two simple moving averages of closes. Buys when the fast one is above the slow one and was not
/// above it one candle before, unless it has bought; sells all it bought when the fast one is below
/// and was not below one candle before.
///
/// Sums are integers, so a tie is a tie: it is neither above nor below. The first candle with both
/// averages only sets where they stand. For one symbol: `PerSymbol` makes it one for several.
public struct SMACross: NamedStrategy, Sendable {
  /// Candles of the longest average.
  public static let lengthMax = AverageDifference.lengthMax

  private var averages: AverageDifference
  private let quantity: Amount?
  private let share: Ratio
  /// By its own orders, not by the balance: dust may stay that no order is small enough for.
  private var hasBought = false

  /// `quantity` nil: each purchase takes the position to `share` of the account's worth, which at
  /// `.one` spends all cash, and each sale sells all. `fast` is less than `slow`, both positive.
  public init(fast: Int, slow: Int, quantity: Amount? = nil, share: Ratio = .one) {
    averages = AverageDifference(fast: fast, slow: slow)
    self.quantity = quantity
    self.share = share
  }

  public mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
    guard averages.isFull else { return averages.fill(candle.close.units) }
    var close: Int64? = candle.close.units
    if crosses({ close.take() }) { trade(candle.symbol, &broker) }
  }

  public mutating func onCandles(_ candles: inout QuietCandles, _ broker: inout Broker) {
    guard averages.isFull else { return }
    while candles.take(&broker, { next in crosses { next()?.units } }) {
      trade(candles.symbol, &broker)
    }
  }

  /// Takes closes in until the averages cross in the direction that is waited for.
  @inline(__always)
  private mutating func crosses(_ next: () -> Int64?) -> Bool {
    averages.cross(hasBought ? -1 : 1, next)
  }

  private mutating func trade(_ symbol: SymbolID, _ broker: inout Broker) {
    guard hasBought else { return buy(symbol, &broker) }
    broker.target(symbol, share: .zero)
    hasBought = false
  }

  private mutating func buy(_ symbol: SymbolID, _ broker: inout Broker) {
    guard !broker.isWarmingUp else { return }
    hasBought = true
    if let quantity {
      broker.buy(symbol, quantity: quantity)
    } else {
      broker.target(symbol, share: share)
    }
  }
}

extension SMACross {
  public static let description = StrategyDescription(
    name: "sma-cross",
    summary: "buys when a fast moving average of closes crosses above a slow one, sells below",
    parameters: [
      StrategyParameter(
        "fast", .integer(1...lengthMax), default: "10", "candles of the fast average"),
      StrategyParameter(
        "slow", .integer(2...lengthMax), default: "30", "candles of the slow average"),
      StrategyParameter(
        "quantity", .amount, default: nil, absent: "all", "base to buy each time"),
      StrategyParameter(
        "share", .share, default: "1", "share of the account to hold where quantity is all"),
    ])

  public init(_ values: ParameterValues) throws(StrategyError) {
    let (fast, slow) = (values.integer("fast"), values.integer("slow"))
    guard fast < slow else {
      throw .conflict("fast=\(fast) must be less than slow=\(slow)")
    }
    self.init(
      fast: fast, slow: slow, quantity: values.amount("quantity"), share: values.share("share"))
  }
}
