public import Market

/// The account and its orders: what a strategy sees of the world, and how it speaks.
///
/// One account, one quote asset, any number of symbols priced in it. A spot account: what is not
/// held cannot be sold, what is not there cannot be spent, and what an order that rests would need
/// is set aside for it.
///
/// An order meets the market at the *next* motion that begins after it took effect: a market
/// order placed at a candle's close fills at the next open.
public struct Broker: Sendable {
  /// More open orders than this are refused, as Binance does (its default is 200).
  public static let openOrdersMax = 1000
  /// Rejections kept one by one; beyond it they are only counted.
  public static let rejectionsKeptMax = 1000

  /// True while candles are handed over only to warm up: what is ordered now goes nowhere.
  public internal(set) var isWarmingUp: Bool
  /// Why the strategy cannot go on, if it said so.
  public private(set) var failure: String?
  /// Orders numbered so far.
  private(set) var placedCount = 0
  /// What the strategy calls its orders.
  var labels = OrderLabels()
  /// Values that the strategy wants to be seen.
  private(set) var plots = Plots()
  /// Where the orders go.
  var exchange: Exchange

  init(_ settings: BacktestSettings) {
    exchange = Exchange(settings)
    isWarmingUp = settings.warmUp > 0 || settings.fromMs != nil
  }

  /// Notes a value of now, to be seen in the report under a name.
  public mutating func plot(_ name: String, _ value: Double) {
    if !isWarmingUp { plots.add(name, value, atUs: nowUs) }
  }

  /// Ends the run with an error, for a strategy that cannot go on: its model cannot be read, say.
  public mutating func fail(_ reason: String) { failure = failure ?? reason }

  /// The number of the order that is placed now; as many as its exits need follow it.
  @inline(__always)
  mutating func nextNumber(exits: Order.Exits?) -> OrderID {
    defer { placedCount += 1 + (exits?.count ?? 0) }
    return OrderID(rawValue: placedCount + 1)
  }
}

/// What a strategy sees.
extension Broker {
  /// Now, µs since the epoch: the end of the candle that was handed over, or the last trade's time
  /// if that is later.
  public var nowUs: Int64 { exchange.nowUs }

  /// The candles that mark the account; a strategy may get coarser ones too.
  public var interval: Interval { exchange.settings.interval }

  /// The run's symbols by name, those included that have not traded yet; empty where nobody knows them
  /// before.
  public var symbolNames: [String] { exchange.settings.symbolNames }

  package var settings: BacktestSettings { exchange.settings }

  /// What moves the market.
  public var fillSource: BacktestSettings.FillSource { exchange.settings.fills }

  /// Quote held, what is set aside for resting orders included.
  public var cash: Amount { exchange.account.cash }

  /// Base held of a symbol, what is set aside for resting orders included.
  @inline(__always)
  public func position(_ symbol: SymbolID) -> AmountSum { exchange.account.position(symbol) }

  /// The part of a position that the exchange's lot size lets be sold: all of it but the dust.
  public func sellable(_ symbol: SymbolID) -> AmountSum { rules(symbol).cut(position(symbol)) }

  /// Cash and all positions at their last prices, cut to 10⁻⁸.
  public var equity: AmountSum {
    let worth = exchange.account.worth(exchange.markets)?.fine ?? .max
    return AmountSum(units: Exact.floor(worth, over: Exact.one))
  }

  /// The last price of a symbol; nil until the first candle or trade was seen.
  public func price(_ symbol: SymbolID) -> Amount? { exchange.markets.price(symbol) }

  /// What the exchange demands of orders in a symbol, as far as the recording has said so far.
  @inline(__always)
  public func rules(_ symbol: SymbolID) -> SymbolRules { exchange.markets.rules(symbol) }

  /// The name of a symbol, or its number where the name is not known.
  public func name(_ symbol: SymbolID) -> String { exchange.markets.name(symbol) }

  /// The symbol of a name; nil if none of that name was seen yet.
  public func symbol(named name: String) -> SymbolID? { exchange.markets.symbol(named: name) }

  /// An order that is not done yet.
  public func openOrder(_ id: OrderID) -> Order? {
    exchange.orders.slot(of: id).map { exchange.orders[$0] }
  }

  /// Whether an order is not done yet.
  public func isOpen(_ id: OrderID) -> Bool { exchange.orders.slot(of: id) != nil }

  /// Orders that are not done, in placing order; one that replaces another stands where that stood.
  public var openOrders: [Order] { exchange.orders.list }

  /// What the strategy has called an order; nil where it has given it no label.
  public func label(_ id: OrderID) -> OrderLabel? { labels[id] }

  /// The order that was given an id of the strategy's last, and of a list the first that is open; nil
  /// where none was.
  public func order(clientId: String) -> OrderID? {
    guard let range = labels.orders(clientId) else { return nil }
    let open = range.lazy.map { OrderID(rawValue: $0) }.first {
      exchange.orders.slot(of: $0) != nil
    }
    return open ?? OrderID(rawValue: range.lowerBound)
  }

  /// Every fill so far, in the order in which they happened.
  public var fills: [Fill] { exchange.account.fills }

  /// The first `rejectionsKeptMax` refused orders.
  public var rejections: [Rejection] { exchange.rejections }
  public var rejectedCount: Int { exchange.rejectedCount }

  /// Orders, or rests of orders, that their time in force ended.
  public var expiredCount: Int { exchange.expiredCount }
}
