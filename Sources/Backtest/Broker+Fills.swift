import Market

extension Broker {
  /// Trades an order, in full or as much of it as the print holds.
  mutating func trade(
    _ index: Int, _ met: Order, _ execution: Execution, _ meeting: Meeting
  ) throws(BacktestError) {
    guard printLeft != 0 else {
      // A stop stays reached; whoever came to take waits for the next print.
      if met.stage == .triggered { openOrders[index] = met }
      return
    }
    switch direction(of: met, at: execution.at) {
    case .reached: finish(index)
    case .outOfRange: end(index, .refused(.invalidMessage, Self.outOfRange))
    case .side(let side): try trade(index, met, side, execution, meeting)
    }
  }

  private mutating func trade(
    _ index: Int, _ met: Order, _ side: Side, _ execution: Execution, _ meeting: Meeting
  ) throws(BacktestError) {
    let price = try price(execution, side, met)
    var order = met
    if let refused = resolve(&order, side, at: price) { return end(index, refused) }
    var size = size(of: order, side, at: price)
    if case .trade(let quantity) = size { size = bounded(order, quantity, at: price) }
    guard case .trade(let quantity) = size else { return end(index, size) }
    book(index, order, side, quantity, price, execution, meeting)
  }

  private mutating func end(_ index: Int, _ size: OrderSize) {
    if case .refused(let code, let message) = size { reject(openOrders[index], code, message) }
    finish(index)
  }

  @inline(__always)
  private func price(
    _ execution: Execution, _ side: Side, _ order: Order
  ) throws(BacktestError) -> Amount {
    switch execution {
    case .maker(_, let price): return price
    case .taker(let at):
      let tickSize = rules(order.symbol).tickSize
      guard let price = settings.slippage.worsen(at, for: side, tickSize: tickSize) else {
        throw .moneyOverflow("the price of order \(order.id.rawValue) after slippage")
      }
      return price
    }
  }

  /// Makes the fill and moves the money, or refuses the order where the account cannot pay.
  private mutating func book(
    _ index: Int, _ order: Order, _ side: Side, _ wanted: Amount, _ price: Amount,
    _ execution: Execution, _ meeting: Meeting
  ) {
    let quantity = Amount(units: min(wanted.units, printLeft ?? .max))
    if quantity < wanted, order.timeInForce == .fillOrKill { return expire(index) }
    var isMaker = false
    if case .maker = execution { isMaker = true }
    guard let money = Money(side, quantity, price, settings, isMaker: isMaker) else {
      return end(index, .refused(.invalidMessage, "the order's value is out of range"))
    }
    let fill = Fill(
      number: fills.count + 1, order: order.id, symbol: order.symbol, side: side, price: price,
      quantity: quantity, value: money.value, fee: money.fee, isFeeInBase: money.isFeeInBase,
      isMaker: isMaker, timeUs: meeting.timeUs, evidence: meeting.evidence)
    if let refused = pay(fill, order) { return end(index, refused) }
    markets[Int(order.symbol.rawValue)].price = execution.at
    fills.append(fill)
    if let left = printLeft { printLeft = left - quantity.units }
    conclude(index, order, fill, isDone: quantity == wanted)
  }

  /// Moves a fill's money; otherwise says why not.
  private mutating func pay(_ fill: Fill, _ order: Order) -> OrderSize? {
    let index = Int(fill.symbol.rawValue)
    let newCash = Int128(cash.units) + fill.cashChange
    let newBase = Int128(markets[index].base.units) + fill.baseChange
    let aside = openOrders.count > 1 ? setAside(besides: order) : (quote: 0, base: 0)
    if fill.cashChange < 0, newCash < aside.quote {
      let free = Int128(cash.units) - aside.quote
      return .refused(.newOrderRejected, Self.insufficient(-fill.cashChange, "quote", free))
    }
    if fill.baseChange < 0, newBase < aside.base {
      let free = Int128(markets[index].base.units) - aside.base
      return .refused(.newOrderRejected, Self.insufficient(-fill.baseChange, "base", free))
    }
    guard let cashUnits = Int64(exactly: newCash), let baseUnits = Int64(exactly: newBase) else {
      return .refused(.invalidMessage, "the balance after the fill is out of range")
    }
    cash.units = cashUnits
    markets[index].base.units = baseUnits
    return nil
  }

  /// What a fill leaves of its order.
  private mutating func conclude(_ index: Int, _ order: Order, _ fill: Fill, isDone: Bool) {
    var order = order
    order.filled.units = Int64(clamping: Int128(order.filled.units) + Int128(fill.quantity.units))
    order.received = Int64(clamping: Int128(order.received) + Int128(fill.baseChange.magnitude))
    switch order.intent {
    case .quantity(let side, let quantity):
      order.intent = .quantity(side, Amount(units: quantity.units - fill.quantity.units))
    case .quote(.buy, let quote):
      let left = Int128(quote.units) + fill.cashChange
      order.intent = .quote(.buy, Amount(units: Int64(clamping: left)))
    case .quote(.sell, let quote):
      order.intent = .quote(.sell, Amount(units: max(0, quote.units - fill.value.units)))
    case .target: break
    }
    openOrders[index] = order
    cancelList(of: index)
    if isDone {
      refuseReplacement(of: order)
      finish(index)
    } else if order.timeInForce != .goodTillCancelled {
      expire(index)
    }
  }

  /// A replacement under way comes too late.
  private mutating func refuseReplacement(of order: Order) {
    guard order.cancelledUs != .max else { return }
    for index in openOrders.indices where openOrders[index].replaces == order.id {
      reject(openOrders[index], .cancelRejected, "Unknown order sent: it was filled before")
      openOrders[index].isGone = true
    }
  }
}

/// Value and fee of a trade, rounded against the account.
struct Money {
  let value: Amount
  let fee: Amount
  let isFeeInBase: Bool

  /// Nil where a product exceeds an amount.
  init?(
    _ side: Side, _ quantity: Amount, _ price: Amount, _ settings: BacktestSettings, isMaker: Bool
  ) {
    isFeeInBase = side == .buy && settings.feeAsset == .received
    let rate = settings.fee(isMaker: isMaker)
    guard let value = Exact.product(price.units, quantity.units, side == .buy ? .up : .down),
      let fee = Exact.product(isFeeInBase ? quantity.units : value, rate.parts, .up)
    else { return nil }
    self.value = Amount(units: value)
    self.fee = Amount(units: fee)
  }
}
