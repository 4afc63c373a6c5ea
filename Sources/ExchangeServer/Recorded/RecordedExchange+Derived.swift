import Market

/// Streams that were not recorded, made from what was: once a second, or as their names say.
extension RecordedExchange {
  func derive(_ stream: Int) {
    guard let derived = streams[stream].derived else { return }
    let symbol = market.symbols[streams[stream].symbol]
    let nowMs = headUs / 1000
    switch derived {
    case .trade: deriveTrades(stream, symbol, nowMs)
    case .kline(let interval): deriveKlines(stream, symbol, interval, nowMs)
    case .aggTrade: deriveAggregates(stream, symbol, nowMs)
    case .miniTicker:
      guard isNews(stream, symbol.lastTrade?.id), let day = symbol.day(nowMs: nowMs) else { return }
      send(stream, symbol.miniTickerText(day))
    case .ticker:
      guard isNews(stream, symbol.lastTrade?.id), let day = symbol.day(nowMs: nowMs) else { return }
      send(stream, symbol.tickerText(day))
    case .avgPrice:
      if let text = symbol.averagePriceText(nowMs: nowMs) { send(stream, text) }
    case .bestLevels(let count):
      guard symbol.book.isKnown, isNews(stream, symbol.book.lastUpdateId) else { return }
      send(stream, symbol.bestLevelsText(count, nowMs: nowMs))
    case .allTickers(let isMini): deriveTickers(stream, isMini, nowMs)
    }
  }

  private func send(_ stream: Int, _ text: String) {
    pushData(stream) { $0 += text.utf8 }
  }

  private func isNews(_ stream: Int, _ mark: Int64?) -> Bool {
    guard let mark, mark != streams[stream].sent.mark else { return false }
    streams[stream].sent.mark = mark
    return true
  }

  /// Trades are on their way for a moment: a kline is sent as closed that much after its end.
  private static let lateMs: Int64 = 1000

  /// Klines that are over, each once, then the one that is not.
  private func deriveKlines(
    _ stream: Int, _ symbol: RecordedSymbol, _ interval: Interval, _ nowMs: Int64
  ) {
    let fromMs = interval.openTimeMs(atMs: streams[stream].sent.closedMs)
    guard let ledger = symbol.ledger(interval, sinceMs: fromMs) else { return }
    for candle in ledger.rows(fromMs: fromMs, toMs: nowMs) {
      if candle.closeTimeMs + Self.lateMs < nowMs {
        guard candle.closeTimeMs >= streams[stream].sent.closedMs else { continue }
        streams[stream].sent = Sent(closedMs: candle.closeTimeMs + 1, mark: .min)
        send(
          stream, RecordedSymbol.klineText(candle, symbol.name, isClosed: true, nowMs: nowMs))
      } else if isNews(stream, candle.tradeCount) {
        send(
          stream, RecordedSymbol.klineText(candle, symbol.name, isClosed: false, nowMs: nowMs))
      }
    }
  }

  private func deriveTrades(_ stream: Int, _ symbol: RecordedSymbol, _ nowMs: Int64) {
    for trade in news(stream, symbol.trades) {
      pushData(stream, tradeId: trade.id) { $0 += symbol.tradeText(trade, nowMs: nowMs).utf8 }
    }
  }

  /// Aggregates as they were recorded, or trades put together.
  private func deriveAggregates(_ stream: Int, _ symbol: RecordedSymbol, _ nowMs: Int64) {
    let isRecorded = !symbol.aggregates.trades.isEmpty
    let new = news(stream, isRecorded ? symbol.aggregates : symbol.trades)
    for trade in isRecorded ? Array(new) : TradeShelf.aggregates(new) {
      send(stream, symbol.aggregateText(trade, nowMs: nowMs))
    }
  }

  /// What came since the last time; those from before the subscription are not sent.
  private func news(_ stream: Int, _ shelf: TradeShelf) -> ArraySlice<Trade> {
    let last = streams[stream].sent.mark
    streams[stream].sent.mark = shelf.trades.last?.id ?? -1
    guard last != .min else { return [] }
    return shelf.rows(fromId: last + 1, limit: TradeShelf.keptMin)
  }

  /// An array of the symbols that were traded.
  private func deriveTickers(_ stream: Int, _ isMini: Bool, _ nowMs: Int64) {
    let version = market.symbols.reduce(0) { $0 + $1.tradeVersion }
    guard isNews(stream, Int64(version)) else { return }
    let texts = market.symbols.compactMap { symbol in
      symbol.day(nowMs: nowMs).map { isMini ? symbol.miniTickerText($0) : symbol.tickerText($0) }
    }
    if !texts.isEmpty { send(stream, "[\(texts.joined(separator: ","))]") }
  }
}
