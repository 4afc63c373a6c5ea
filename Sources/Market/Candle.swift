/// A candle: what happened to one symbol in one interval, with Binance's twelve kline columns.
public struct Candle: Equatable, Sendable {
  public var symbol: SymbolID
  public var interval: Interval
  /// Decimals to write prices, quantities and quote volumes with.
  public var decimals: Decimals
  /// True if the recording proves that no trade is missing: a trade before the interval and one
  /// after it were seen, and the ids between them are unbroken.
  public var isComplete: Bool
  /// True if some of its trades are known by their aggregates alone, because the exchange does not give
  /// them one by one: then the last decimals of the quote volumes may differ from the exchange's.
  public var hasAggregates = false
  /// First instant of the interval, ms since the epoch.
  public var openTimeMs: Int64
  /// Last ms of the interval (inclusive), as Binance writes it; earlier where trading halted.
  public var closeTimeMs: Int64
  public var open: Amount
  public var high: Amount
  public var low: Amount
  public var close: Amount
  /// Base quantity traded; contracts on COIN-M.
  public var volume: AmountSum
  /// Sum of price × quantity, each trade truncated to eight decimals; coins on COIN-M, see
  /// `InverseContract`.
  public var quoteVolume: AmountSum
  /// Base quantity bought by takers.
  public var takerBuyVolume: AmountSum
  /// Quote quantity spent by buying takers.
  public var takerBuyQuoteVolume: AmountSum
  /// Number of trades; 0 in an empty candle.
  public var tradeCount: Int64
  /// -1 if no trade fell into the interval, or if the source does not say (REST klines).
  public var firstTradeId: Int64
  public var lastTradeId: Int64

  public init(
    symbol: SymbolID, interval: Interval, decimals: Decimals, isComplete: Bool,
    openTimeMs: Int64, closeTimeMs: Int64, open: Amount, high: Amount, low: Amount, close: Amount,
    volume: AmountSum, quoteVolume: AmountSum, takerBuyVolume: AmountSum,
    takerBuyQuoteVolume: AmountSum, tradeCount: Int64, firstTradeId: Int64, lastTradeId: Int64
  ) {
    self.symbol = symbol
    self.interval = interval
    self.decimals = decimals
    self.isComplete = isComplete
    self.openTimeMs = openTimeMs
    self.closeTimeMs = closeTimeMs
    self.open = open
    self.high = high
    self.low = low
    self.close = close
    self.volume = volume
    self.quoteVolume = quoteVolume
    self.takerBuyVolume = takerBuyVolume
    self.takerBuyQuoteVolume = takerBuyQuoteVolume
    self.tradeCount = tradeCount
    self.firstTradeId = firstTradeId
    self.lastTradeId = lastTradeId
  }
}

extension Candle {
  /// No trade: nothing can have been filled. A source that does not count trades (a plain CSV)
  /// still has a volume where someone traded.
  package var isSilent: Bool { tradeCount == 0 && volume.units == 0 }

  /// Something was traded, and the source does not say how much.
  package var isUnmeasured: Bool { tradeCount > 0 && volume.units == 0 }

  /// The candle in the interval that it opens in. After halts of 2017 and 2018 the exchange's opened seconds
  /// past the minute.
  package var onGrid: Candle {
    guard let lengthMs = interval.fixedMs, lengthMs < Interval.dayMs, openTimeMs % lengthMs != 0,
      openTimeMs > 0
    else { return self }
    var candle = self
    candle.openTimeMs -= openTimeMs % lengthMs
    candle.closeTimeMs = min(closeTimeMs, candle.openTimeMs + lengthMs - 1)
    return candle
  }

  /// Prices above 0 and in order, or all 0 in a silent candle from before the first trade.
  package var hasSanePrices: Bool {
    low <= open && open <= high && low <= close && close <= high
      && (low.units > 0 || low.units == 0 && high.units == 0 && isSilent)
  }
}
