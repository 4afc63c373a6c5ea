import Binance
import Market

/// One symbol of a recording, as of the play head.
struct RecordedSymbol {
  let name: String
  var klines: [KlineLedger] = Interval.allCases.map { KlineLedger($0) }
  var trades = TradeShelf()
  /// Those that were recorded as aggregates.
  var aggregates = TradeShelf()
  var book = RecordedBook()
  var bookTicker: BookTicker?
  /// The symbol's part of a recorded exchangeInfo.
  var info: JSONValue?
  /// What klines are built from: the first kind of trade that came.
  private var source: MessageKind?

  init(_ name: String) { self.name = name }

  mutating func add(_ trade: Trade, _ kind: MessageKind) {
    if kind == .trade { trades.add(trade) } else { aggregates.add(trade) }
    // Single trades from the first one on: aggregates may come a moment before.
    if source == nil || kind == .trade { source = kind }
    guard source == kind else { return }
    for index in klines.indices { klines[index].add(trade) }
  }

  mutating func put(_ candle: Candle) {
    guard let index = Self.index(candle.interval) else { return }
    klines[index].put(candle)
  }

  static func index(_ interval: Interval) -> Int? { Interval.allCases.firstIndex(of: interval) }

  func ledger(_ interval: Interval) -> KlineLedger? { Self.index(interval).map { klines[$0] } }

  var lastTrade: Trade? { trades.trades.last ?? aggregates.trades.last }

  /// The price of the last trade, or the close of the newest kline.
  var lastPrice: Amount? {
    if let lastTrade { return lastTrade.price }
    return klines.compactMap(\.newest).max { $0.closeTimeMs < $1.closeTimeMs }?.close
  }

  /// The last 24 hours, from the klines that reach back furthest; the finest of those.
  func day(nowMs: Int64) -> DayWindow? {
    let startMs = nowMs - DayWindow.lengthMs
    let fine: [Interval] = [.m1, .m3, .m5, .m15, .m30, .h1]
    var best: (firstMs: Int64, ledger: KlineLedger)?
    for ledger in fine.compactMap({ self.ledger($0) }) {
      guard let first = ledger.firstOpenTimeMs.map({ max($0, startMs + 3_600_000) }) else {
        continue
      }
      if best.map({ first + 3_600_000 <= $0.firstMs }) ?? true { best = (first, ledger) }
    }
    return best.flatMap {
      DayWindow($0.ledger.rows(fromMs: startMs - 3_600_000, toMs: nowMs), nowMs: nowMs)
    }
  }

  /// Best bid and ask, by the newest that tells of them.
  var best: (bid: PriceLevel?, ask: PriceLevel?, updateId: Int64) {
    if let ticker = bookTicker, ticker.updateId >= book.lastUpdateId {
      return (
        PriceLevel(price: ticker.bidPrice, quantity: ticker.bidQuantity),
        PriceLevel(price: ticker.askPrice, quantity: ticker.askQuantity), ticker.updateId
      )
    }
    return (book.bids.first, book.asks.first, book.lastUpdateId)
  }

  /// The average of the last five minutes by volume, or the last price.
  func averagePrice(nowMs: Int64) -> Amount? {
    let rows = ledger(.m1)?.rows(fromMs: nowMs - 300_000, toMs: nowMs) ?? []
    var (quote, volume) = (AmountSum.zero, AmountSum.zero)
    for row in rows {
      quote += row.quoteVolume
      volume += row.volume
    }
    return DayWindow.average(quote, volume) ?? lastPrice
  }
}
