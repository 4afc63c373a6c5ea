import Market

/// What the broker knows of one symbol.
struct MarketState: Sendable {
  /// Whether a candle or trade of the symbol was seen.
  private(set) var isSeen = false
  /// Base held.
  private(set) var base = Amount.zero
  /// The last price; nil until the first candle or trade.
  private(set) var price: Amount?
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

  mutating func hold(_ base: Amount) { self.base = base }

  /// The next candle of the marking interval has opened.
  @inline(__always)
  mutating func open(atMs openTimeMs: Int64) { lastOpenTimeMs = openTimeMs }

  mutating func close(_ candle: Candle) {
    price = candle.close
    recent.add(candle)
  }

  /// Candles of a range have closed, at least one.
  @inline(__always)
  mutating func close(_ batch: CandleBatch, _ range: Range<Int>) {
    price = batch.briefs[range.upperBound &- 1].close
    recent.add(batch.candles, range)
  }

  /// A trade of the tape. A late one does not move the market back.
  mutating func move(_ trade: Trade) {
    recent.add(trade)
    guard trade.tradeTimeUs >= priceTimeUs else { return }
    price = trade.price
    priceTimeUs = trade.tradeTimeUs
  }

  /// An order of ours has traded where the market stood at this price.
  mutating func move(to price: Amount) { self.price = price }

  /// What an account is worth, in units of 10⁻¹⁶, exact: price × quantity needs no rounding there.
  /// Nil if 128 bits do not hold it.
  static func worth(
    _ cash: Amount, _ markets: [MarketState]
  ) -> (fine: Int128, isHolding: Bool)? {
    var sum = Int128(cash.units) &* Exact.one
    var isHolding = false
    // By index: a market's state with its rules is not to be copied for two numbers.
    for index in markets.indices where markets[index].base.units != 0 {
      let base = markets[index].base.units
      if base >= markets[index].leastLot { isHolding = true }
      // Two 64-bit numbers: their product always fits.
      let worth = Int128(base) &* Int128(markets[index].price?.units ?? 0)
      let (next, overflow) = sum.addingReportingOverflow(worth)
      if overflow { return nil }
      sum = next
    }
    return (sum, isHolding)
  }
}
