import Market

/// A motion as an order meets it: when, and what proves it.
struct Meeting {
  let motion: Motion
  let timeUs: Int64
  let evidence: Fill.Evidence
}

extension Broker {
  /// Lets every open order meet the market once, in placing order. `meeting` tells what an order
  /// meets, nil for an order whose symbol does not move now or that has not taken effect.
  ///
  /// Orders that a fill provokes are placed later, so they wait for the next motion.
  mutating func meetMarket(_ meeting: (Order) -> Meeting?) throws(BacktestError) {
    var kept = 0
    let count = openOrders.count
    for index in 0..<count {
      let order = openOrders[index]
      if let meeting = meeting(order), try settle(order, meeting) { continue }
      openOrders[kept] = order
      kept += 1
    }
    openOrders.removeSubrange(kept..<count)
  }

  /// True if the order is done: filled, refused, or a target that was reached already.
  private mutating func settle(_ order: Order, _ meeting: Meeting) throws(BacktestError) -> Bool {
    guard let execution = order.execution(in: meeting.motion) else { return false }
    nowUs = max(nowUs, meeting.timeUs)
    switch direction(of: order, at: execution.price) {
    case .reached: break
    case .outOfRange: reject(order, .invalidMessage, Self.outOfRange)
    case .side(let side): try fill(order, side, execution, meeting)
    }
    return true
  }

  private mutating func fill(
    _ order: Order, _ side: Side, _ execution: Execution, _ meeting: Meeting
  ) throws(BacktestError) {
    let price = try price(execution, side, order)
    switch size(of: order, side, at: price) {
    case .nothing: break
    case .refused(let code, let message): reject(order, code, message)
    case .trade(let quantity):
      book(order, side, quantity, price: price, isMaker: execution.isMaker, meeting)
    }
  }

  private func price(
    _ execution: Execution, _ side: Side, _ order: Order
  ) throws(BacktestError) -> Amount {
    if execution.isMaker { return execution.price }
    let tickSize = market(order.symbol)?.rules.tickSize
    if case .ticks = settings.slippage, tickSize == nil {
      throw .tickSizeUnknown(order.symbol)
    }
    guard let price = settings.slippage.worsen(execution.price, for: side, tickSize: tickSize)
    else { throw .moneyOverflow("the price of order \(order.id.rawValue) after slippage") }
    return price
  }

  /// Makes the fill and moves the money, or refuses the order where the account cannot pay.
  private mutating func book(
    _ order: Order, _ side: Side, _ quantity: Amount, price: Amount, isMaker: Bool,
    _ meeting: Meeting
  ) {
    guard let money = Money(side, quantity, price, settings) else {
      return reject(order, .invalidMessage, "the order's value is out of range")
    }
    let fill = Fill(
      number: fills.count + 1, order: order.id, symbol: order.symbol, side: side, price: price,
      quantity: quantity, value: money.value, fee: money.fee, isFeeInBase: money.isFeeInBase,
      isMaker: isMaker, timeUs: meeting.timeUs, evidence: meeting.evidence)
    let index = Int(order.symbol.rawValue)
    let newCash = Int128(cash.units) + fill.cashChange
    let newBase = Int128(markets[index].base.units) + fill.baseChange
    guard newCash >= 0 else {
      return reject(
        order, .newOrderRejected,
        "insufficient balance: needs \(AmountSum(units: -fill.cashChange)) quote,"
          + " has \(cash)")
    }
    guard newBase >= 0 else {
      return reject(
        order, .newOrderRejected,
        "insufficient balance: needs \(quantity) base,"
          + " has \(markets[index].base)")
    }
    guard let cashUnits = Int64(exactly: newCash), let baseUnits = Int64(exactly: newBase) else {
      return reject(order, .invalidMessage, "the balance after the fill is out of range")
    }
    cash.units = cashUnits
    markets[index].base.units = baseUnits
    markets[index].price = meeting.motion.start
    fills.append(fill)
  }
}

/// Value and fee of a trade, rounded against the account.
struct Money {
  let value: Amount
  let fee: Amount
  let isFeeInBase: Bool

  /// Nil where a product exceeds an amount.
  init?(_ side: Side, _ quantity: Amount, _ price: Amount, _ settings: BacktestSettings) {
    isFeeInBase = side == .buy && settings.feeAsset == .received
    guard let value = Exact.product(price.units, quantity.units, side == .buy ? .up : .down),
      let fee = Exact.product(isFeeInBase ? quantity.units : value, settings.fee.parts, .up)
    else { return nil }
    self.value = Amount(units: value)
    self.fee = Amount(units: fee)
  }
}
