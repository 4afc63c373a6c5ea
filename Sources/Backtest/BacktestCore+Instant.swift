import Market

extension BacktestCore {
  /// One step of the walk through the instant's candles, all symbols at once.
  mutating func walk(_ step: Int) throws(BacktestError) {
    // A position may have been opened at the open: the extreme that hurts it is known after it.
    if step <= 1 {
      isLowFirst.removeAll(keepingCapacity: true)
      for index in 0..<instant.count {
        isLowFirst.append(broker.position(instant[index].symbol).units >= 0)
      }
    }
    let (candles, isLowFirst, interval) = (instant, isLowFirst, settings.interval)
    try broker.meetMarket { order in
      guard let index = candles.index(of: order.symbol, interval), !candles[index].isSilent
      else { return nil }
      let path = CandlePath(candle: candles[index], isLowFirst: isLowFirst[index])
      guard let rest = path.rest(of: step, fromUs: order.effectiveUs, for: order.side)
      else { return nil }
      return Meeting(
        motion: rest.0, timeUs: rest.timeUs,
        evidence: .candle(openTimeMs: candles[index].openTimeMs, step: step))
    }
  }

  /// Takes over the instant's last prices and marks the account if a marking candle closed. On the
  /// tape only trades make prices.
  mutating func mark() throws(BacktestError) {
    var isMarking = false
    for index in 0..<instant.count where instant[index].interval == settings.interval {
      isMarking = true
      if settings.fills == .candles, !instant[index].isSilent {
        broker.markets[Int(instant[index].symbol.rawValue)].price = instant[index].close
      }
    }
    if isMarking { try markAccount() }
  }

  mutating func markAccount() throws(BacktestError) {
    guard let worth = MarketState.worth(broker.cash, broker.markets) else {
      throw .moneyOverflow("the account's worth")
    }
    track.mark(worth.fine, isHolding: worth.isHolding)
  }
}
