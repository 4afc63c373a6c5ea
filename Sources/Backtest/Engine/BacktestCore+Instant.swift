import Market

extension BacktestCore {
  /// The instant's candles open, all symbols at once.
  mutating func open() throws(BacktestError) {
    broker.sweepCancelled(instant.firstOpenMs &* 1000)
    let (candles, interval) = (instant, settings.interval)
    try broker.jump { order in
      guard let index = candles.index(of: order.symbol, interval), !candles[index].isSilent
      else { return nil }
      let path = CandlePath(candle: candles[index], isLowFirst: true)
      guard
        let part = path.part(
          of: 0, fromUs: order.sinceUs, untilUs: order.cancelledUs, for: order.side)
      else { return nil }
      return Meeting(
        motion: part.motion, timeUs: part.timeUs,
        evidence: .candle(openTimeMs: candles[index].openTimeMs, step: 0))
    }
  }

  /// After the opens: settles how each candle's walk goes, and notes where that decides.
  mutating func settleWalks() throws(BacktestError) {
    isLowFirst.removeAll(keepingCapacity: true)
    for index in 0..<instant.count {
      isLowFirst.append(broker.position(instant[index].symbol).units > 0)
    }
    placedBefore = broker.placedCount
    filledBefore = broker.fills.count
    checks.removeAll(keepingCapacity: true)
    for index in 0..<instant.count where instant[index].interval == settings.interval {
      if let check = try checkWalk(index) { checks.append(check) }
    }
  }

  /// Lets the next thing happen in a glide; false if nothing is left.
  mutating func glide(_ step: Int) throws(BacktestError) -> Bool {
    guard eventCount < Broker.eventsPerMotionMax else { return false }
    eventCount += 1
    return try broker.glide(step, paths())
  }

  mutating func endGlide(_ step: Int) throws(BacktestError) {
    eventCount = 0
    try broker.endGlide(step, paths())
  }

  private func paths() -> (Order) -> CandlePath? {
    let (candles, isLowFirst, interval) = (instant, isLowFirst, settings.interval)
    return { order in
      guard let index = candles.index(of: order.symbol, interval), !candles[index].isSilent
      else { return nil }
      return CandlePath(candle: candles[index], isLowFirst: isLowFirst[index])
    }
  }

  /// Takes over the instant's last prices and marks the account if a marking candle closed. On the
  /// tape only trades make prices.
  mutating func mark() throws(BacktestError) {
    var isMarking = false
    for index in 0..<instant.count where instant[index].interval == settings.interval {
      isMarking = true
      if settings.fills == .candles, !instant[index].isSilent {
        let market = Int(instant[index].symbol.rawValue)
        broker.markets[market].close(instant[index])
      }
    }
    if isMarking { try markAccount() }
  }

  mutating func markAccount() throws(BacktestError) {
    if broker.isWarmingUp {
      warmedCount += 1
      return
    }
    guard let worth = MarketState.worth(broker.cash, broker.markets) else {
      throw .moneyOverflow("the account's worth")
    }
    track.mark(worth.fine, isHolding: worth.isHolding)
  }
}
