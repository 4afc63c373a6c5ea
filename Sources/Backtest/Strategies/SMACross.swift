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
  /// Told by its own orders, not by the balance: dust may stay that no order is small enough for.
  private var hasBought = false

  /// `quantity` nil: each purchase takes the position to `share` of the account's worth, which at
  /// `.one` spends all cash, and each sale sells all. `fast` is less than `slow`, both positive.
  public init(fast: Int, slow: Int, quantity: Amount? = nil, share: Ratio = .one) {
    averages = AverageDifference(fast: fast, slow: slow)
    self.quantity = quantity
    self.share = share
  }

  public mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
    onClose(candle.close.units, candle.symbol, &broker)
  }

  private mutating func onClose(_ close: Int64, _ symbol: SymbolID, _ broker: inout Broker) {
    let before = averages.isFull ? averages.scaled : nil
    averages.add(close)
    guard let before else { return }
    if averages.scaled > 0, before <= 0, !hasBought {
      buy(symbol, &broker)
    } else if averages.scaled < 0, before >= 0, hasBought {
      broker.target(symbol, share: .zero)
      hasBought = false
    }
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

extension SMACross: QuickStrategy {
  mutating func passOver(_ batch: CandleBatch, _ range: Range<Int>) -> Int {
    guard averages.isFull else { return range.lowerBound }
    return averages.pass(
      batch.closes.span, range, largest: batch.largestClose, direction: hasBought ? -1 : 1)
  }

  mutating func onCandle(at index: Int, of batch: CandleBatch, _ broker: inout Broker) {
    onClose(batch.closes[index], batch.symbol, &broker)
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
