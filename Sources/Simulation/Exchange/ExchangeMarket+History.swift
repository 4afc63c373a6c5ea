import Binance
import Market

/// What happened before the market's first moment.
extension ExchangeMarket {
  mutating func walkHistory(_ origin: MarketOrigin) {
    let startMs = options.startMs
    let listingMs = max(origin.anchorDay * KlineCalendar.dayMs, startMs - options.historyMs)
    var seconds = KlineHistory(.s1, sinceMs: startMs - Int64(options.klinesKept) * 1000)
    var minutes = KlineHistory(.m1, sinceMs: .min)
    let profile = profile
    var aggregateId = TradeStreams.firstAggregateId(firstTradeId: origin.firstTradeId)
    var newer: MarketTrade?
    HistoryWalk.run(
      profile: profile, seed: options.seed, fair: origin.pulse.fair, startUs: origin.startUs,
      listingUs: listingMs * 1000, firstLiveTradeId: origin.firstTradeId,
      rateMilli: options.rateMilli
    ) { trade in
      seconds.add(trade, profile: profile)
      minutes.add(trade, profile: profile)
      if !Self.isOneOrder(trade, newer) { aggregateId -= 1 }
      newer = trade
      _ = tape.prepend(trade, aggregateId: aggregateId)
    }
    let (ofSeconds, ofMinutes) = (seconds.klines, minutes.klines)
    for index in klines.indices {
      let calendar = klines[index].ledger.calendar
      let history = calendar.interval == .s1 ? ofSeconds : calendar.rollUp(ofMinutes)
      klines[index].setHistory(history, startMs: startMs)
    }
  }

  /// The walk places all trades of an order at one moment.
  private static func isOneOrder(_ trade: MarketTrade, _ other: MarketTrade?) -> Bool {
    guard let other else { return false }
    return trade.timeUs == other.timeUs && trade.priceTicks == other.priceTicks
      && trade.isBuyerMaker == other.isBuyerMaker
  }

  /// Puts every stream's first moment into the agenda.
  mutating func planStreams() {
    for slot in MarketStream.Slot.all(of: options.venue) {
      agenda.push(.depthSlot(slot), at: clockUs + slot.us)
    }
    for index in klines.indices {
      agenda.push(.klineSlot(index), at: clockUs + klines[index].slotUs)
      pushClose(index)
    }
    agenda.push(.tickerSlot, at: clockUs + Self.tickerSlotUs)
  }

  static let tickerSlotUs: Int64 = 1_000_000

  /// A kline that does not exist yet, for want of any trade, closes with its interval all the same.
  mutating func pushClose(_ index: Int) {
    let ledger = klines[index].ledger
    let nowMs = clockUs / 1000
    let nextOpenMs: Int64
    if let last = ledger.klines.last, last.closeTimeMs >= nowMs {
      nextOpenMs = last.closeTimeMs + 1
    } else {
      nextOpenMs = ledger.calendar.nextOpenTimeMs(ledger.calendar.openTimeMs(atMs: nowMs))
    }
    agenda.push(.klineClose(index), at: nextOpenMs * 1000)
  }
}

extension KlineStream {
  /// Streams of all intervals.
  static func all(anchorDay: Int64, limit: Int, venue: Venue) -> [KlineStream] {
    Interval.allCases.map {
      KlineStream(
        interval: $0, anchorDay: anchorDay, limit: limit,
        slotUs: venue == .spot ? nil : futuresSlotUs)
    }
  }

  /// Klines of futures come at most every 250 ms.
  private static let futuresSlotUs: Int64 = 250_000
}
