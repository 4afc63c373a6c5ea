/// The figures of one interval while trades are added: `CandleBuilder`'s, and a simulated exchange's.
///
/// No sum here can overflow, whatever the data: volumes add at most 2⁶³ units per trade and quote
/// volumes at most 2¹²⁶ / 10⁸ < 2¹⁰⁰, so that 128 bits outlast 2²⁷ of the largest trades that can be
/// written (each 8 · 10²¹ in quote), and any number of real ones; quote sums wrap rather than trap
/// (COIN-M keeps them finer, which leaves room for 10²⁰ coins).
package struct CandleInProgress: Sendable {
  package let openTimeMs: Int64
  /// First instant after the interval.
  package let endTimeMs: Int64

  /// Lowest and highest trade id, and how many trades were seen: an aggregate has the ids of those within.
  package private(set) var firstTradeId: Int64
  private var lastTradeId: Int64
  private var tradeCount: Int64 = 0
  /// The highest id seen. Ids behind the last trade's that belong to records without a trade are counted apart.
  package private(set) var lastId: Int64
  private var skippedCount: Int64 = 0
  /// When the trade with the lowest id happened.
  private(set) var firstTimeUs: Int64

  private var open: Int64
  private var high: Int64
  private var low: Int64
  private var close: Int64
  private var volume: Int128 = 0
  private var quoteVolume: Int128 = 0
  private var takerBuyVolume: Int128 = 0
  private var takerBuyQuoteVolume: Int128 = 0
  private var decimals: Decimals
  /// Set on COIN-M: quote sums are coins in units of 10⁻¹⁸ then.
  private let contract: InverseContract?

  /// The id that continues the candle.
  var nextId: Int64 { lastId &+ 1 }

  /// Whether an aggregate stands in for trades that are not to be had one by one.
  private var hasAggregates = false
  /// Whether trades within contradict each other: then ids prove nothing.
  var isDoubtful = false

  /// An interval with its first trade.
  ///
  /// - Parameter isStandIn: for an aggregate in place of single trades.
  package init(
    _ trade: Trade, openTimeMs: Int64, endTimeMs: Int64, contract: InverseContract? = nil,
    isStandIn: Bool = false
  ) {
    self.contract = contract
    self.openTimeMs = openTimeMs
    self.endTimeMs = endTimeMs
    hasAggregates = isStandIn
    firstTimeUs = trade.tradeTimeUs
    firstTradeId = trade.firstTradeId
    lastTradeId = trade.lastTradeId
    lastId = lastTradeId
    open = trade.price.units
    high = open
    low = open
    close = open
    decimals = trade.decimals
    addFigures(trade)
  }

  /// Adds the trade whose id follows the last: the path of nearly all trades.
  @inline(__always)
  mutating func append(_ trade: Trade) {
    lastTradeId = trade.lastTradeId
    lastId = lastTradeId
    close = trade.price.units
    addFigures(trade)
  }

  /// Adds a trade of any id: open and close belong to the lowest and the highest.
  package mutating func merge(_ trade: Trade, isStandIn: Bool = false) {
    if trade.lastTradeId > lastId {
      lastTradeId = trade.lastTradeId
      lastId = lastTradeId
      close = trade.price.units
    }
    if trade.firstTradeId < firstTradeId {
      firstTimeUs = trade.tradeTimeUs
      firstTradeId = trade.firstTradeId
      open = trade.price.units
    }
    hasAggregates = hasAggregates || isStandIn
    addFigures(trade)
  }

  /// Takes in all that happened in a later interval.
  package mutating func merge(_ later: CandleInProgress) {
    lastTradeId = later.lastTradeId
    lastId = later.lastId
    skippedCount &+= later.skippedCount
    hasAggregates = hasAggregates || later.hasAggregates
    isDoubtful = isDoubtful || later.isDoubtful
    tradeCount &+= later.tradeCount
    high = max(high, later.high)
    low = min(low, later.low)
    close = later.close
    volume &+= later.volume
    quoteVolume &+= later.quoteVolume
    takerBuyVolume &+= later.takerBuyVolume
    takerBuyQuoteVolume &+= later.takerBuyQuoteVolume
    decimals = decimals.union(later.decimals)
  }

  /// Counts the id that follows the last as seen, without a trade.
  mutating func skip() {
    lastId &+= 1
    skippedCount &+= 1
  }

  /// The price of the trade with the highest id.
  package var lastPrice: Amount { Amount(units: close) }

  /// True if every id from the neighbour before to the neighbour after was seen.
  func isUnbroken(after previousLastId: Int64?, before nextFirstId: Int64?) -> Bool {
    !isDoubtful && previousLastId == firstTradeId &- 1 && nextFirstId == nextId
      && tradeCount &+ skippedCount == nextId &- firstTradeId
  }

  package func candle(symbol: SymbolID, interval: Interval, isComplete: Bool) -> Candle {
    var candle = Candle(
      symbol: symbol, interval: interval, decimals: contract == nil ? decimals : decimals.withCoins,
      isComplete: isComplete,
      openTimeMs: openTimeMs, closeTimeMs: endTimeMs - 1, open: Amount(units: open),
      high: Amount(units: high), low: Amount(units: low), close: Amount(units: close),
      volume: AmountSum(units: volume), quoteVolume: quoteSum(quoteVolume),
      takerBuyVolume: AmountSum(units: takerBuyVolume),
      takerBuyQuoteVolume: quoteSum(takerBuyQuoteVolume), tradeCount: tradeCount,
      firstTradeId: firstTradeId, lastTradeId: lastTradeId)
    candle.hasAggregates = hasAggregates
    return candle
  }

  private func quoteSum(_ sum: Int128) -> AmountSum {
    contract == nil ? AmountSum(units: sum) : InverseContract.rounded(fine: sum)
  }

  /// What every trade adds, wherever it stands in the candle. The taker's side is a mask, not a branch: it is as
  /// good as random, and a branch guessed wrong costs as much as the rest.
  @inline(__always)
  private mutating func addFigures(_ trade: Trade) {
    let price = trade.price.units
    let quantity = trade.quantity.units
    high = max(high, price)
    low = min(low, price)
    let quote =
      contract?.fineCoins(price: trade.price, contracts: trade.quantity)
      ?? AmountSum.truncatedProduct(UInt64(bitPattern: price), UInt64(bitPattern: quantity))
    let takerBought: Int64 = trade.isBuyerMaker ? 0 : -1
    volume &+= Int128(quantity)
    quoteVolume &+= quote
    takerBuyVolume &+= Int128(quantity & takerBought)
    takerBuyQuoteVolume &+= quote & Int128(takerBought)
    tradeCount &+= trade.lastTradeId &- trade.firstTradeId &+ 1
    if decimals != trade.decimals { decimals = decimals.union(trade.decimals) }
  }
}
