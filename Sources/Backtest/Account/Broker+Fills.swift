import Market

extension Broker {
  /// Trades an order, in full or as much of it as the print holds.
  ///
  /// - Parameter before: the order as it was before it met the motion.
  mutating func trade(
    _ index: Int, _ before: Order.Attempt, _ execution: Execution, _ meeting: Meeting
  ) throws(BacktestError) {
    guard printLeft != 0 else {
      // A stop stays reached, and its list is over; whoever came to take waits for the next print.
      if orders[index].stage == .triggered { return orders.endList(of: index) }
      return before.undo(&orders[index])
    }
    switch direction(of: index, at: execution.at) {
    case .reached: finish(index)
    case .outOfRange: end(index, before, .refused(.invalidMessage, Self.outOfRange))
    case .side(let side): try trade(index, before, side, execution, meeting)
    }
  }

  private mutating func trade(
    _ index: Int, _ before: Order.Attempt, _ side: Side, _ execution: Execution,
    _ meeting: Meeting
  ) throws(BacktestError) {
    let price = try price(execution, side, index)
    if let refused = resolve(index, side, at: price) { return end(index, before, refused) }
    var size = size(of: orders[index], side, at: price)
    if case .trade(let quantity) = size { size = bounded(index, quantity, at: price) }
    guard case .trade(let quantity) = size else { return end(index, before, size) }
    book(index, before, side, quantity, price, execution, meeting)
  }

  /// An order that was not traded is over, as it was before; one whose stop was reached takes its
  /// list along.
  mutating func end(_ index: Int, _ before: Order.Attempt, _ size: OrderSize) {
    if orders[index].stage == .triggered { orders.endList(of: index) }
    before.undo(&orders[index])
    if case .refused(let code, let message) = size { reject(orders[index], code, message) }
    finish(index)
  }

  @inline(__always)
  private func price(
    _ execution: Execution, _ side: Side, _ index: Int
  ) throws(BacktestError) -> Amount {
    switch execution {
    case .maker(_, let price): return price
    case .taker(let at):
      let tickSize = rules(orders[index].symbol).tickSize
      guard let price = settings.slippage.worsen(at, for: side, tickSize: tickSize) else {
        throw .moneyOverflow("the price of order \(orders[index].id.rawValue) after slippage")
      }
      return price
    }
  }

  /// Makes the fill and moves the money, or refuses the order where the account cannot pay.
  private mutating func book(
    _ index: Int, _ before: Order.Attempt, _ side: Side, _ wanted: Amount, _ price: Amount,
    _ execution: Execution, _ meeting: Meeting
  ) {
    let quantity = Amount(units: min(wanted.units, printLeft ?? .max))
    if quantity < wanted, orders[index].timeInForce == .fillOrKill { return expire(index) }
    var isMaker = false
    if case .maker = execution { isMaker = true }
    guard let money = Money(side, quantity, price, settings, isMaker: isMaker) else {
      return end(
        index, before, .refused(.invalidMessage, "the order's value is out of range"))
    }
    let fill = Fill(
      number: fills.count + 1, order: orders[index].id, symbol: orders[index].symbol,
      side: side, price: price, quantity: quantity, value: money.value, fee: money.fee,
      isFeeInBase: money.isFeeInBase, isMaker: isMaker, timeUs: meeting.timeUs,
      evidence: meeting.evidence)
    if let refused = pay(fill, index) { return end(index, before, refused) }
    markets[Int(fill.symbol.rawValue)].move(to: execution.at)
    note(fill)
    if let left = printLeft { printLeft = left - quantity.units }
    orders[index].take(fill)
    conclude(index, isDone: quantity == wanted)
  }

  /// Moves the money of an order's fill; otherwise says why not.
  private mutating func pay(_ fill: Fill, _ order: Int) -> OrderSize? {
    let index = Int(fill.symbol.rawValue)
    let (cashChange, baseChange) = (fill.cashChange, fill.baseChange)
    let newCash = Int128(cash.units) + cashChange
    let newBase = Int128(markets[index].base.units) + baseChange
    let aside = setAsideByOthers(order)
    if cashChange < 0, newCash < aside.quote {
      let free = Int128(cash.units) - aside.quote
      return .refused(.newOrderRejected, Self.insufficient(-cashChange, "quote", free))
    }
    if baseChange < 0, newBase < aside.base {
      let free = Int128(markets[index].base.units) - aside.base
      return .refused(.newOrderRejected, Self.insufficient(-baseChange, "base", free))
    }
    guard let cashUnits = Int64(exactly: newCash), let baseUnits = Int64(exactly: newBase) else {
      return .refused(.invalidMessage, "the balance after the fill is out of range")
    }
    hold(cash: Amount(units: cashUnits), base: Amount(units: baseUnits), of: fill.symbol)
    return nil
  }

  /// What a fill leaves of its order.
  private mutating func conclude(_ index: Int, isDone: Bool) {
    orders.endList(of: index)
    if isDone {
      refuseReplacement(of: index)
      finish(index)
    } else if orders[index].timeInForce != .goodTillCancelled {
      expire(index)
    }
  }

  /// A replacement under way comes too late.
  private mutating func refuseReplacement(of order: Int) {
    guard orders[order].cancelledUs != .max else { return }
    let id = orders[order].id
    for index in orders.indices where orders[index].replaces == id {
      reject(orders[index], .cancelRejected, "Unknown order sent: it was filled before")
      orders[index].isGone = true
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
