import Binance
import Market

/// What happened before the market's first moment.
extension ExchangeMarket {
  mutating func walkHistory(_ origin: MarketOrigin) {
    let (startMs, profile) = (options.startMs, profile)
    let listingMs = max(origin.anchorDay * MarketOrigin.dayMs, startMs - options.historyMs)
    var seconds = KlineHistory(.s1, sinceMs: startMs - Int64(options.klinesKept) * 1000)
    var minutes = KlineHistory(.m1, sinceMs: 0)
    var aggregateId = TradeTimes.firstAggregateId(firstTradeId: origin.firstTradeId)
    var newer: MarketTrade?
    HistoryWalk.run(
      profile: profile, seed: options.seed, fair: origin.pulse.fair, startUs: origin.startUs,
      listingUs: listingMs * 1000, firstLiveTradeId: origin.firstTradeId,
      rateMilli: options.rateMilli
    ) { simulated in
      let trade = profile.trade(simulated)
      seconds.add(trade, profile.contract)
      minutes.add(trade, profile.contract)
      if !Self.isOneOrder(simulated, newer) { aggregateId -= 1 }
      newer = simulated
      _ = tape.prepend(simulated, aggregateId: aggregateId)
    }
    let (ofSeconds, ofMinutes) = (seconds.klines, minutes.klines)
    for (index, interval) in options.intervals.enumerated() {
      klines[index].begin(
        with: interval == .s1 ? ofSeconds : ofMinutes, startMs: startMs,
        sinceMs: options.oldestKlineMs(interval, anchorDay: anchorDay))
    }
  }

  /// The walk puts all trades of an order at one moment.
  private static func isOneOrder(_ trade: MarketTrade, _ other: MarketTrade?) -> Bool {
    guard let other else { return false }
    return trade.timeUs == other.timeUs && trade.priceTicks == other.priceTicks
      && trade.isBuyerMaker == other.isBuyerMaker
  }
}
