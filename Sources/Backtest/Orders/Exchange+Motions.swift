import Market

/// A motion as an order meets it: when, and what proves it.
struct Meeting {
  let motion: Motion
  /// When the order meets it; later what happens to the order happens.
  var timeUs: Int64
  let evidence: Fill.Evidence
}

/// What a motion does to an order, before it is carried out.
struct Happening {
  let index: Int
  /// The order's, as the motion leaves it.
  let stance: Order.Stance
  let encounter: Encounter
  var meeting: Meeting
}

/// Where orders meet the market, and nowhere else.
extension Exchange {
  /// Things that happen to orders in one glide are at most as many: orders that fills provoke can
  /// trade in what is left of it, and provoke others.
  static let glideEventsMax = 1000

  /// A trade of the tape jumps to its price.
  mutating func jump(_ trade: Trade) throws(BacktestError) {
    settle(untilUs: trade.tradeTimeUs)
    move(trade)
    guard !orders.isEmpty else { return }
    let meeting = Meeting(
      motion: .jump(to: trade.price), timeUs: trade.tradeTimeUs, evidence: .trade(id: trade.id))
    // A late trade meets the orders that had arrived by then.
    try jump { $0.symbol == trade.symbol && $0.effectiveUs <= meeting.timeUs ? meeting : nil }
  }

  /// Candles jump to their opens.
  mutating func open(_ paths: [CandlePath]) throws(BacktestError) {
    for path in paths { markets.move(path.symbol, to: path.opening.price) }
    try jump { order in
      paths.index(of: order.symbol).flatMap { paths[$0].opening.meeting(order) }
    }
  }

  /// A symbol's candle jumps to its open.
  mutating func open(_ opening: CandleOpening, of symbol: SymbolID) throws(BacktestError) {
    markets.move(symbol, to: opening.price)
    try jump { $0.symbol == symbol ? opening.meeting($0) : nil }
  }

  /// Lets every open order meet the market at one moment, in placing order. What a fill provokes is
  /// placed later, so it waits for the next motion.
  @inline(__always)
  private mutating func jump(_ meeting: (borrowing Order) -> Meeting?) throws(BacktestError) {
    for index in orders.indices where !orders[index].isGone && orders[index].stance.stage != .sent {
      guard let meeting = meeting(orders[index]) else { continue }
      try carryOut(try happening(to: index, at: meeting))
    }
    orders.sweep()
  }

  /// Lets the first thing happen that a glide does to any order: earliest first, at one time in
  /// placing order. False if nothing is left, or nothing may happen any more: the orders then are as
  /// the glide leaves them.
  mutating func glide(
    _ step: Int, _ paths: [CandlePath], mayAct: Bool
  ) throws(BacktestError) -> Bool {
    var first: Happening?
    var waiting: [Happening] = []
    for index in orders.indices {
      guard let path = paths.index(of: orders[index].symbol),
        let meeting = paths[path].meeting(step, orders[index])
      else { continue }
      var happening = try happening(to: index, at: meeting)
      if case .waits = happening.encounter {
        if happening.stance != orders[index].stance { waiting.append(happening) }
        continue
      }
      if let price = happening.encounter.at {
        happening.meeting.timeUs = max(meeting.timeUs, paths[path].timeUs(of: step, at: price))
      }
      if let first, first.meeting.timeUs <= happening.meeting.timeUs { continue }
      first = happening
    }
    if mayAct, let first {
      move(paths, step, to: first)
      try carryOut(first)
    } else {
      for happening in waiting { wait(happening) }
    }
    orders.sweep()
    return mayAct && first != nil
  }

  /// The market comes to where something happens, and so do the others that move.
  private mutating func move(_ paths: [CandlePath], _ step: Int, to first: Happening) {
    for path in paths {
      markets.move(path.symbol, to: path.price(of: step, atUs: first.meeting.timeUs))
    }
    if let price = first.encounter.at { markets.move(orders[first.index].symbol, to: price) }
  }

  private func happening(
    to index: Int, at meeting: Meeting
  ) throws(BacktestError) -> Happening {
    let symbol = orders[index].symbol
    let tickSize = markets.rules(symbol).tickSize
    if case .ticks = settings.slippage, tickSize == nil { throw .tickSizeUnknown(symbol) }
    let rules = FillRules(
      slippage: settings.slippage, tickSize: tickSize, touchFills: settings.limitFills == .touch)
    var stance = orders[index].stance
    let quote = settings.fills == .tape ? markets[symbol].quote : nil
    let encounter = orders[index].meet(meeting.motion, rules, &stance, quote: quote)
    return Happening(index: index, stance: stance, encounter: encounter, meeting: meeting)
  }

  private mutating func carryOut(_ happening: Happening) throws(BacktestError) {
    let index = happening.index
    if case .waits = happening.encounter { return wait(happening) }
    advance(toUs: happening.meeting.timeUs)
    switch happening.encounter {
    case .waits: break
    case .arrives: arrive(index)
    case .arms:
      orders[index].stance = happening.stance
      orders[index].sinceUs = happening.meeting.timeUs
      orders.endList(of: index)
    case .trades(let execution): try trade(happening, execution)
    case .expires:
      endListIfTriggered(happening)
      expire(index)
    }
  }

  private mutating func wait(_ happening: Happening) {
    orders[happening.index].stance = happening.stance
  }

  /// Trades an order, in full or as much of it as the print holds.
  private mutating func trade(
    _ happening: Happening, _ execution: Execution
  ) throws(BacktestError) {
    let index = happening.index
    if printLeft == 0 {
      // A stop stays reached, and its list is over; whoever came to take waits for the next print.
      return endListIfTriggered(happening)
    }
    var order = orders[index]
    order.stance = happening.stance
    switch try deal(&order, execution, happening.meeting) {
    case .over(let size): end(happening, size)
    case .expires: expire(index)
    case .fill(let fill, let isDone):
      if let refusal = book(fill, of: order) { return end(happening, .refused(refusal)) }
      order.take(fill)
      orders[index] = order
      conclude(index, isDone: isDone)
    }
  }

  /// What a fill leaves of its order.
  private mutating func conclude(_ index: Int, isDone: Bool) {
    orders.endList(of: index)
    if isDone {
      if orders[index].cancelledUs != .max { refuseReplacements(of: orders[index].id) }
      finish(index)
    } else if orders[index].timeInForce != .goodTillCancelled {
      expire(index)
    }
  }

  /// An order that did not trade is over, as it was before; one whose stop was reached takes its list
  /// along.
  private mutating func end(_ happening: Happening, _ size: OrderSize) {
    endListIfTriggered(happening)
    if case .refused(let refusal) = size { reject(orders[happening.index], refusal) }
    finish(happening.index)
  }

  private mutating func endListIfTriggered(_ happening: Happening) {
    guard orders[happening.index].stance.stage == .waits else { return }
    orders[happening.index].stance = happening.stance
    orders.endList(of: happening.index)
  }
}
