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

  /// Quote held, what is set aside for resting orders included.
  public private(set) var cash: Amount
  /// Now, µs since the epoch: the end of the candle that was handed over, or the last trade's time
  /// if that is later.
  public internal(set) var nowUs: Int64 = 0
  /// Every fill so far, in the order in which they happened.
  public private(set) var fills: [Fill] = []
  /// The first `rejectionsKeptMax` refused orders.
  public private(set) var rejections: [Rejection] = []
  public private(set) var rejectedCount = 0
  /// Orders, or rests of orders, that their time in force ended.
  public private(set) var expiredCount = 0
  /// True while candles are handed over only to warm up: what is ordered now goes nowhere.
  public internal(set) var isWarmingUp = false

  /// The candles that mark the account; a strategy may get coarser ones too.
  public var interval: Interval { settings.interval }

  /// What moves the market.
  public var fillSource: BacktestSettings.FillSource { settings.fills }

  /// Why the strategy cannot go on, if it said so.
  public private(set) var failure: String?

  let settings: BacktestSettings
  /// By `SymbolID.rawValue`.
  var markets: [MarketState] = []
  var orders = OpenOrders()
  private(set) var placedCount = 0
  /// By `SymbolID.rawValue`; empty where none is known.
  var names: [String] = []
  /// What is left of the print that the orders meet, in base; nil where candles move the market.
  var printLeft: Int64?

  init(_ settings: BacktestSettings) {
    self.settings = settings
    cash = settings.cash
    isWarmingUp = settings.warmUp > 0
  }
}

extension Broker {
  /// Ends the run with an error, for a strategy that cannot go on: its model cannot be read, say.
  public mutating func fail(_ reason: String) { failure = failure ?? reason }

  /// The name of a symbol, or its number where the name is not known.
  public func name(_ symbol: SymbolID) -> String {
    let index = Int(symbol.rawValue)
    return index < names.count && !names[index].isEmpty ? names[index] : "#\(symbol.rawValue)"
  }

  /// The symbol of a name; nil if none of that name was seen yet.
  public func symbol(named name: String) -> SymbolID? {
    guard !name.isEmpty else { return nil }
    return names.firstIndex(of: name).map { SymbolID(rawValue: UInt32($0)) }
  }

  /// Base held of a symbol, what is set aside for resting orders included.
  @inline(__always)
  public func position(_ symbol: SymbolID) -> Amount {
    let index = Int(symbol.rawValue)
    return index < markets.count ? markets[index].base : .zero
  }

  /// The part of a position that the exchange's lot size lets be sold: all of it but the dust.
  public func sellable(_ symbol: SymbolID) -> Amount { rules(symbol).cut(position(symbol)) }

  /// The last price of a symbol; nil until the first candle or trade was seen.
  public func price(_ symbol: SymbolID) -> Amount? { market(symbol)?.price }

  /// What the exchange demands of orders in a symbol, as far as the recording has said so far.
  @inline(__always)
  public func rules(_ symbol: SymbolID) -> SymbolRules {
    let index = Int(symbol.rawValue)
    return index < markets.count ? markets[index].rules : SymbolRules()
  }

  /// Cash and all positions at their last prices, cut to 10⁻⁸.
  public var equity: AmountSum {
    AmountSum(units: Exact.floor(MarketState.worth(cash, markets)?.fine ?? .max, over: Exact.one))
  }

  /// An order that is not done yet.
  public func openOrder(_ id: OrderID) -> Order? { orders.index(of: id).map { orders[$0] } }

  /// Orders that are not done, in placing order; one that replaces another stands in its place.
  public var openOrders: [Order] { orders.list }

  func market(_ symbol: SymbolID) -> MarketState? {
    let index = Int(symbol.rawValue)
    return index < markets.count && markets[index].isSeen ? markets[index] : nil
  }
}

extension Broker {
  /// The number of the order that is placed now.
  @inline(__always)
  mutating func nextNumber() -> OrderID {
    placedCount += 1
    return OrderID(rawValue: placedCount)
  }

  /// Keeps the numbers that follow for an order's exits.
  mutating func keepNumbers(for exits: Order.Exits?) { placedCount += exits?.kinds.count ?? 0 }

  mutating func note(_ fill: Fill) { fills.append(fill) }

  mutating func countExpired() { expiredCount += 1 }

  mutating func reject(_ order: Order, _ code: Rejection.Code, _ message: String) {
    rejectedCount += 1
    guard rejections.count < Self.rejectionsKeptMax else { return }
    rejections.append(Rejection(order: order, code: code, message: message, timeUs: nowUs))
  }

  /// The balances after a fill.
  mutating func hold(cash: Amount, base: Amount, of symbol: SymbolID) {
    self.cash = cash
    markets[Int(symbol.rawValue)].hold(base)
  }

  /// A copy to try something out in one symbol, without what has happened so far.
  func trial(_ symbol: SymbolID) -> Broker {
    var copy = self
    copy.fills = []
    copy.rejections = []
    copy.orders.keep(symbol)
    return copy
  }
}
