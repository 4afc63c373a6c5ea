import Binance
import Generate
import Market

/// REST as of the play head: from recorded answers where they tell more, else from trades and book.
extension RecordedExchange {
  package func appendAnswer(to query: MarketQuery, serverMs: Int64, to body: inout [UInt8]) {
    switch query {
    case .exchangeInfo(let chosen): appendInfo(chosen, serverMs, &body)
    case .klines(let symbol, let interval, let startMs, let endMs, let limit):
      let rows = klines(symbol, interval, startMs, endMs, limit)
      Self.append(rows.map(\.restRow), &body)
    case .depth(let symbol, let limit): body += market.symbols[symbol].depthText(limit: limit).utf8
    case .trades(let symbol, let fromId, let limit):
      let rows = market.symbols[symbol].trades.rows(fromId: fromId, limit: limit)
      Self.append(rows.map(\.restRow), &body)
    case .aggTrades(let symbol, let fromId, let startMs, let endMs, let limit):
      let rows = aggregates(symbol, fromId, startMs, endMs, limit)
      Self.append(rows.map(\.restAggregateRow), &body)
    case .averagePrice(let symbol):
      let symbol = market.symbols[symbol]
      let price = (symbol.averagePrice(nowMs: headUs / 1000) ?? .zero).text(places: 8)
      let closeMs = (symbol.lastTrade?.tradeTimeUs ?? headUs) / 1000
      body += #"{"mins":5,"price":"\#(price)","closeTime":\#(closeMs)}"#.utf8
    case .prices(let chosen): append(chosen, &body) { $0.priceText }
    case .bookTickers(let chosen): append(chosen, &body) { $0.bookTickerText }
    case .dayTickers(let chosen, let isMini):
      append(chosen, &body) { $0.dayText(isMini: isMini, nowMs: headUs / 1000) }
    }
  }

  private func klines(
    _ symbol: Int, _ interval: Interval, _ startMs: Int64?, _ endMs: Int64?, _ limit: Int
  ) -> [Candle] {
    guard let ledger = market.symbols[symbol].ledger(interval) else { return [] }
    let toMs = min(endMs ?? .max, headUs / 1000)
    guard let startMs else { return ledger.newest(limit, toMs: toMs) }
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
    var text: [UInt8] = []
    ExchangeMarket.appendExchangeInfo(
      chosen.all.map { SymbolProfile.of(symbols[$0]) }, serverMs: serverMs, to: &text)
    guard case .object(var members)? = try? JSONParser.parse(text),
      let place = members.firstIndex(where: { $0.key == "symbols" }),
      case .array(var infos) = members[place].value
    else { return }
    for (index, symbol) in chosen.all.enumerated() where index < infos.count {
      if let info = market.symbols[symbol].info { infos[index] = info }
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

extension RecordedSymbol {
  fileprivate var priceText: String {
    #"{"symbol":\#(Self.quoted(name)),"price":"\#((lastPrice ?? .zero).text(places: 8))"}"#
  }

  fileprivate var bookTickerText: String {
    #"{"symbol":\#(Self.quoted(name)),\#(bestText)}"#
  }

  private var bestText: String {
    let best = best
    return #""bidPrice":"\#((best.bid?.price ?? .zero).text(places: 8))","#
      + #""bidQty":"\#((best.bid?.quantity ?? .zero).text(places: 8))","#
      + #""askPrice":"\#((best.ask?.price ?? .zero).text(places: 8))","#
      + #""askQty":"\#((best.ask?.quantity ?? .zero).text(places: 8))""#
  }

  fileprivate func dayText(isMini: Bool, nowMs: Int64) -> String {
    let day = day(nowMs: nowMs)
    let sum = day?.sum
    func text(_ amount: Amount?) -> String { #""\#((amount ?? .zero).text(places: 8))""# }
    func text(_ amount: AmountSum?) -> String { #""\#((amount ?? .zero).text(places: 8))""# }
    var members = [#""symbol":\#(Self.quoted(name))"#]
    if !isMini {
      members += [
        #""priceChange":\#(text(day?.change))"#,
        #""priceChangePercent":"\#(day?.changePercent ?? "0.000")""#,
        #""weightedAvgPrice":\#(text(day?.average))"#,
        #""prevClosePrice":\#(text(day?.previousClose))"#,
      ]
    }
    members.append(#""lastPrice":\#(text(sum?.close ?? lastPrice))"#)
    if !isMini { members += [#""lastQty":\#(text(lastTrade?.quantity))"#, bestText] }
    members += [
      #""openPrice":\#(text(sum?.open))"#, #""highPrice":\#(text(sum?.high))"#,
      #""lowPrice":\#(text(sum?.low))"#, #""volume":\#(text(sum?.volume))"#,
      #""quoteVolume":\#(text(sum?.quoteVolume))"#,
      #""openTime":\#(day?.openTimeMs ?? nowMs - DayWindow.lengthMs)"#,
      #""closeTime":\#(nowMs)"#, #""firstId":\#(sum?.firstTradeId ?? -1)"#,
      #""lastId":\#(sum?.lastTradeId ?? -1)"#, #""count":\#(sum?.tradeCount ?? 0)"#,
    ]
    return "{" + members.joined(separator: ",") + "}"
  }
}
