public import Market

/// The account and its orders: what a strategy sees of the world, and how it speaks.
///
/// One account, one quote asset, any number of symbols priced in it. A spot account: what is not
/// held cannot be sold, what is not there cannot be spent.
///
/// An order meets the market at the *next* motion that begins after it took effect: a market
/// order placed at a candle's close fills at the next open.
public struct Broker: Sendable {
  /// More open orders than this are refused, as Binance does (its default is 200).
  public static let openOrdersMax = 1000
  /// Rejections kept one by one; beyond it they are only counted.
  public static let rejectionsKeptMax = 1000

  /// Quote that can be spent.
  public internal(set) var cash: Amount
  /// Now, µs since the epoch: the end of the candle that was handed over, or the last trade's time
  /// if that is later.
  public internal(set) var nowUs: Int64 = 0
  /// Orders that have not met the market yet, in placing order.
  public internal(set) var openOrders: [Order] = []
  /// Every fill so far, in the order in which they happened.
  public internal(set) var fills: [Fill] = []
  /// The first `rejectionsKeptMax` refused orders.
  public internal(set) var rejections: [Rejection] = []
  public internal(set) var rejectedCount = 0

  /// The candles that mark the account; a strategy may get coarser ones too.
  public var interval: Interval { settings.interval }

  let settings: BacktestSettings
  /// By `SymbolID.rawValue`.
  var markets: [MarketState] = []
  var placedCount = 0

  init(_ settings: BacktestSettings) {
    self.settings = settings
    cash = settings.cash
  }
}

extension Broker {
  /// Base held of a symbol.
  public func position(_ symbol: SymbolID) -> Amount {
    let index = Int(symbol.rawValue)
    return index < markets.count ? markets[index].base : .zero
  }

  /// The last price of a symbol; nil until the first candle or trade was seen.
  public func price(_ symbol: SymbolID) -> Amount? { market(symbol)?.price }

  /// Cash and all positions at their last prices, cut to 10⁻⁸.
  public var equity: AmountSum {
    AmountSum(units: Exact.floor(MarketState.worth(cash, markets)?.fine ?? .max, over: Exact.one))
  }

  func market(_ symbol: SymbolID) -> MarketState? {
    let index = Int(symbol.rawValue)
    return index < markets.count && markets[index].isSeen ? markets[index] : nil
  }
}
