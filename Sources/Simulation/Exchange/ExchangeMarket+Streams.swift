import Market

/// From the market to the streams.
extension ExchangeMarket {
  mutating func perform(_ action: Action) {
    switch action {
    case .depthSlot(let slot): sendDepth(slot)
    case .klineSlot(let index): sendKline(index)
    case .klineClose(let index): closeKline(index)
    case .tickerSlot: sendTickers()
    }
  }

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
    let bid = market.book.best(.bid)
    let ask = market.book.best(.ask)
    guard bookTicker.changes(to: bid, ask), wants(.bookTicker) else { return }
    let (format, updateId, timeMs) = (format, market.book.updateId, clockUs / 1000)
    send(.bookTicker, atUs: clockUs) {
      format.writeBookTicker(
        updateId: updateId, bid: bid, ask: ask, timeMs: timeMs, into: &$0)
    }
  }

  private mutating func sendTrades() {
    let (format, profile) = (format, profile)
    let sentUs = trades.sendTime(nowUs: clockUs)
    var aggregate = market.trades[0]
    var aggregateId = trades.takeAggregateId()
    var lastTradeId = aggregate.id
    for trade in market.trades {
      for index in klines.indices { klines[index].ledger.add(trade, profile: profile) }
      if wants(.trade) {
        send(.trade, atUs: sentUs, tradeId: trade.id) {
          format.writeTrade(trade, eventMs: sentUs / 1000, into: &$0)
        }
      }
      if trade.priceTicks != aggregate.priceTicks {
        send(aggregate, aggregateId, lastTradeId: lastTradeId, atUs: sentUs)
        aggregate = trade
        aggregateId = trades.takeAggregateId()
      } else if trade.id != aggregate.id {
        aggregate.steps += trade.steps
      }
      lastTradeId = trade.id
      tape.append(trade, aggregateId: aggregateId)
    }
    send(aggregate, aggregateId, lastTradeId: lastTradeId, atUs: sentUs)
  }

  private mutating func send(
    _ aggregate: MarketTrade, _ aggregateId: Int64, lastTradeId: Int64, atUs sentUs: Int64
  ) {
    guard wants(.aggTrade) else { return }
    let format = format
    send(.aggTrade, atUs: sentUs) {
      format.writeAggTrade(
        aggregate, aggregateId: aggregateId, lastTradeId: lastTradeId, eventMs: sentUs / 1000,
        into: &$0)
    }
  }

  /// Changes of the book and its best levels; a slot without a change sends nothing.
  private mutating func sendDepth(_ slot: MarketStream.Slot) {
    agenda.push(.depthSlot(slot), at: clockUs + slot.us)
    let book = market.book
    guard let place = depths.firstIndex(where: { $0.slotUs == slot.us }),
      depths[place].sentUpdateId != book.updateId
    else { return }
    let (firstUpdateId, changed) = depths[place].take(lastUpdateId: book.updateId)
    let (format, timeMs) = (format, clockUs / 1000)
    let diff = MarketStream.depth(slot)
    if wants(diff) {
      send(diff, atUs: clockUs) {
        format.writeDepth(
          stream: diff.suffix, firstUpdateId: firstUpdateId, book: book, changed: changed,
          eventMs: timeMs, into: &$0)
      }
    }
    for count in MarketStream.levelCounts {
      let stream = MarketStream.bestLevels(count, slot)
      guard wants(stream) else { continue }
      send(stream, atUs: clockUs) {
        format.writeBestLevels(
          stream: stream.suffix, book: book, count: count,
          previousUpdateId: firstUpdateId - 1, eventMs: timeMs, into: &$0)
      }
    }
  }

  /// Every two seconds (every second for 1s, four times a second on futures), if a trade changed the
  /// kline.
  private mutating func sendKline(_ index: Int) {
    agenda.push(.klineSlot(index), at: clockUs + klines[index].slotUs)
    if klines[index].takeChange() { writeKline(index, isClosed: false, notBeforeUs: clockUs) }
  }

  /// The interval is over: its last frame says so, and the next kline opens flat.
  private mutating func closeKline(_ index: Int) {
    let lagMs = klines[index].closingLagMs()
    writeKline(index, isClosed: true, notBeforeUs: clockUs + lagMs * 1000)
    klines[index].openNext(atMs: clockUs / 1000)
    pushClose(index)
  }

  /// Klines follow the trades they hold, and each other.
  private mutating func writeKline(_ index: Int, isClosed: Bool, notBeforeUs: Int64) {
    guard let kline = klines[index].ledger.klines.last else { return }
    let interval = klines[index].interval
    let sentUs = klines[index].sendTime(max(notBeforeUs, trades.lastSentUs))
    guard wants(.kline(interval)) else { return }
    let format = format
    send(.kline(interval), atUs: sentUs) {
      format.writeKline(
        kline, interval: interval.rawValue, isClosed: isClosed, eventMs: sentUs / 1000, into: &$0)
    }
  }
}
