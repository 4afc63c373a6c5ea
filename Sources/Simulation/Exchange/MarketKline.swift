import Market

/// One kline of a simulated market: flat at the close before it until its first trade.
struct MarketKline: Sendable {
  let openTimeMs: Int64
  /// First instant after the interval.
  let endTimeMs: Int64
  private let closeBefore: Amount
  private(set) var figures: CandleInProgress?

  init(openTimeMs: Int64, endTimeMs: Int64, closeBefore: Amount = .zero) {
    self.openTimeMs = openTimeMs
    self.endTimeMs = endTimeMs
    self.closeBefore = closeBefore
  }

  /// -1 while no trade fell into the interval.
  var lastTradeId: Int64 { figures?.lastId ?? -1 }

  /// Trades may come in any order: their ids say which is the first and which the last.
  mutating func add(_ trade: Trade, _ contract: InverseContract?) {
    if figures != nil {
      figures?.merge(trade)
    } else {
      figures = CandleInProgress(
        trade, openTimeMs: openTimeMs, endTimeMs: endTimeMs, contract: contract)
    }
  }

  /// Takes in the next kline within this one's interval. Klines without a trade leave prices alone:
  /// those come from trades only (as measured on the exchange's klines of 2023-03-24).
  mutating func add(_ later: MarketKline) {
    guard let other = later.figures else { return }
    if figures != nil { figures?.merge(other) } else { figures = other }
  }

  func candle(_ interval: Interval, _ decimals: Decimals) -> Candle {
    let symbol = SymbolID(rawValue: 0)
    if var candle = figures?.candle(symbol: symbol, interval: interval, isComplete: false) {
      candle.openTimeMs = openTimeMs
      candle.closeTimeMs = endTimeMs - 1
      return candle
    }
    return Candle(
      symbol: symbol, interval: interval, decimals: decimals, isComplete: false,
      openTimeMs: openTimeMs, closeTimeMs: endTimeMs - 1, open: closeBefore, high: closeBefore,
      low: closeBefore, close: closeBefore, volume: .zero, quoteVolume: .zero,
      takerBuyVolume: .zero, takerBuyQuoteVolume: .zero, tradeCount: 0, firstTradeId: -1,
      lastTradeId: -1)
  }

  /// The price of its last trade, or of the one before it.
  var close: Amount { figures?.lastPrice ?? closeBefore }
}

/// Klines of one second or minute made from trades that come newest first, as a history is walked.
struct KlineHistory: Sendable {
  private let interval: Interval
  private let sinceMs: Int64
  private var newestFirst: [MarketKline] = []

  /// - Parameter sinceMs: trades before the interval of it do not count.
  init(_ interval: Interval, sinceMs: Int64) {
    self.interval = interval
    self.sinceMs = interval.openTimeMs(atMs: sinceMs)
  }

  /// Oldest first, those without a trade left out.
  var klines: [MarketKline] { newestFirst.reversed() }

  mutating func add(_ trade: Trade, _ contract: InverseContract?) {
    let timeMs = trade.tradeTimeUs / 1000
    guard timeMs >= sinceMs else { return }
    if newestFirst.isEmpty || timeMs < newestFirst[newestFirst.count - 1].openTimeMs {
      let openMs = interval.openTimeMs(atMs: timeMs)
      newestFirst.append(
        MarketKline(openTimeMs: openMs, endTimeMs: interval.nextOpenTimeMs(openMs)))
    }
    newestFirst[newestFirst.count - 1].add(trade, contract)
  }
}
