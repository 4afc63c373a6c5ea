import Binance
import Market

/// Streams that were not recorded, made from what was: once a second, or as their names say.
extension RecordedExchange {
  func derive(_ stream: Int) {
    guard let derived = streams[stream].derived else { return }
    let symbol = market.symbols[streams[stream].symbol]
    let (writer, nowMs) = (symbol.writer, headUs / 1000)
    switch derived {
    case .trade: deriveTrades(stream, symbol, nowMs)
    case .kline(let interval): deriveKlines(stream, symbol, interval)
    case .aggTrade: deriveAggregates(stream, symbol, nowMs)
    case .miniTicker:
      guard isNews(stream, symbol.lastTrade?.id), let day = symbol.day(nowMs: nowMs) else { return }
      pushData(stream) { writer.writeMiniTicker(day, into: &$0) }
    case .ticker:
      guard isNews(stream, symbol.lastTrade?.id), let day = symbol.day(nowMs: nowMs) else { return }
      pushData(stream) { writer.writeTicker(day, latest: symbol.latest, into: &$0) }
    case .avgPrice:
      guard let price = symbol.averagePrice(nowMs: nowMs) else { return }
      pushData(stream) {
        writer.writeAveragePrice(
          price, tradeTimeMs: (symbol.lastTrade?.tradeTimeUs ?? 0) / 1000, eventMs: nowMs,
          into: &$0)
      }
    case .bestLevels(let count): deriveBestLevels(stream, symbol, count)
    case .allTickers(let isMini): deriveTickers(stream, isMini, nowMs)
    }
  }

  private func deriveBestLevels(_ stream: Int, _ symbol: RecordedSymbol, _ count: Int) {
    let (book, id) = (symbol.book, symbol.book.lastUpdateId)
    guard book.isKnown, isNews(stream, id) else { return }
    let change = MessageWriter.BookChange(
      firstUpdateId: id, lastUpdateId: id, previousUpdateId: id, eventMs: headUs / 1000,
      transactionMs: symbol.bookTimeMs)
    pushData(stream) {
      symbol.writer.writeBestLevels(
        change, bids: book.bids.prefix(count), asks: book.asks.prefix(count), into: &$0)
    }
  }

  private func isNews(_ stream: Int, _ mark: Int64?) -> Bool {
    guard let mark, mark != streams[stream].sent.mark else { return false }
    streams[stream].sent.mark = mark
    return true
  }

  /// Trades take a moment to arrive, so a kline is sent as closed that long after its end.
  private static let lateMs: Int64 = 1000

  /// Klines that are over, each once, then the one that is not.
  private func deriveKlines(
    _ stream: Int, _ symbol: RecordedSymbol, _ interval: Interval
  ) {
    let nowMs = headUs / 1000
    let fromMs = interval.openTimeMs(atMs: streams[stream].sent.closedMs)
    guard let ledger = symbol.ledger(interval, sinceMs: fromMs) else { return }
    for candle in ledger.rows(fromMs: fromMs, toMs: nowMs) {
      if candle.closeTimeMs + Self.lateMs < nowMs {
        guard candle.closeTimeMs >= streams[stream].sent.closedMs else { continue }
        streams[stream].sent = Sent(closedMs: candle.closeTimeMs + 1, mark: .min)
        pushData(stream) {
          symbol.writer.writeKline(candle, isClosed: true, eventMs: nowMs, into: &$0)
        }
      } else if isNews(stream, candle.tradeCount) {
        pushData(stream) {
          symbol.writer.writeKline(candle, isClosed: false, eventMs: nowMs, into: &$0)
        }
      }
    }
  }

  private func deriveTrades(_ stream: Int, _ symbol: RecordedSymbol, _ nowMs: Int64) {
    for trade in news(stream, symbol.trades) {
      pushData(stream, tradeId: trade.id) {
        symbol.writer.writeTrade(trade, eventMs: nowMs, into: &$0)
      }
    }
  }

  /// Aggregates as they were recorded, or trades put together.
  private func deriveAggregates(_ stream: Int, _ symbol: RecordedSymbol, _ nowMs: Int64) {
    let isRecorded = !symbol.aggregates.trades.isEmpty
    let new = news(stream, isRecorded ? symbol.aggregates : symbol.trades)
    for trade in isRecorded ? Array(new) : TradeHistory.aggregates(new) {
      pushData(stream) { symbol.writer.writeAggregate(trade, eventMs: nowMs, into: &$0) }
    }
  }

  /// What came since the last time. What came before the subscription is not sent.
  private func news(_ stream: Int, _ history: TradeHistory) -> ArraySlice<Trade> {
    let last = streams[stream].sent.mark
    streams[stream].sent.mark = history.trades.last?.id ?? -1
    guard last != .min else { return [] }
    return history.rows(fromId: last + 1, limit: TradeHistory.keptMin)
  }

  /// An array of the symbols that were traded.
  private func deriveTickers(_ stream: Int, _ isMini: Bool, _ nowMs: Int64) {
    let version = market.symbols.reduce(0) { $0 + $1.tradeVersion }
    guard isNews(stream, Int64(version)) else { return }
    let days = market.symbols.compactMap { symbol in symbol.day(nowMs: nowMs).map { (symbol, $0) } }
    if days.isEmpty { return }
    pushData(stream) {
      $0.appendArray(days) { day, bytes in
        let (symbol, window) = day
        if isMini {
          symbol.writer.writeMiniTicker(window, into: &bytes)
        } else {
          symbol.writer.writeTicker(window, latest: symbol.latest, into: &bytes)
        }
      }
    }
  }
}
