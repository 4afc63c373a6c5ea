import Market

extension BacktestCore {
  /// The instant's candles open, all symbols at once.
  mutating func open() throws(BacktestError) {
    walk.removeAll()
    for index in 0..<instant.count where instant[index].interval == settings.interval {
      let candle = instant[index]
      walk.append(candle, tickSize: broker.rules(candle.symbol).tickSize)
    }
    broker.exchange.settle(untilUs: instant.firstOpenMs &* 1000)
    try broker.exchange.open(walk.paths)
  }

  /// Whether the strategy is handed a candle.
  func isHandedOver(_ candle: Candle) -> Bool {
    !candle.isSilent || settings.silentCandles == .flat
  }

  /// Takes over the instant's last prices and marks the account if a marking candle closed. On the
  /// tape only trades make prices.
  mutating func mark() throws(BacktestError) {
    var isMarking = false
    for index in 0..<instant.count where instant[index].interval == settings.interval {
      isMarking = true
      if settings.fills == .candles, !instant[index].isSilent {
        broker.exchange.markets.close(instant[index])
      }
    }
    if isMarking { try markAccount() }
  }

  mutating func markAccount() throws(BacktestError) {
    if broker.isWarmingUp {
      warmedCount += 1
      return
    }
    guard let worth = broker.exchange.account.worth(broker.exchange.markets) else {
      throw .moneyOverflow("the account's worth")
    }
    track.mark(worth.fine, isHolding: worth.isHolding)
  }
}
