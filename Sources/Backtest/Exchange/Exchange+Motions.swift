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
  let slot: Int
  /// The order's, as the motion leaves it.
  let stance: Order.Stance
  var encounter: Encounter
  var meeting: Meeting
}

/// Where orders meet the market, and nowhere else.
extension Exchange {
  /// Things that happen to orders in one glide are at most as many: orders that fills provoke can
  /// trade in what is left of it, and provoke others.
  static let glideEventsMax = 1000

  /// A trade of the tape jumps to its price.
  mutating func jump(_ trade: borrowing Trade) throws(BacktestError) {
    settle(untilUs: trade.tradeTimeUs)
    move(trade)
    let price = trade.price
    guard !orders.calm(trade.symbol).holds(low: price, high: price) else { return }
    let meeting = Meeting(
      motion: .jump(to: price), timeUs: trade.tradeTimeUs, evidence: .trade(id: trade.id))
    var found = takeRoom()
    orders.addReached(trade.symbol, low: price, high: price, to: &found)
    for slot in found {
      // A late trade meets the orders that had arrived by then.
      guard !orders[slot].isGone, orders[slot].effectiveUs <= meeting.timeUs else { continue }
      try carryOut(try happening(to: slot, at: meeting))
    }
    giveBack(&found)
    orders.sweep()
  }

  /// Candles jump to their opens: every order that this reaches meets it, in placing order. What a fill
  /// provokes is placed later, so it waits for the next motion.
  mutating func open(_ paths: [CandlePath]) throws(BacktestError) {
    for path in paths { begin(path.opening, of: path.symbol, volume: path.volume) }
    var reached: [(slot: Int, opening: CandleOpening)] = []
    for path in paths {
      let price = path.opening.price
      for slot in orders.reached(path.symbol, low: price, high: price) {
        reached.append((slot, path.opening))
      }
    }
    if paths.count > 1 { reached.sort { orders.isBefore($0.slot, $1.slot) } }
    for (slot, opening) in reached { try meet(slot, opening) }
    orders.sweep()
  }

  /// A symbol's candle jumps to its open.
  mutating func open(
    _ opening: CandleOpening, of symbol: SymbolID, volume: AmountSum
  ) throws(BacktestError) {
    begin(opening, of: symbol, volume: volume)
    var found = takeRoom()
    orders.addReached(symbol, low: opening.price, high: opening.price, to: &found)
    for slot in found { try meet(slot, opening) }
    giveBack(&found)
    orders.sweep()
  }

  private mutating func meet(_ slot: Int, _ opening: CandleOpening) throws(BacktestError) {
    guard !orders[slot].isGone, orders[slot].sinceUs <= opening.openUs else { return }
    try carryOut(try happening(to: slot, at: opening.meeting))
  }

  /// Lets the first thing happen that a glide does to any order: earliest first, at one time in
  /// placing order, and what arrives before what is there. False if nothing is left, or nothing may
  /// happen any more: the orders then are as the glide leaves them.
  mutating func glide(
    _ step: Int, _ paths: inout [CandlePath], mayAct: Bool
  ) throws(BacktestError) -> Bool {
    var (first, waiting) = try happenings(step, paths)
    if !mayAct { first = nil }
    guard let endUs = paths.first?.endUs(of: step), mayAct else {
      for happening in waiting { wait(happening) }
      return false
    }
    let dueUs = orders.onTheirWay.nextUs
    if dueUs <= min(first?.meeting.timeUs ?? .max, endUs - 1) {
      move(paths, step, toUs: dueUs)
      takeNext()
      return true
    }
    guard let first else {
      for happening in waiting { wait(happening) }
      return false
    }
    if let price = first.encounter.at {
      let symbol = orders[first.slot].symbol
      for index in paths.indices where paths[index].symbol == symbol {
        paths[index].note(step, first.meeting.timeUs, price)
      }
    }
    move(paths, step, toUs: first.meeting.timeUs)
    try carryOut(first)
    orders.sweep()
    return true
  }

  /// The first thing that a glide does to an order, and the orders that it changes without more.
  private func happenings(
    _ step: Int, _ paths: [CandlePath]
  ) throws(BacktestError) -> (first: Happening?, waiting: [Happening]) {
    var first: Happening?
    var waiting: [Happening] = []
    for path in paths {
      let (low, high) = path.range(of: step)
      for slot in orders.reached(path.symbol, low: low, high: high) {
        let (sinceUs, side) = (orders[slot].sinceUs, orders[slot].side)
        guard let meeting = path.meeting(step, from: sinceUs, side) else { continue }
        var happening = try happening(to: slot, at: meeting)
        happening.encounter = offered(happening)
        if case .waits = happening.encounter {
          if happening.stance != orders[slot].stance { waiting.append(happening) }
          continue
        }
        if let price = happening.encounter.at {
          happening.meeting.timeUs = max(meeting.timeUs, path.timeUs(of: step, at: price))
        }
        if let first, !isBefore(happening, first) { continue }
        first = happening
      }
    }
    return (first, waiting)
  }

  /// What a glide does to an order where the candle offers no more: it waits, and a stop is reached.
  private func offered(_ happening: Happening) -> Encounter {
    guard case .trades(let execution) = happening.encounter,
      liquidity.isUsedUp(orders[happening.slot].symbol)
    else { return happening.encounter }
    return orders[happening.slot].stance.stage == .waits ? .arms(at: execution.at) : .waits
  }

  private func isBefore(_ a: Happening, _ b: Happening) -> Bool {
    a.meeting.timeUs == b.meeting.timeUs
      ? orders.isBefore(a.slot, b.slot) : a.meeting.timeUs < b.meeting.timeUs
  }

  /// All markets that move come to where they are at a time.
  private mutating func move(_ paths: [CandlePath], _ step: Int, toUs timeUs: Int64) {
    for path in paths { markets.move(path.symbol, to: path.quote(of: step, atUs: timeUs)) }
  }

  private func happening(
    to slot: Int, at meeting: Meeting
  ) throws(BacktestError) -> Happening {
    let symbol = orders[slot].symbol
    let tickSize = markets.tickSize(symbol)
    guard settings.slippage.isKnown(tickSize) else { throw .tickSizeUnknown(symbol) }
    let rules = FillRules(
      slippage: settings.slippage, tickSize: tickSize, touchFills: settings.limitFills == .touch)
    var stance = orders[slot].stance
    let quote = settings.fills == .tape ? markets[symbol].quote : nil
    let encounter = orders[slot].meet(meeting.motion, rules, &stance, quote: quote)
    return Happening(slot: slot, stance: stance, encounter: encounter, meeting: meeting)
  }

  private mutating func carryOut(_ happening: borrowing Happening) throws(BacktestError) {
    let slot = happening.slot
    if case .waits = happening.encounter { return wait(happening) }
    advance(toUs: happening.meeting.timeUs)
    switch happening.encounter {
    case .waits: break
    case .arms:
      let (stance, sinceUs) = (happening.stance, happening.meeting.timeUs)
      orders.change(slot) { ($0.stance, $0.sinceUs) = (stance, sinceUs) }
      endList(of: slot)
    case .trades(let execution): try trade(happening, execution)
    case .expires:
      endListIfTriggered(happening)
      expire(slot)
    }
  }

  private mutating func wait(_ happening: borrowing Happening) {
    let stance = happening.stance
    orders.change(happening.slot) { $0.stance = stance }
  }

  /// Trades an order, in full or as much of it as the market offers.
  private mutating func trade(
    _ happening: borrowing Happening, _ execution: Execution
  ) throws(BacktestError) {
    let slot = happening.slot
    if liquidity.isUsedUp(orders[slot].symbol) {
      // A stop stays reached, and its list is over; whoever came to take waits for what comes next.
      return endListIfTriggered(happening)
    }
    var order = orders[slot]
    order.stance = happening.stance
    switch try deal(&order, execution, happening.meeting) {
    case .over(let size): end(happening, size)
    case .expires: expire(slot)
    case .fill(let fill, let isDone):
      if let refusal = book(fill, of: slot) { return end(happening, .refused(refusal)) }
      order.take(fill)
      endList(of: slot)
      if isDone {
        if order.cancelledUs != .max { refuseReplacements(of: order.id) }
        orders.end(slot)
        if order.exits != nil { sendExits(of: order) }
      } else {
        order.list = orders[slot].list
        orders.update(slot, order)
        if order.timeInForce != .goodTillCancelled { expire(slot) }
      }
    }
  }

  /// An order that did not trade is over, as it was before; one whose stop was reached takes its list
  /// along.
  private mutating func end(_ happening: borrowing Happening, _ size: OrderSize) {
    endListIfTriggered(happening)
    if case .refused(let refusal) = size { reject(orders[happening.slot], refusal) }
    finish(happening.slot)
  }

  private mutating func endListIfTriggered(_ happening: borrowing Happening) {
    guard orders[happening.slot].stance.stage == .waits else { return }
    wait(happening)
    endList(of: happening.slot)
  }
}
