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

/// What the broker knows of one symbol.
struct MarketState: Sendable {
  /// Nothing was seen of the symbol yet if false.
  var isSeen = false
  /// Base held.
  var base = Amount.zero
  /// The last price; nil until the first candle or trade.
  var price: Amount?
  /// Exchange time of `price`: a late trade does not move the market back.
  var priceTimeUs = Int64.min
  /// Open time of the last candle of the marking interval.
  var lastOpenTimeMs = Int64.min
  var rules = SymbolRules()
}

extension MarketState {
  /// Counts a marking candle in; false if it does not come after the last one.
  mutating func take(_ candle: Candle, takesPrice: Bool) -> Bool {
    guard candle.openTimeMs > lastOpenTimeMs else { return false }
    lastOpenTimeMs = candle.openTimeMs
    if takesPrice { price = candle.close }
    return true
  }

  /// What an account is worth, in units of 10⁻¹⁶, exact: price × quantity needs no rounding there.
  /// Nil if 128 bits do not hold it.
  static func worth(
    _ cash: Amount, _ markets: [MarketState]
  ) -> (fine: Int128, isHolding: Bool)? {
    var sum = Int128(cash.units) &* Exact.one
    var isHolding = false
    for market in markets where market.base.units != 0 {
      isHolding = true
      // Two 64-bit numbers: their product always fits.
      let worth = Int128(market.base.units) &* Int128(market.price?.units ?? 0)
      let (next, overflow) = sum.addingReportingOverflow(worth)
      if overflow { return nil }
      sum = next
    }
    return (sum, isHolding)
  }
}

// MARK: - Looking

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

// MARK: - Speaking

extension Broker {
  /// Buys a quantity of the base asset at market.
  @discardableResult
  public mutating func buy(_ symbol: SymbolID, quantity: Amount) -> OrderID {
    place(symbol, .quantity(.buy, quantity))
  }

  /// Buys at market for at most this much quote; fees taken in quote are part of it.
  @discardableResult
  public mutating func buy(_ symbol: SymbolID, quote: Amount) -> OrderID {
    place(symbol, .quote(.buy, quote))
  }

  /// Sells a quantity of the base asset at market.
  @discardableResult
  public mutating func sell(_ symbol: SymbolID, quantity: Amount) -> OrderID {
    place(symbol, .quantity(.sell, quantity))
  }

  /// Sells at market for at least this much quote, before the fee.
  @discardableResult
  public mutating func sell(_ symbol: SymbolID, quote: Amount) -> OrderID {
    place(symbol, .quote(.sell, quote))
  }

  /// Buys or sells at market until this share of the account's worth is held in the symbol, as far
  /// as cash goes: `.one` spends all of it, fees included, and never bounces; `.zero` sells all.
  @discardableResult
  public mutating func target(_ symbol: SymbolID, share: Ratio) -> OrderID {
    place(symbol, .target(share))
  }

  /// Takes back an order that has not met the market; false if there is no such order.
  @discardableResult
  public mutating func cancel(_ id: OrderID) -> Bool {
    guard let index = openOrders.firstIndex(where: { $0.id == id }) else { return false }
    openOrders.remove(at: index)
    return true
  }

  /// Places an order now; it takes effect after the latency.
  @discardableResult
  public mutating func place(
    _ symbol: SymbolID, _ intent: Order.Intent, kind: Order.Kind = .market
  ) -> OrderID {
    placedCount += 1
    let effective = nowUs.addingReportingOverflow(settings.latencyUs)
    let order = Order(
      id: OrderID(rawValue: placedCount), symbol: symbol, intent: intent, kind: kind,
      placedUs: nowUs, effectiveUs: effective.overflow ? .max : effective.partialValue)
    if let (code, message) = refusal(of: order) {
      reject(order, code, message)
    } else {
      openOrders.append(order)
    }
    return order.id
  }

  /// What can be refused before a price is known.
  private func refusal(of order: Order) -> (Rejection.Code, String)? {
    if market(order.symbol) == nil {
      return (.badSymbol, "no candle or trade of symbol \(order.symbol.rawValue) was seen yet")
    }
    if openOrders.count >= Self.openOrdersMax {
      return (.tooManyOrders, "\(openOrders.count) orders are open, which is the limit")
    }
    switch order.intent {
    case .quantity(_, let amount) where amount.units <= 0:
      return (.invalidMessage, "quantity \(amount) is not positive")
    case .quote(_, let amount) where amount.units <= 0:
      return (.invalidMessage, "quote amount \(amount) is not positive")
    case .target(let share) where share < .zero || share > .one:
      return (.invalidMessage, "share \(share.text) is not from 0 to 1")
    default: return nil
    }
  }

  mutating func reject(_ order: Order, _ code: Rejection.Code, _ message: String) {
    rejectedCount += 1
    guard rejections.count < Self.rejectionsKeptMax else { return }
    rejections.append(Rejection(order: order, code: code, message: message, timeUs: nowUs))
  }
}
