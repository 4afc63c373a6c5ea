import Market

/// A motion as an order meets it: when, and what proves it.
struct Meeting {
  let motion: Motion
  /// When the order meets it; later what happens to the order happens.
  let timeUs: Int64
  let evidence: Fill.Evidence
}

extension Broker {
  /// Things that happen to orders in one motion are at most as many: orders that fills provoke can
  /// trade in what is left of it, and provoke others.
  static let eventsPerMotionMax = 1000

  /// Lets every open order meet the market at one moment, in placing order. `meeting` gives what an
  /// order meets, nil for an order whose symbol does not move now or that has not arrived.
  ///
  /// Orders that a fill provokes are placed later, so they wait for the next motion.
  @inline(__always)
  mutating func jump(_ meeting: (Order) -> Meeting?) throws(BacktestError) {
    for index in 0..<orders.count where !orders[index].isGone {
      if let meeting = meeting(orders[index]) { try meet(index, meeting) }
    }
    orders.sweep()
  }

  /// Lets the first thing happen that a glide does to any order: earliest first, at one time in
  /// placing order. False if nothing is left.
  mutating func glide(
    _ step: Int, _ path: (Order) -> CandlePath?
  ) throws(BacktestError) -> Bool {
    var first: (index: Int, meeting: Meeting)?
    for (index, order) in orders.list.enumerated() {
      guard let path = path(order), let part = part(of: step, path, order) else { continue }
      var met = order
      let atUs: Int64
      switch met.meet(part.motion, try fillRules(order.symbol)) {
      case .waits: continue
      case .trades(let execution): atUs = path.timeUs(of: step, at: execution.at)
      case .arms(let price): atUs = path.timeUs(of: step, at: price)
      case .wouldTake, .expires: atUs = part.timeUs
      }
      let timeUs = max(atUs, part.timeUs)
      if let first, first.meeting.timeUs <= timeUs { continue }
      first = (
        index,
        Meeting(
          motion: part.motion, timeUs: timeUs,
          evidence: .candle(openTimeMs: path.candle.openTimeMs, step: step))
      )
    }
    guard let first else { return false }
    try meet(first.index, first.meeting)
    orders.sweep()
    return true
  }

  /// Leaves the orders as a glide did to which nothing happened in it.
  mutating func endGlide(
    _ step: Int, _ path: (Order) -> CandlePath?
  ) throws(BacktestError) {
    for index in orders.indices {
      let order = orders[index]
      guard let path = path(order), let part = part(of: step, path, order) else { continue }
      var met = order
      guard case .waits = met.meet(part.motion, try fillRules(order.symbol)) else { continue }
      orders[index] = met
      wait(index, wasSent: order.stage == .sent)
    }
    orders.sweep()
  }

  private func part(
    of step: Int, _ path: CandlePath, _ order: Order
  ) -> (motion: Motion, timeUs: Int64)? {
    path.part(of: step, fromUs: order.sinceUs, untilUs: order.cancelledUs, for: order.side)
  }

  /// `mutating`, as all that looks at the account on an order's way: see `direction(of:at:)`.
  @inline(__always)
  private mutating func fillRules(_ symbol: SymbolID) throws(BacktestError) -> FillRules {
    let tickSize = rules(symbol).tickSize
    if case .ticks = settings.slippage, tickSize == nil { throw .tickSizeUnknown(symbol) }
    return FillRules(
      slippage: settings.slippage, tickSize: tickSize, touchFills: settings.limitFills == .touch)
  }

  /// What a motion does to an order, carried out.
  private mutating func meet(_ index: Int, _ meeting: Meeting) throws(BacktestError) {
    let rules = try fillRules(orders[index].symbol)
    let before = Order.Attempt(orders[index])
    let encounter = orders[index].meet(meeting.motion, rules)
    if case .waits = encounter { return wait(index, wasSent: before.stage == .sent) }
    nowUs = max(nowUs, meeting.timeUs)
    switch encounter {
    case .waits: break
    case .arms:
      orders[index].sinceUs = meeting.timeUs
      orders.endList(of: index)
    case .trades(let execution):
      // A limit order must be able to pay its limit, though it may come to trade at a better price.
      if before.stage == .sent, orders[index].limit != nil,
        let shortage = shortage(for: orders[index])
      {
        return end(index, before, .refused(.newOrderRejected, shortage))
      }
      try trade(index, before, execution, meeting)
    case .wouldTake:
      end(
        index, before,
        .refused(.newOrderRejected, "Order would immediately match and take."))
    case .expires:
      if orders[index].stage == .triggered, before.stage != .triggered {
        orders.endList(of: index)
      }
      expire(index)
    }
  }

  /// An order stays; one that has just arrived must be able to pay while it rests.
  private mutating func wait(_ index: Int, wasSent: Bool) {
    guard wasSent, let shortage = shortage(for: orders[index]) else { return }
    reject(orders[index], .newOrderRejected, shortage)
    finish(index)
  }

  mutating func expire(_ index: Int) {
    countExpired()
    finish(index)
  }

  /// An order is over. Its exits are sent now, for what it has traded.
  mutating func finish(_ index: Int) {
    orders[index].isGone = true
    guard let exits = orders[index].exits, orders[index].received > 0 else { return }
    sendExits(exits, of: orders[index])
  }

  private mutating func sendExits(_ exits: Order.Exits, of order: Order) {
    guard let side = order.side else { return }
    let quantity = rules(order.symbol).cut(Amount(units: order.received))
    guard quantity > .zero else { return }
    let kinds = exits.kinds
    var list: [Order] = []
    for (index, kind) in kinds.enumerated() {
      var exit = Order(
        id: OrderID(rawValue: order.id.rawValue + 1 + index), symbol: order.symbol,
        intent: .quantity(side.opposite, quantity), kind: kind, placedUs: nowUs,
        effectiveUs: nowUs)
      if kinds.count > 1 { exit.list = OrderID(rawValue: order.id.rawValue + 1) }
      if let failure = filterFailure(of: exit, rules(order.symbol))
        ?? limitFailure(of: exit, beside: list[...])
      {
        return reject(exit, .invalidMessage, failure)
      }
      list.append(exit)
    }
    for exit in list { orders.append(exit) }
  }
}
