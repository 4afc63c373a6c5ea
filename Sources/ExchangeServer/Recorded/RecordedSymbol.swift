import Basics
import Binance
import Market

/// One symbol of a recording, as of the play head.
struct RecordedSymbol {
  let name: String
  let venue: Venue
  /// Writes as the venue does, with as many decimals as were seen so far.
  private(set) var writer: MessageWriter
  var klines: [KlineLedger]
  var trades = TradeHistory()
  /// Those that were recorded as aggregates.
  var aggregates = TradeHistory()
  var book = RecordedBook()
  /// When the book last changed, ms.
  var bookTimeMs: Int64 = 0
  var bookTicker: BookTicker?
  /// The symbol's part of a recorded exchangeInfo.
  var info: JSONValue?
  /// How many trades and klines have come, and how many changes of the book.
  private(set) var tradeVersion = 0
  private(set) var bookVersion = 0
  /// What klines are built from: the first kind of trade that came.
  private var source: MessageKind?

  init(_ name: String, _ venue: Venue) {
    self.name = name
    self.venue = venue
    let writer = MessageWriter(symbol: name, venue: venue, decimals: Self.unknown)
    self.writer = writer
    klines = Interval.allCases.map { KlineLedger($0, contract: writer.contract) }
  }

  mutating func add(_ trade: Trade, _ kind: MessageKind) {
    tradeVersion += 1
    if venue != .spot { note(trade.decimals) }
    if kind == .trade { trades.add(trade) } else { aggregates.add(trade) }
    // Single trades from the first one on: aggregates may come a moment before.
    if source == nil || kind == .trade { source = kind }
    guard source == kind else { return }
    for index in klines.indices { klines[index].add(trade) }
  }

  mutating func put(_ candle: Candle) {
    guard let index = Self.index(candle.interval) else { return }
    tradeVersion += 1
    klines[index].put(candle)
  }

  mutating func take(_ ticker: BookTicker, receivedNs: Int64) {
    bookTicker = ticker
    bookChanged(ticker.transactionTimeUs, receivedNs)
  }

  mutating func take(
    _ depth: Depth, _ levels: [PriceLevel], _ entry: MessageBatch.Entry
  ) {
    switch entry.kind {
    case .depthSnapshot: book.snapshot(depth, levels)
    case .partialDepth: book.best(depth, levels)
    default: book.change(depth, levels, connection: entry.frame.connection)
    }
    if venue != .spot { note(depth.decimals) }
    bookChanged(depth.transactionTimeUs, entry.frame.receivedNs)
  }

  private static let unknown = Decimals(price: 8, quantity: 8)

  private mutating func note(_ new: Decimals) {
    if writer.decimals == Self.unknown {
      writer.decimals = writer.contract == nil ? new : new.withCoins
    }
    if writer.decimals != new { writer.decimals = writer.decimals.union(new) }
  }

  private mutating func bookChanged(_ timeUs: Int64, _ receivedNs: Int64) {
    bookVersion += 1
    bookTimeMs = timeUs > 0 ? timeUs / 1000 : receivedNs / 1_000_000
  }

  static func index(_ interval: Interval) -> Int? { Interval.allCases.firstIndex(of: interval) }

  /// Klines of an interval: its own, or made from the finest recorded ones that fill it.
  ///
  /// - Parameter sinceMs: no more than those from this moment on are needed.
  func ledger(_ interval: Interval, sinceMs: Int64? = nil) -> KlineLedger? {
    guard let index = Self.index(interval) else { return nil }
    if !klines[index].isEmpty { return klines[index] }
    let finer = klines.last { !$0.isEmpty && $0.interval.divides(interval) }
    return finer.map { $0.resampled(interval, sinceMs: sinceMs) } ?? klines[index]
  }

  var lastTrade: Trade? { trades.trades.last ?? aggregates.trades.last }

  /// The price of the last trade, or the close of the newest kline.
  var lastPrice: Amount? {
    if let lastTrade { return lastTrade.price }
    return klines.compactMap(\.newest).max { $0.closeTimeMs < $1.closeTimeMs }?.close
  }

  /// Best bid and ask, by the newest message that holds them.
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
    let fromMs = nowMs - 300_000
    let rows = ledger(.m1, sinceMs: fromMs)?.rows(fromMs: fromMs, toMs: nowMs) ?? []
    var (quote, volume) = (AmountSum.zero, AmountSum.zero)
    for row in rows {
      quote += row.quoteVolume
      volume += row.volume
    }
    return TickerWindow.quotient(quote, volume) ?? lastPrice
  }
}
