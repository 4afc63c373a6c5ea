import Basics
package import Binance
import Market
import Simulation

/// REST as of the play head: from recorded answers where they tell more, else from trades and book.
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
      let rows = klines(symbol, interval, startMs, endMs, limit)
      Self.append(rows.map(\.restRow), &body)
    case .depth(let symbol, let limit): body += market.symbols[symbol].depthText(limit: limit).utf8
    case .trades(let symbol, let fromId, let limit):
      let symbol = market.symbols[symbol]
      let rows = symbol.trades.rows(fromId: fromId, limit: limit)
      Self.append(rows.map { symbol.restRow($0) }, &body)
    case .aggTrades(let symbol, let fromId, let startMs, let endMs, let limit):
      let rows = aggregates(symbol, fromId, startMs, endMs, limit)
      Self.append(rows.map { market.symbols[symbol].restAggregateRow($0) }, &body)
    case .averagePrice(let symbol):
      let symbol = market.symbols[symbol]
      let price = symbol.price(symbol.averagePrice(nowMs: nowMs))
      let closeMs = (symbol.lastTrade?.tradeTimeUs ?? headUs) / 1000
      body += #"{"mins":5,"price":"\#(price)","closeTime":\#(closeMs)}"#.utf8
    case .prices(let chosen): append(chosen, &body) { $0.priceText(nowMs: nowMs) }
    case .bookTickers(let chosen): append(chosen, &body) { $0.bookTickerText }
    case .dayTickers(let chosen, let isMini):
      append(chosen, &body) { $0.dayText(isMini: isMini, nowMs: nowMs) }
    case .rollingTickers(let chosen, let windowMs, let isMini):
      let fromMs = (nowMs - windowMs) / 60_000 * 60_000
      append(chosen, &body) {
        $0.windowText($0.window(fromMs: fromMs, nowMs: nowMs), isMini: isMini, fromMs, nowMs)
      }
    case .tradingDayTickers(let chosen, let isMini):
      let fromMs = nowMs / DayWindow.lengthMs * DayWindow.lengthMs
      append(chosen, &body) {
        $0.windowText(
          $0.window(fromMs: fromMs, nowMs: nowMs), isMini: isMini, fromMs,
          fromMs + DayWindow.lengthMs - 1)
      }
    }
  }

  private func klines(
    _ symbol: Int, _ interval: Interval, _ startMs: Int64?, _ endMs: Int64?, _ limit: Int
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
    _ symbol: Int, _ fromId: Int64?, _ startMs: Int64?, _ endMs: Int64?, _ limit: Int
  ) -> ArraySlice<Trade> {
    let symbol = market.symbols[symbol]
    var shelf = symbol.aggregates
    if shelf.trades.isEmpty {
      shelf = TradeShelf()
      for trade in TradeShelf.aggregates(symbol.trades.trades) { shelf.add(trade) }
    }
    if let fromId { return shelf.rows(fromId: fromId, limit: limit) }
    let rows = shelf.rows(fromMs: startMs, toMs: endMs)
    return startMs == nil ? rows.suffix(limit) : rows.prefix(limit)
  }

  /// The recorded parts of the symbols; one that was not recorded is made up, with the filters that
  /// Binance has for the better known ones.
  private func appendInfo(
    _ chosen: MarketQuery.Symbols, _ serverMs: Int64, _ body: inout [UInt8]
  ) {
    let absent = chosen.all.filter { market.symbols[$0].info == nil }
    if let first = absent.first {
      let more = absent.count > 1 ? " and \(absent.count - 1) more" : ""
      told.tell(
        "exchangeInfo of \(symbols[first].inJSONQuotes)\(more) was not recorded: made up, filters included"
      )
    }
    var text: [UInt8] = []
    ExchangeMarket.appendExchangeInfo(
      chosen.all.map { market.symbols[$0].profile }, serverMs: serverMs, to: &text)
    guard case .object(var members)? = try? JSONParser.parse(text),
      let place = members.firstIndex(where: { $0.key == "symbols" }),
      case .array(var infos) = members[place].value
    else { return }
    for (index, symbol) in chosen.all.enumerated() where index < infos.count {
      infos[index] = market.symbols[symbol].info ?? infos[index]
    }
    members[place].value = .array(infos)
    body += JSONValue.object(members).text.utf8
  }

  private func append(
    _ chosen: MarketQuery.Symbols, _ body: inout [UInt8], _ text: (RecordedSymbol) -> String
  ) {
    if case .one(let symbol) = chosen {
      body += text(market.symbols[symbol]).utf8
    } else {
      Self.append(chosen.all.map { text(market.symbols[$0]) }, &body)
    }
  }

  private static func append(_ rows: [String], _ body: inout [UInt8]) {
    body += "[\(rows.joined(separator: ","))]".utf8
  }
}
