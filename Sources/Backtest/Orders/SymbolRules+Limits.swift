public import Market

extension SymbolRules {
  /// How orders may stand to the market and to each other. Zero is no limit.
  ///
  /// Source: https://developers.binance.com/docs/binance-spot-api-docs/filters
  public struct Limits: Hashable, Sendable {
    /// PERCENT_PRICE: on futures of the mark price, for which the last price stands here.
    public var percentPrice = PriceBand()
    /// PERCENT_PRICE_BY_SIDE.
    public var percentPriceBySide = PriceBand()
    /// MAX_NUM_ORDERS: orders open in the symbol.
    public var orderCountMax: Int64 = 0
    /// MAX_NUM_ALGO_ORDERS: of these, orders whose stop was not reached yet.
    public var stopCountMax: Int64 = 0
    /// MAX_POSITION: base held, and bought by open orders. What a market order for an amount of quote
    /// buys counts when it fills; a target buys no more than there is room for.
    public var positionMax = Amount.zero
    /// Of a trailing stop that buys, above the market, and of one that sells, below it.
    public var trailingAbove = Distances()
    public var trailingBelow = Distances()

    public init() {}

    /// In the order of the run hash.
    var numbers: [Int64] {
      percentPrice.numbers + percentPriceBySide.numbers + [
        orderCountMax, stopCountMax, positionMax.units, trailingAbove.min, trailingAbove.max,
        trailingBelow.min, trailingBelow.max,
      ]
    }
  }

  /// Bounds of a limit order's price, as factors of the market's.
  public struct PriceBand: Hashable, Sendable {
    public var buy = Factors()
    public var sell = Factors()
    /// The factors are of the mean price of so many minutes, weighted by quantity; 0: of the last
    /// price. `RecentTrading` says how exact the mean is.
    public var averageMinutes: Int64

    public init(buy: Factors = Factors(), sell: Factors = Factors(), averageMinutes: Int64 = 0) {
      self.buy = buy
      self.sell = sell
      self.averageMinutes = averageMinutes
    }

    var numbers: [Int64] {
      [buy.min.units, buy.max.units, sell.min.units, sell.max.units, averageMinutes]
    }
  }

  /// Factors of a price.
  public struct Factors: Hashable, Sendable {
    public var min: Amount
    public var max: Amount

    public init(min: Amount = .zero, max: Amount = .zero) {
      self.min = min
      self.max = max
    }
  }

  /// TRAILING_DELTA: bounds of a trailing stop's distance, in basis points.
  public struct Distances: Hashable, Sendable {
    public var min: Int64
    public var max: Int64

    public init(min: Int64 = 0, max: Int64 = 0) {
      self.min = min
      self.max = max
    }
  }
}
