import Market

extension BacktestCore {
  /// Walks a candle both ways with copies of the account, without telling the strategy, and keeps
  /// the outcomes where they differ.
  mutating func noteIfAmbiguous(_ index: Int) throws(BacktestError) {
    let candle = instant[index]
    guard !candle.isSilent, candle.low < candle.high,
      broker.openOrders.contains(where: { $0.symbol == candle.symbol && $0.canDepend(on: candle) })
    else { return }
    let taken = try outcomes(of: index, isLowFirst: isLowFirst[index])
    let other = try outcomes(of: index, isLowFirst: !isLowFirst[index])
    guard Set(taken) != Set(other) else { return }
    ambiguousCount += 1
    guard ambiguousCandles.count < BacktestResult.ambiguousKeptMax else { return }
    ambiguousCandles.append(
      AmbiguousCandle(
        symbol: candle.symbol, openTimeMs: candle.openTimeMs, isLowFirst: isLowFirst[index],
        taken: taken, other: other))
  }

  private func outcomes(
    of index: Int, isLowFirst: Bool
  ) throws(BacktestError) -> [AmbiguousCandle.Outcome] {
    let path = CandlePath(candle: instant[index], isLowFirst: isLowFirst)
    var account = broker
    account.fills = []
    account.rejections = []
    account.openOrders.removeAll { $0.symbol != path.candle.symbol }
    for step in 1..<CandlePath.stepCount {
      var count = 0
      while count < Broker.eventsPerMotionMax, try account.glide(step, { _ in path }) { count += 1 }
      try account.endGlide(step) { _ in path }
    }
    return account.fills.map {
      AmbiguousCandle.Outcome(
        order: $0.order, side: $0.side, price: $0.price, quantity: $0.quantity)
    }
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
