import Basics
package import Binance
import Market

/// REST as of the play head: from recorded answers where they hold more, else from trades and book.
extension RecordedExchange {
  package func recordedAnswer(to url: RequestURL) -> [UInt8]? {
    guard let question = RecordedAnswers.Question(url, symbols, venue) else { return nil }
    return market.answer(to: question, nowMs: headUs / 1000)
  }

  package func appendAnswer(to query: MarketQuery, serverMs: Int64, to body: inout [UInt8]) {
    let nowMs = headUs / 1000
    switch query {
    case .exchangeInfo(let chosen): appendInfo(chosen, serverMs, &body)
    case .klines(let symbol, let interval, let startMs, let endMs, let limit):
      body.appendArray(klines(symbol, interval, fromMs: startMs, toMs: endMs, limit: limit)) {
        MessageWriter.writeKlineRow($0, into: &$1)
      }
    case .depth(let symbol, let limit):
      let symbol = market.symbols[symbol]
      if let reason = symbol.book.reason {
        reported.once(
          "depth of \(symbol.name.inJSONQuotes) is answered as an empty book while it is not joined: "
            + reason.text)
      }
      symbol.writer.writeDepth(
        lastUpdateId: symbol.book.lastUpdateId, timeMs: symbol.bookTimeMs,
        bids: symbol.book.bids.prefix(limit), asks: symbol.book.asks.prefix(limit), into: &body)
    case .trades(let symbol, let fromId, let limit):
      let symbol = market.symbols[symbol]
      body.appendArray(symbol.trades.rows(fromId: fromId, limit: limit)) {
        symbol.writer.writeTradeRow($0, into: &$1)
      }
    case .aggTrades(let symbol, let fromId, let startMs, let endMs, let limit):
      let writer = market.symbols[symbol].writer
      body.appendArray(
        aggregates(symbol, fromId: fromId, fromMs: startMs, toMs: endMs, limit: limit)
      ) {
        writer.writeAggregateRow($0, into: &$1)
      }
    case .averagePrice(let symbol):
      let symbol = market.symbols[symbol]
      symbol.writer.writeAveragePriceAnswer(
        symbol.averagePrice(nowMs: nowMs) ?? .zero,
        closeTimeMs: (symbol.lastTrade?.tradeTimeUs ?? headUs) / 1000, into: &body)
    case .prices(let chosen):
      append(chosen, &body) { symbol, bytes in
        symbol.writer.writePrice(
          symbol.lastPrice ?? .zero,
          timeMs: symbol.lastTrade.map { $0.tradeTimeUs / 1000 } ?? nowMs, into: &bytes)
      }
    case .bookTickers(let chosen):
      append(chosen, &body) { symbol, bytes in
        let latest = symbol.latest
        symbol.writer.writeBestPrices(
          bid: latest.bid, ask: latest.ask, timeMs: symbol.bookTimeMs,
          updateId: symbol.best.updateId, into: &bytes)
      }
    case .dayTickers(let chosen, let isMini):
      append(chosen, &body) { symbol, bytes in
        symbol.writer.writeWindow(
          symbol.shownWindow(
            fromMs: nowMs - RecordedSymbol.dayMs, toMs: nowMs, nowMs: nowMs),
          isMini: isMini, latest: symbol.latest, into: &bytes)
      }
    case .rollingTickers(let chosen, let windowMs, let isMini):
      let fromMs = (nowMs - windowMs) / 60_000 * 60_000
      append(chosen, &body) { symbol, bytes in
        symbol.writer.writeWindow(
          symbol.shownWindow(fromMs: fromMs, toMs: nowMs, nowMs: nowMs), isMini: isMini,
          latest: nil, into: &bytes)
      }
    case .tradingDayTickers(let chosen, let isMini):
      let fromMs = nowMs / RecordedSymbol.dayMs * RecordedSymbol.dayMs
      append(chosen, &body) { symbol, bytes in
        symbol.writer.writeWindow(
          symbol.shownWindow(
            fromMs: fromMs, toMs: fromMs + RecordedSymbol.dayMs - 1, nowMs: nowMs),
          isMini: isMini, latest: nil, into: &bytes)
      }
    }
  }

  private func klines(
    _ symbol: Int, _ interval: Interval, fromMs startMs: Int64?, toMs endMs: Int64?, limit: Int
  ) -> [Candle] {
    guard let ledger = market.symbols[symbol].ledger(interval) else { return [] }
    let toMs = min(endMs ?? .max, headUs / 1000)
    guard let startMs else { return ledger.newest(limit, toMs: toMs) }
    // COIN-M gives the newest of a range, whatever it begins with.
    if venue == .coinm {
      return ledger.newest(limit, toMs: toMs).filter { $0.openTimeMs >= startMs }
    }
    return ledger.oldest(limit, fromMs: startMs, toMs: toMs)
  }

  private func aggregates(
    _ symbol: Int, fromId: Int64?, fromMs startMs: Int64?, toMs endMs: Int64?, limit: Int
  ) -> ArraySlice<Trade> {
    let symbol = market.symbols[symbol]
    var history = symbol.aggregates
    if history.trades.isEmpty {
      history = TradeHistory()
      for trade in TradeHistory.aggregates(symbol.trades.trades) { history.add(trade) }
    }
    if let fromId { return history.rows(fromId: fromId, limit: limit) }
    let rows = history.rows(fromMs: startMs, toMs: endMs)
    return startMs == nil ? rows.suffix(limit) : rows.prefix(limit)
  }

  /// What was recorded of the symbols. A symbol of which nothing was recorded is made up, with the
  /// filters that Binance has for the better known ones.
  private func appendInfo(
    _ chosen: MarketQuery.Symbols, _ serverMs: Int64, _ body: inout [UInt8]
  ) {
    let absent = chosen.all.filter { market.symbols[$0].info == nil }
    if let first = absent.first {
      let more = absent.count > 1 ? " and \(absent.count - 1) more" : ""
      reported.once(
        "exchangeInfo of \(symbols[first].inJSONQuotes)\(more) was not recorded: made up, filters included"
      )
    }
    let listings = chosen.all.map { index in
      let writer = market.symbols[index].writer
      return SymbolListing.known(symbols[index], venue, decimals: writer.decimals)
    }
    var text: [UInt8] = []
    text.append(exchangeInfo: listings, serverMs: serverMs)
    guard case .object(var members)? = try? JSONParser.parse(text),
      let member = members.firstIndex(where: { $0.key == "symbols" }),
      case .array(var infos) = members[member].value
    else { return }
    for (index, symbol) in chosen.all.enumerated() where index < infos.count {
      infos[index] = market.symbols[symbol].info ?? infos[index]
    }
    members[member].value = .array(infos)
    body += JSONValue.object(members).text.utf8
  }

  private func append(
    _ chosen: MarketQuery.Symbols, _ body: inout [UInt8],
    _ write: (RecordedSymbol, inout [UInt8]) -> Void
  ) {
    if case .one(let symbol) = chosen {
      write(market.symbols[symbol], &body)
    } else {
      body.appendArray(chosen.all) { write(market.symbols[$0], &$1) }
    }
  }
}
