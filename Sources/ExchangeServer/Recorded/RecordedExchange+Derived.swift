import Market

/// Streams that were not recorded, made from what was: once a second, or as their names say.
extension RecordedExchange {
  func derive(_ stream: Int) {
    guard let derived = streams[stream].derived else { return }
    let symbol = market.symbols[streams[stream].symbol]
    let nowMs = headUs / 1000
    switch derived {
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
      send(stream, symbol.depthText(limit: count))
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
    guard let ledger = symbol.ledger(interval), let newest = ledger.newest else { return }
    let fromMs = interval.openTimeMs(
      atMs: min(streams[stream].sent.closedMs, newest.openTimeMs))
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

  private func deriveAggregates(_ stream: Int, _ symbol: RecordedSymbol, _ nowMs: Int64) {
    let last = streams[stream].sent.mark
    guard let newest = symbol.trades.trades.last?.id, newest != last else { return }
    streams[stream].sent.mark = newest
    // Those from before the subscription are not sent.
    if last == .min { return }
    let trades = symbol.trades.rows(fromId: last + 1, limit: TradeShelf.keptMin)
    for trade in TradeShelf.aggregates(trades) {
      send(stream, RecordedSymbol.aggregateText(trade, symbol.name, nowMs: nowMs))
    }
  }
}
