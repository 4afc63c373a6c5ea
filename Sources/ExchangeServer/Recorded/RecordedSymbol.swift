import Basics
import Binance
import Market

/// One symbol of a recording, as of the play head.
struct RecordedSymbol {
  let name: String
  let venue: Venue
  /// What quantities count, on COIN-M.
  let contract: InverseContract?
  var klines: [KlineLedger]
  var trades = TradeShelf()
  /// Those that were recorded as aggregates.
  var aggregates = TradeShelf()
  var book = RecordedBook()
  /// When the book last changed, ms.
  var bookTimeMs: Int64 = 0
  var bookTicker: BookTicker?
  /// The symbol's part of a recorded exchangeInfo.
  var info: JSONValue?
  /// How the venue writes the symbol's prices and quantities.
  var places = DecimalPlaces(price: 8, quantity: 8)
  /// Counts what came of trades and klines, and of the book.
  private(set) var tradeVersion = 0
  private(set) var bookVersion = 0
  /// What klines are built from: the first kind of trade that came.
  private var source: MessageKind?

  init(_ name: String, _ venue: Venue) {
    self.name = name
    self.venue = venue
    let contract = venue == .coinm ? InverseContract(symbol: name) : nil
    self.contract = contract
    klines = Interval.allCases.map { KlineLedger($0, contract: contract) }
  }

  mutating func add(_ trade: Trade, _ kind: MessageKind) {
    tradeVersion += 1
    if venue != .spot { note(trade.places) }
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
    _ depth: Depth, _ levels: [PriceLevel], _ kind: MessageKind, receivedNs: Int64
  ) {
    switch kind {
    case .depthSnapshot: book.snapshot(depth, levels)
    case .partialDepth: book.best(depth, levels)
    default: book.change(depth, levels)
    }
    if venue != .spot { note(depth.places) }
    bookChanged(depth.transactionTimeUs, receivedNs)
  }

  private static let unknown = DecimalPlaces(price: 8, quantity: 8)

  private mutating func note(_ new: DecimalPlaces) {
    if places == Self.unknown { places = contract == nil ? new : new.withCoins }
    if places != new { places = places.union(new) }
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

  /// The last 24 hours.
  func day(nowMs: Int64) -> DayWindow? {
    window(fromMs: nowMs - DayWindow.lengthMs, nowMs: nowMs)
  }

  /// A time up to now, from the klines that reach back furthest; the finest of those.
  func window(fromMs startMs: Int64, nowMs: Int64) -> DayWindow? {
    let fine: [Interval] = [.m1, .m3, .m5, .m15, .m30, .h1]
    let slackMs = min(3_600_000, (nowMs - startMs) / 24)
    var best: (firstMs: Int64, ledger: KlineLedger)?
    for ledger in fine.compactMap({ Self.index($0) }).map({ klines[$0] }) {
      guard let first = ledger.firstOpenTimeMs.map({ max($0, startMs + slackMs) }) else { continue }
      if best.map({ first + slackMs <= $0.firstMs }) ?? true { best = (first, ledger) }
    }
    return best.flatMap {
      DayWindow(
        $0.ledger.rows(fromMs: startMs - 3_600_000, toMs: nowMs), fromMs: startMs, nowMs: nowMs)
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
    let fromMs = nowMs - 300_000
    let rows = ledger(.m1, sinceMs: fromMs)?.rows(fromMs: fromMs, toMs: nowMs) ?? []
    var (quote, volume) = (AmountSum.zero, AmountSum.zero)
    for row in rows {
      quote += row.quoteVolume
      volume += row.volume
    }
    return DayWindow.average(quote, volume) ?? lastPrice
  }
}
