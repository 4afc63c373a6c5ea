import Market

/// What an order comes to where it trades.
enum Deal {
  case fill(Fill, isDone: Bool)
  /// It does not trade, and is done.
  case over(OrderSize)
  /// All or nothing, and there is less.
  case expires
}

/// What the exchange makes of an order; nothing changes by it.
extension Exchange {
  /// Makes a fill of an order, for as much as the market offers. A target becomes what it comes to.
  func deal(
    _ order: inout Order, _ execution: Execution, _ meeting: Meeting
  ) throws(BacktestError) -> Deal {
    switch account.direction(of: order, at: execution.at, markets) {
    case .reached: return .over(.nothing)
    case .outOfRange: return .over(.refused(.outOfRange))
    case .side(let side):
      let (price, isMaker) = try price(of: order, side, execution)
      let size = size(of: &order, side, at: price)
      guard case .trade(let wanted) = size else { return .over(size) }
      let quantity = AmountSum(units: min(wanted.units, liquidity.left(order.symbol) ?? .max))
      if quantity < wanted, order.timeInForce == .fillOrKill { return .expires }
      guard let money = account.fees.money(side, quantity, at: price, isMaker: isMaker) else {
        return .over(.refused(.invalid("the order's value is out of range")))
      }
      let fill = Fill(
        number: account.fills.count + 1, order: order.id, symbol: order.symbol, side: side,
        price: price, quantity: quantity, value: money.value, fee: money.fee,
        isFeeInBase: money.isFeeInBase, isMaker: isMaker, timeUs: meeting.timeUs,
        evidence: meeting.evidence, reason: order.reason)
      return .fill(fill, isDone: quantity == wanted)
    }
  }

  /// What is paid: a maker's limit, or the market's price after slippage.
  @inline(__always)
  private func price(
    of order: Order, _ side: Side, _ execution: Execution
  ) throws(BacktestError) -> (price: Amount, isMaker: Bool) {
    switch execution {
    case .maker(_, let price): return (price, true)
    case .taker(let at):
      let tickSize = markets.tickSize(order.symbol)
      guard let price = settings.slippage.worsen(at, for: side, tickSize: tickSize) else {
        throw .moneyOverflow("the price of order \(order.id.rawValue) after slippage")
      }
      return (price, false)
    }
  }

  private func size(of order: inout Order, _ side: Side, at price: Amount) -> OrderSize {
    if case .target = order.intent {
      let aside = orders.setAside(besides: order)
      if let size = account.resolve(&order, side, at: price, besides: aside, markets) {
        return size
      }
    }
    let size = order.size(side, at: price, markets.rules(order.symbol), account.fees)
    guard case .trade(let quantity) = size, markets.hasLimits(order.symbol) else { return size }
    return bounded(order, quantity, at: price)
  }

  /// A purchase whose size is known only now has to keep to MAX_POSITION.
  private func bounded(_ order: Order, _ quantity: AmountSum, at price: Amount) -> OrderSize {
    guard markets.rules(order.symbol).limits.positionMax.units > 0,
      case .quote(.buy, _) = order.intent, order.filled == .zero || order.isTarget
    else { return .trade(quantity) }
    var others = orders.tally(order.symbol, isLater: false)
    for slot in orders.withList(order.id) { others -= .init(orders[slot]) }
    return markets[order.symbol].bounded(
      order, quantity, at: price, beside: neighbours(others, order.symbol))
  }
}

extension Exchange {
  /// Why an order cannot be placed now; nil if it can.
  ///
  /// - Parameters:
  ///   - replaced: an open order that goes when this one comes.
  ///   - others: orders of the same list that are placed with it.
  func refusal(
    of order: borrowing Order, replacing replaced: Int? = nil, beside others: ArraySlice<Order> = []
  ) -> Refusal? {
    guard let price = markets.price(order.symbol) else {
      return .notTraded(markets.name(order.symbol))
    }
    let openCount = orders.count + others.count - (replaced == nil ? 0 : 1)
    if openCount >= Broker.openOrdersMax {
      return Refusal(.tooManyOrders, "\(openCount) orders are open, which is the limit")
    }
    if let refusal = order.refusal(markets.rules(order.symbol), account.fees, price: price) {
      return refusal
    }
    guard markets.hasLimits(order.symbol) else { return nil }
    return limitFailure(of: settled(copy order), replacing: replaced, beside: others)
      .map { .invalid($0) }
  }

  /// A limit order for quote as one for what that buys at the limit.
  func settled(_ order: Order) -> Order {
    guard order.isForQuoteAtLimit else { return order }
    var settled = order
    settled.settle(markets.rules(order.symbol), account.fees)
    return settled
  }

  /// Why an order may not stand beside the market and the other orders; nil if it may.
  func limitFailure(
    of order: Order, replacing replaced: Int? = nil, beside others: ArraySlice<Order> = []
  ) -> String? {
    guard markets.hasLimits(order.symbol) else { return nil }
    // All travel equally long: whatever is being cancelled is gone when an order of the strategy arrives.
    var open = orders.tally(order.symbol, isLater: !order.isExit)
    if let replaced, orders[replaced].cancelledUs == .max { open -= .init(orders[replaced]) }
    for other in others { open += .init(settled(other)) }
    return markets[order.symbol].limitFailure(
      of: order, beside: neighbours(open, order.symbol), nowUs: nowUs)
  }

  private func neighbours(_ open: SymbolOrders.Tally, _ symbol: SymbolID) -> Neighbours {
    Neighbours(orders: open, base: account.position(symbol))
  }

  /// Why the account cannot let an order stand that has just come; nil if it can.
  @inline(__always)
  func shortage(ofNew slot: Int) -> Refusal? {
    if orders.isCovered(slot, by: account) || orders[slot].isAtMarket { return nil }
    return account.shortage(
      for: orders[slot], besides: orders.setAside(besides: orders[slot]))
  }
}
