public import Market

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
