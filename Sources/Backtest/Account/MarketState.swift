import Market

/// What is known of one symbol's market.
struct MarketState: Sendable {
  /// Whether a candle or trade of the symbol was seen.
  private(set) var isSeen = false
  /// The last price; nil until the first candle or trade.
  private(set) var price: Amount?
  /// What the market is known to ask and bid; nil until the first candle or trade.
  private(set) var quote: Quote?
  /// Exchange time of the last trade that made the price.
  private var priceTimeUs = Int64.min
  /// Open time of the last candle of the marking interval.
  private(set) var lastOpenTimeMs = Int64.min
  var rules = SymbolRules() {
    didSet {
      leastLot = max(1, rules.lot.step.units, rules.lot.min.units)
      let limits = rules.limits
      recent.keep(
        minutes: max(limits.percentPrice.averageMinutes, limits.percentPriceBySide.averageMinutes))
      hasLimits = rules.limits != SymbolRules.Limits()
    }
  }
  /// What the filters' mean price is made of.
  private(set) var recent = RecentTrading()
  /// Less than this is dust: nothing that could be sold.
  private(set) var leastLot: Int64 = 1
  private(set) var hasLimits = false
}

extension MarketState {
  mutating func see() { isSeen = true }

  /// The next candle of the marking interval has opened.
  @inline(__always)
  mutating func open(atMs openTimeMs: Int64) { lastOpenTimeMs = openTimeMs }

  mutating func close(_ candle: Candle) {
    move(to: candle.close)
    recent.add(candle)
  }

  /// Candles of a range have closed, at least one.
  @inline(__always)
  mutating func close(_ batch: CandleBatch, _ range: Range<Int>) {
    move(to: batch.closes[range.upperBound &- 1])
    recent.add(batch.candles, range)
  }

  /// A trade of the tape. A late one does not move the market back.
  mutating func move(_ trade: Trade) {
    recent.add(trade)
    guard trade.tradeTimeUs >= priceTimeUs else { return }
    price = trade.price
    priceTimeUs = trade.tradeTimeUs
    quote = Quote(after: trade, quote)
  }

  /// The walk through a candle has come to a price.
  @inline(__always)
  mutating func move(to price: Amount) { move(to: Quote(price)) }

  /// The same between two steps of the price: what is held is worth the lower.
  @inline(__always)
  mutating func move(to quote: Quote) {
    price = quote.bid
    self.quote = quote
  }
}
