import Market

/// A candle's walk the other way round.
struct WalkCheck {
  let index: Int
  let isAmbiguous: Bool
  let other: [AmbiguousCandle.Outcome]
}

extension BacktestCore {
  /// Walks a candle both ways with copies of the account, without telling the strategy; nil where
  /// no order can depend on the walk.
  func checkWalk(_ index: Int) throws(BacktestError) -> WalkCheck? {
    let candle = instant[index]
    guard !candle.isSilent, candle.low < candle.high,
      broker.orders.list.contains(where: { $0.symbol == candle.symbol && $0.canDepend(on: candle) })
    else { return nil }
    let taken = try outcomes(of: index, isLowFirst: isLowFirst[index])
    let other = try outcomes(of: index, isLowFirst: !isLowFirst[index])
    return WalkCheck(index: index, isAmbiguous: Set(taken) != Set(other), other: other)
  }

  /// Keeps the candles in which the walk decided: with it the other way round other orders would
  /// have traded, or an order that the strategy placed on the way has traded, too.
  mutating func noteAmbiguities() {
    for check in checks {
      let candle = instant[check.index]
      let taken = broker.fills[filledBefore...].filter { $0.symbol == candle.symbol }
      let isReaction = taken.contains { $0.order.rawValue > placedBefore }
      guard check.isAmbiguous || isReaction else { continue }
      ambiguousCount += 1
      guard ambiguousCandles.count < BacktestResult.ambiguousKeptMax else { continue }
      ambiguousCandles.append(
        AmbiguousCandle(
          symbol: candle.symbol, openTimeMs: candle.openTimeMs,
          isLowFirst: isLowFirst[check.index], taken: taken.map { .init($0) }, other: check.other))
    }
  }

  private func outcomes(
    of index: Int, isLowFirst: Bool
  ) throws(BacktestError) -> [AmbiguousCandle.Outcome] {
    let path = CandlePath(candle: instant[index], isLowFirst: isLowFirst)
    var account = broker.trial(path.candle.symbol)
    for step in 1..<CandlePath.stepCount {
      var count = 0
      while count < Broker.eventsPerMotionMax, try account.glide(step, { _ in path }) { count += 1 }
      try account.endGlide(step) { _ in path }
    }
    return account.fills.map { .init($0) }
  }
}

extension AmbiguousCandle.Outcome {
  fileprivate init(_ fill: Fill) {
    self.init(order: fill.order, side: fill.side, price: fill.price, quantity: fill.quantity)
  }
}

extension Order {
  /// Whether the order of a candle's extremes can make a difference to the order: something of it
  /// lies between them. (A market order trades where it arrives.)
  fileprivate func canDepend(on candle: Candle) -> Bool {
    func lies(_ price: Amount) -> Bool { candle.low <= price && price <= candle.high }
    if effectiveUs > candle.openTimeMs * 1000 || cancelledUs < candle.endUs { return true }
    switch kind {
    case .market: return false
    case .limit(let price), .limitMaker(let price), .stop(let price): return lies(price)
    case .stopLimit(let stop, let limit): return lies(stop) || lies(limit)
    case .trailingStop: return true
    }
  }
}
