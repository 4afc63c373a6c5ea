package import Market

/// Where an order trades in a motion.
package enum Execution: Hashable, Sendable {
  /// It takes liquidity at the market's price, which slippage worsens.
  case taker(at: Amount)
  /// It rested and gives liquidity at its limit, when the market stood at `at`.
  case maker(at: Amount, price: Amount)

  /// The market's price at that moment.
  package var at: Amount {
    switch self {
    case .taker(let at), .maker(let at, _): at
    }
  }
}

/// What a motion does to an order.
package enum Encounter: Hashable, Sendable {
  case waits
  case trades(Execution)
  /// A stop-limit order's stop was reached here; from here on it is a limit order that rests.
  case arms(at: Amount)
  /// Nothing to trade at once with: the rest of an IOC or FOK order.
  case expires

  /// The market's price where it happens; nil where that is the motion's first.
  var at: Amount? {
    switch self {
    case .trades(let execution): execution.at
    case .arms(let at): at
    case .waits, .expires: nil
    }
  }
}

/// What decides, besides the motion, where an order trades.
package struct FillRules: Sendable {
  package var slippage: Slippage
  package var tickSize: Amount?
  /// A resting limit order trades when the market touches it; else only when it is passed.
  package var touchFills: Bool

  package init(slippage: Slippage = .none, tickSize: Amount? = nil, touchFills: Bool = false) {
    self.slippage = slippage
    self.tickSize = tickSize
    self.touchFills = touchFills
  }
}

extension Order {
  /// The one table that decides every fill, for candles and for the tape alike. It leaves the
  /// order's stance as the motion does, up to where it trades. `Order.arrive` says what becomes of it
  /// before.
  ///
  /// | order         | jump to p                      | glide a → b                                |
  /// |---------------|--------------------------------|--------------------------------------------|
  /// | takes         | p, taker; a limit order where p after slippage is within it, else it rests | a, the same |
  /// | rests at l    | beyond l: l, maker             | beyond l: l, maker; a touch is no fill     |
  /// | waits for s   | at s or past it: p, taker      | at or past s at a: a; crosses it: s, taker |
  /// | … then a limit | arrives where the stop is reached: takes there, or rests                 ||
  /// | trails        | waits for an s that follows the best price so far                         ||
  ///
  /// `quote` is what is known of the two sides; nil: the price alone.
  @inline(__always)
  func meet(
    _ motion: Motion, _ rules: FillRules, _ stance: inout Stance, quote: Quote? = nil
  ) -> Encounter {
    switch stance.stage {
    case .sent: return .waits
    case .takes: return take(motion, rules, &stance.stage)
    case .rests: return limit.map { rest(motion, $0, rules) } ?? .waits
    case .waits:
      guard let point = trigger(in: motion, rules, &stance.extreme) else { return .waits }
      if let limit, let side, side.isBetter(limit, than: (quote ?? Quote(point)).opposite(side)) {
        stance.stage = .rests
        return timeInForce == .goodTillCancelled ? .arms(at: point) : .expires
      }
      stance.stage = .takes
      let encounter = take(motion.rest(from: point), rules, &stance.stage)
      switch encounter {
      case .waits, .trades(.maker): return .arms(at: point)
      case .trades(.taker), .expires, .arms: return encounter
      }
    }
  }

  /// It takes at the motion's first price. Where that lies outside its limit, it comes to rest.
  @inline(__always)
  private func take(_ motion: Motion, _ rules: FillRules, _ stage: inout Stage) -> Encounter {
    guard let limit, let side else { return .trades(.taker(at: motion.start)) }
    let paid = rules.slippage.worsen(motion.start, for: side, tickSize: rules.tickSize)
    if let paid, !side.isBetter(limit, than: paid) { return .trades(.taker(at: motion.start)) }
    guard timeInForce == .goodTillCancelled else { return .expires }
    stage = .rests
    // Between the market and what a taker pays, only a move beyond the limit proves a trade.
    guard case .glide(_, let end) = motion, isReached(end, limit, rules) else { return .waits }
    return rest(motion, limit, rules)
  }

  @inline(__always)
  private func isReached(_ price: Amount, _ limit: Amount, _ rules: FillRules) -> Bool {
    side?.isBetter(price, than: limit) == true || rules.touchFills && price == limit
  }

  @inline(__always)
  private func rest(_ motion: Motion, _ limit: Amount, _ rules: FillRules) -> Encounter {
    if isReached(motion.start, limit, rules) {
      return .trades(.maker(at: motion.start, price: limit))
    }
    return isReached(motion.end, limit, rules)
      ? .trades(.maker(at: limit, price: limit)) : .waits
  }

  /// Where the stop is reached.
  @inline(__always)
  private func trigger(
    in motion: Motion, _ rules: FillRules, _ extreme: inout Amount?
  ) -> Amount? {
    guard let side else { return nil }
    func isAtOrPast(_ price: Amount, _ stop: Amount) -> Bool { !side.isBetter(price, than: stop) }
    switch kind {
    case .stop(let stop), .stopLimit(let stop, _):
      if isAtOrPast(motion.start, stop) { return motion.start }
      return isAtOrPast(motion.end, stop) ? stop : nil
    case .trailingStop(let trail):
      let start = motion.start
      guard let best = extreme ?? (trail.isActive(at: start, side) ? start : nil) else {
        // It begins to follow on the way to the motion's best price, which is its end.
        if trail.isActive(at: motion.end, side) { extreme = motion.end }
        return nil
      }
      if isAtOrPast(start, trail.stop(best, side, rules.tickSize)) { return start }
      let turn = side.isBetter(start, than: best) ? start : best
      extreme = side.isBetter(motion.end, than: turn) ? motion.end : turn
      let stop = trail.stop(turn, side, rules.tickSize)
      return isAtOrPast(motion.end, stop) ? stop : nil
    case .market, .limit, .limitMaker: return nil
    }
  }
}

extension Side {
  /// A lower price is better for a purchase, a higher one for a sale.
  func isBetter(_ price: Amount, than other: Amount) -> Bool {
    self == .buy ? price < other : price > other
  }
}
