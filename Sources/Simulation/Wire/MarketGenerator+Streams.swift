import Market

/// From the market to the streams.
extension MarketGenerator {
  /// Tells the streams what the last event did.
  mutating func publishEvent() {
    if !market.book.changes.isEmpty {
      for index in depths.indices { depths[index].note(market.book.changes) }
      market.forgetChanges()
      sendBookTicker()
    }
    if !market.trades.isEmpty { sendTrades() }
  }

  private mutating func sendBookTicker() {
    guard bookTicker.isAsked else { return }
    let bid = market.book.best(.bid)
    let ask = market.book.best(.ask)
    guard bookTicker.changes(to: bid, ask) else { return }
    let (format, updateId, timeMs) = (format, market.book.updateId, clockUs / 1000)
    send(atUs: clockUs) {
      format.writeBookTicker(
        updateId: updateId, bid: bid, ask: ask, timeMs: timeMs, into: &$0)
    }
  }

  private mutating func sendTrades() {
    let (format, profile) = (format, profile)
    let sentUs = trades.sendTime(nowUs: clockUs)
    let eventMs = sentUs / 1000
    for trade in market.trades {
      for index in klines.indices { klines[index].ledger.add(trade, profile: profile) }
      truth.traded(trade, profile: profile)
      guard trades.isAsked else { continue }
      send(atUs: sentUs, trade: trade) {
        format.writeTrade(trade, eventMs: eventMs, into: &$0)
      }
      faults.queuedTrades += 1
    }
    sendAggregates(sentUs: sentUs)
  }

  /// One aggregate for the trades of one taker order at one price.
  private mutating func sendAggregates(sentUs: Int64) {
    let format = format
    var first = 0
    while first < market.trades.count {
      var aggregate = market.trades[first]
      var last = first
      while last + 1 < market.trades.count,
        market.trades[last + 1].priceTicks == aggregate.priceTicks
      {
        last += 1
        aggregate.steps += market.trades[last].steps
      }
      let aggregateId = trades.takeAggregateId()
      let lastTradeId = market.trades[last].id
      if trades.isAggregateAsked {
        send(atUs: sentUs) {
          format.writeAggTrade(
            aggregate, aggregateId: aggregateId, lastTradeId: lastTradeId,
            eventMs: sentUs / 1000, into: &$0)
        }
      }
      first = last + 1
    }
  }

  /// A diff of what changed since the last slot; a quiet slot sends nothing.
  mutating func sendDepth(_ index: Int) {
    agenda.push(.depthSlot(index), at: clockUs + depths[index].slotUs)
    guard depths[index].hasChanges else { return }
    let format = format
    let book = market.book
    let timeMs = clockUs / 1000
    let (firstUpdateId, changed) = depths[index].take(lastUpdateId: book.updateId)
    let name = depths[index].name
    send(atUs: clockUs) {
      format.writeDepth(
        stream: name, firstUpdateId: firstUpdateId, book: book, changed: changed,
        eventMs: timeMs, into: &$0)
    }
  }

  /// Every two seconds (every second for 1s), if a trade changed the kline.
  mutating func sendKline(_ index: Int) {
    agenda.push(.klineSlot(index), at: clockUs + klines[index].slotUs)
    guard klines[index].takeChange() else { return }
    writeKline(index, isClosed: false, notBeforeUs: clockUs)
  }

  /// The interval is over: its last frame says so, and the next kline opens flat.
  mutating func closeKline(_ index: Int) {
    let lagMs = klines[index].closingLagMs()
    writeKline(index, isClosed: true, notBeforeUs: clockUs + lagMs * 1000)
    klines[index].openNext(atMs: clockUs / 1000)
    if let kline = klines[index].ledger.klines.last {
      agenda.push(.klineClose(index), at: (kline.closeTimeMs + 1) * 1000)
    }
  }

  /// Klines follow the trades they hold, and each other.
  private mutating func writeKline(_ index: Int, isClosed: Bool, notBeforeUs: Int64) {
    guard let kline = klines[index].ledger.klines.last else { return }
    let sentUs = klines[index].sendTime(max(notBeforeUs, trades.lastSentUs))
    let (format, name) = (format, klines[index].interval.rawValue)
    send(atUs: sentUs) {
      format.writeKline(
        kline, interval: name, isClosed: isClosed, eventMs: sentUs / 1000, into: &$0)
    }
  }
}
