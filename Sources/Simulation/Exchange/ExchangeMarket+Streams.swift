import Binance
import Market

/// From the market to the streams.
extension ExchangeMarket {
  /// Hands what the last event did to the streams.
  mutating func publishEvent() {
    if !market.book.changes.isEmpty {
      for index in depths.indices { depths[index].note(market.book.changes) }
      market.forgetChanges()
      sendBookTicker()
    }
    if !market.trades.isEmpty { sendTrades() }
  }

  /// For every change of the best prices or their quantities.
  private mutating func sendBookTicker() {
    let (bid, ask) = (market.book.best(.bid), market.book.best(.ask))
    if let sentBest, sentBest == (bid, ask) { return }
    sentBest = (bid, ask)
    guard wants(.bookTicker) else { return }
    let (writer, timeMs) = (writer, clockUs / 1000)
    let best = (bid: profile.level(bid, .bid), ask: profile.level(ask, .ask))
    let ticker = BookTicker(
      symbol: SymbolID(rawValue: 0), decimals: writer.decimals, updateId: updateId,
      bidPrice: best.bid.price, bidQuantity: best.bid.quantity, askPrice: best.ask.price,
      askQuantity: best.ask.quantity, transactionTimeUs: timeMs * 1000)
    send(.bookTicker, atUs: clockUs) {
      writer.writeBookTicker(ticker, eventMs: timeMs, into: &$0)
    }
  }

  private mutating func sendTrades() {
    let (writer, sentUs) = (writer, trades.sendTime(nowUs: clockUs))
    for simulated in market.trades {
      let trade = profile.trade(simulated)
      for index in klines.indices { klines[index].add(trade) }
      guard wants(.trade) else { continue }
      send(.trade, atUs: sentUs, trade: trade) {
        writer.writeTrade(trade, eventMs: sentUs / 1000, into: &$0)
      }
    }
    var rest = market.trades[...]
    while let first = rest.first {
      let together = rest.prefix { $0.priceTicks == first.priceTicks }
      rest = rest.dropFirst(together.count)
      sendAggregate(together, first, sentUs: sentUs)
    }
  }

  /// One aggregate for the trades of one taker order at one price.
  private mutating func sendAggregate(
    _ together: ArraySlice<MarketTrade>, _ first: MarketTrade, sentUs: Int64
  ) {
    let id = trades.takeAggregateId()
    for trade in together { tape.append(trade, aggregateId: id) }
    guard wants(.aggTrade) else { return }
    let aggregate = profile.aggregate(together, first, id: id)
    let (writer, normalQuantity) = (writer, profile.normalQuantity(aggregate))
    send(.aggTrade, atUs: sentUs) {
      writer.writeAggregate(
        aggregate, eventMs: sentUs / 1000, normalQuantity: normalQuantity, into: &$0)
    }
  }

  /// Changes of the book and its best levels; a slot without a change sends nothing.
  mutating func sendDepth(_ index: Int) {
    let book = market.book
    let sentUpdateId = depths[index].sentUpdateId
    guard sentUpdateId != book.updateId else { return }
    let (slot, changed) = (depths[index].slot, depths[index].take(lastUpdateId: book.updateId))
    let change = bookChange(after: sentUpdateId)
    let (writer, profile) = (writer, profile)
    if wants(.depth(slot)) {
      let level: (OrderBook.Change) -> PriceLevel = {
        profile.level(BookLevel(key: $0.key, steps: book.steps($0.side, at: $0.key)), $0.side)
      }
      let bids = changed.prefix { $0.side == .bid }
      let asks = changed.dropFirst(bids.count).lazy.map(level)
      // Bids of spot descend, those of futures ascend.
      let ordered = options.venue == .spot ? Array(bids) : bids.reversed()
      send(.depth(slot), atUs: clockUs) {
        writer.writeDepthUpdate(change, bids: ordered.lazy.map(level), asks: asks, into: &$0)
      }
    }
    for count in MarketStream.levelCounts where wants(.bestLevels(count, slot)) {
      let (bids, asks) = (levels(.bid, count), levels(.ask, count))
      send(.bestLevels(count, slot), atUs: clockUs) {
        writer.writeBestLevels(change, bids: bids, asks: asks, into: &$0)
      }
    }
  }

  /// The best levels of a side, the best first.
  func levels(_ side: OrderBook.Side, _ count: Int) -> [PriceLevel] {
    market.book.levels(side).suffix(count).reversed().map { profile.level($0, side) }
  }

  /// The ids of what changed since a frame, on the wire.
  private func bookChange(after sentUpdateId: Int64) -> MessageWriter.BookChange {
    let timeMs = clockUs / 1000
    let isSpot = options.venue == .spot
    return MessageWriter.BookChange(
      firstUpdateId: isSpot ? sentUpdateId + 1 : sentUpdateId * Self.futuresIdStep + 3,
      lastUpdateId: updateId,
      previousUpdateId: isSpot ? sentUpdateId : sentUpdateId * Self.futuresIdStep,
      eventMs: timeMs, transactionMs: timeMs)
  }

  /// The book's last update, as the wire numbers it.
  var updateId: Int64 {
    options.venue == .spot ? market.book.updateId : market.book.updateId * Self.futuresIdStep
  }

  /// Ids of updates count those of all futures together, so that a symbol's own ids skip some.
  private static let futuresIdStep: Int64 = 7
}

extension ExchangeMarket {
  /// In every slot in which a trade changed the kline.
  mutating func sendKline(_ index: Int) {
    if klines[index].takeChange() { sendKline(index, isClosed: false, notBeforeUs: clockUs) }
  }

  /// The interval is over: its last frame says so, and the next kline opens flat.
  mutating func closeKline(_ index: Int) {
    let lagMs = klines[index].closingLagMs()
    sendKline(index, isClosed: true, notBeforeUs: clockUs + lagMs * 1000)
    klines[index].openNext(atMs: clockUs / 1000)
  }

  /// Klines follow the trades they hold, and each other.
  private mutating func sendKline(_ index: Int, isClosed: Bool, notBeforeUs: Int64) {
    guard let kline = klines[index].klines.last else { return }
    let interval = klines[index].interval
    let sentUs = klines[index].sendTime(max(notBeforeUs, trades.lastSentUs))
    guard wants(.kline(interval)) else { return }
    let (writer, candle) = (writer, kline.candle(interval, profile.decimals))
    send(.kline(interval), atUs: sentUs) {
      writer.writeKline(candle, isClosed: isClosed, eventMs: sentUs / 1000, into: &$0)
    }
  }

  /// Every second, if there was a trade since.
  mutating func sendTickers() {
    guard wants(.ticker) || wants(.miniTicker), let last = tape.last,
      last.trade.timeUs >= clockUs - Self.tickerSlotUs, let window = dayWindow
    else { return }
    let (writer, latest) = (writer, latest)
    if wants(.miniTicker) {
      send(.miniTicker, atUs: clockUs) { writer.writeMiniTicker(window, into: &$0) }
    }
    if wants(.ticker) {
      send(.ticker, atUs: clockUs) { writer.writeTicker(window, latest: latest, into: &$0) }
    }
  }
}
