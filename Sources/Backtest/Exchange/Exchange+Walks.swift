import Market

/// What the order of a candle's extremes makes of orders.
extension Exchange {
  /// What a candle's glides make of the only order that they reach, where that is the same whichever
  /// extreme comes first: it stands alone, at a limit or a stop, and neither leaves nor brings others.
  /// Nothing is walked for it. Nil where the walks have to be tried.
  func certainOutcomes(
    _ path: CandlePath, _ reached: [Int]
  ) throws(BacktestError) -> [AmbiguousCandle.Outcome]? {
    guard let slot = reached.first, reached.count == 1, orders.onTheirWay.nextUs >= path.endUs,
      orders[slot].sinceUs <= path.openUs, orders[slot].exits == nil, orders[slot].list == nil,
      orders.calm(path.symbol).holds(low: path.opening.price, high: path.opening.price),
      !liquidity.isUsedUp(path.symbol), settings.slippage.isKnown(markets.tickSize(path.symbol)),
      let execution = orders[slot].certainExecution
    else { return nil }
    var order = orders[slot]
    let meeting = Meeting(
      motion: .jump(to: execution.at), timeUs: path.openUs,
      evidence: .candle(openTimeMs: path.opening.openTimeMs, step: 1))
    guard case .fill(let fill, _) = try deal(&order, execution, meeting),
      account.refusal(of: fill, besides: orders.setAside(besides: order)) == nil
    else { return [] }
    return [AmbiguousCandle.Outcome(fill)]
  }
}

extension Order {
  /// Where it trades in a glide that passes its price; nil where that depends on more.
  fileprivate var certainExecution: Execution? {
    switch (kind, stance.stage) {
    case (.limit(let limit), .rests), (.limitMaker(let limit), .rests):
      .maker(at: limit, price: limit)
    case (.stop(let stop), .waits): .taker(at: stop)
    default: nil
    }
  }
}

extension AmbiguousCandle.Outcome {
  init(_ fill: Fill) {
    self.init(order: fill.order, side: fill.side, price: fill.price, quantity: fill.quantity)
  }
}
