import Market

/// Everything of a backtest that does not depend on the strategy's type. Kept apart so that a
/// strategy from another module pays for generic code in the thin shell only.
struct BacktestCore {
  /// Symbols that one account can hold: a bound on memory, far above what an exchange lists.
  static let symbolsMax = 65_536

  var broker: Broker
  /// Candles that closed at the instant in progress.
  var instant: [Candle] = []
  /// For each of them, how its walk goes; settled after its open.
  private var isLowFirst: [Bool] = []
  private(set) var track: EquityTrack
  var trips = RoundTripLedger()
  private(set) var yardstick = BuyAndHoldYardstick()
  private(set) var input: InputDigest?
  var toldFillCount = 0
  /// In order of first appearance.
  private(set) var symbols: [SymbolID] = []
  private(set) var candleCount = 0
  private(set) var tradeCount = 0
  private(set) var firstTimeUs: Int64?
  private(set) var lastTimeUs: Int64?

  let label: StrategyLabel

  init(
    _ settings: BacktestSettings, label: StrategyLabel, hashesInput: Bool
  ) throws(BacktestError) {
    try settings.validate()
    self.label = label
    broker = Broker(settings)
    track = EquityTrack(startFine: Int128(settings.cash.units) * Exact.one)
    input = hashesInput ? InputDigest() : nil
  }

  private var settings: BacktestSettings { broker.settings }
}

// MARK: - Taking in

extension BacktestCore {
  /// On the tape, candles are one instant until the next trade; else while they end together.
  func isNewInstant(_ candle: Candle) -> Bool {
    guard settings.fills == .candles, !instant.isEmpty else { return false }
    return instant[0].closeTimeMs != candle.closeTimeMs
  }

  mutating func hold(_ candle: Candle) throws(BacktestError) {
    try check(candle)
    let index = try index(of: candle.symbol)
    if candle.interval == settings.interval {
      let lastMs = broker.markets[index].lastOpenTimeMs
      if candle.openTimeMs <= lastMs {
        throw .candleOutOfOrder(candle.symbol, openTimeMs: candle.openTimeMs, afterMs: lastMs)
      }
      broker.markets[index].lastOpenTimeMs = candle.openTimeMs
      candleCount += 1
      if !yardstick.isStarted, settings.fills == .candles, !candle.isSilent {
        yardstick.start(candle.symbol, at: candle.open, broker)
      }
    }
    input?.add(candle)
    noteTime(fromUs: candle.openTimeMs * 1000, toUs: candle.endUs)
    instant.append(candle)
  }

  private func check(_ candle: Candle) throws(BacktestError) {
    let isOrdered =
      candle.low <= candle.open && candle.open <= candle.high && candle.low <= candle.close
      && candle.close <= candle.high
    if candle.openTimeMs < 0 || candle.closeTimeMs > Interval.timeMsMax
      || candle.closeTimeMs < candle.openTimeMs
    {
      throw .badCandle(
        candle.symbol, openTimeMs: 0,
        "times \(candle.openTimeMs) to \(candle.closeTimeMs) ms are no interval")
    }
    if candle.isSilent || (isOrdered && candle.low.units > 0) { return }
    throw .badCandle(
      candle.symbol, openTimeMs: candle.openTimeMs,
      "open \(candle.open), high \(candle.high),"
        + " low \(candle.low), close \(candle.close) are no prices of a candle")
  }

  /// A trade moves its symbol's market, unless it is older than the last price.
  mutating func jump(_ trade: Trade) throws(BacktestError) {
    if settings.fills == .candles { throw .tradeInCandleMode(trade.symbol, id: trade.id) }
    let timeUs = trade.tradeTimeUs
    if trade.price.units <= 0 {
      throw .badTrade(trade.symbol, id: trade.id, "price \(trade.price) is not positive")
    }
    if timeUs < 0 || timeUs / 1000 > Interval.timeMsMax {
      throw .badTrade(trade.symbol, id: trade.id, "time \(timeUs) µs is out of range")
    }
    let index = try index(of: trade.symbol)
    input?.add(trade)
    noteTime(fromUs: timeUs, toUs: timeUs)
    tradeCount += 1
    if !yardstick.isStarted { yardstick.start(trade.symbol, at: trade.price, broker) }
    if timeUs >= broker.markets[index].priceTimeUs {
      broker.markets[index].price = trade.price
      broker.markets[index].priceTimeUs = timeUs
    }
    broker.nowUs = max(broker.nowUs, timeUs)
    guard !broker.openOrders.isEmpty else { return }
    let meeting = Meeting(
      motion: .jump(to: trade.price), timeUs: timeUs, evidence: .trade(id: trade.id))
    try broker.meetMarket { order in
      order.symbol == trade.symbol && order.effectiveUs <= timeUs ? meeting : nil
    }
  }

  mutating func setRules(_ rules: SymbolRules, for symbol: SymbolID) throws(BacktestError) {
    if let tickSize = rules.tickSize, tickSize.units <= 0 {
      throw .settings("tick size \(tickSize) is not positive")
    }
    broker.markets[try index(of: symbol)].rules = rules
    input?.add(rules, symbol)
  }

  private mutating func index(of symbol: SymbolID) throws(BacktestError) -> Int {
    let index = Int(symbol.rawValue)
    if index >= broker.markets.count {
      if index >= Self.symbolsMax { throw .tooManySymbols(index, max: Self.symbolsMax) }
      broker.markets.append(
        contentsOf: repeatElement(MarketState(), count: index + 1 - broker.markets.count))
    }
    if !broker.markets[index].isSeen {
      broker.markets[index].isSeen = true
      symbols.append(symbol)
    }
    return index
  }

  private mutating func noteTime(fromUs: Int64, toUs: Int64) {
    if firstTimeUs == nil { firstTimeUs = fromUs }
    lastTimeUs = max(lastTimeUs ?? toUs, toUs)
  }
}

// MARK: - One instant

extension BacktestCore {
  /// Coarser candles first, then symbols by id; on the tape also earlier ends first.
  mutating func sortInstant() {
    guard instant.count > 1 else { return }
    instant.sort { a, b in
      if a.closeTimeMs != b.closeTimeMs { return a.closeTimeMs < b.closeTimeMs }
      if a.interval != b.interval { return a.interval.index > b.interval.index }
      return a.symbol.rawValue < b.symbol.rawValue
    }
  }

  /// One step of the walk through the instant's candles, all symbols at once.
  mutating func walk(_ step: Int) throws(BacktestError) {
    if step == 0 { isLowFirst = Array(repeating: true, count: instant.count) }
    if step == 1 {
      for index in instant.indices {
        isLowFirst[index] = broker.position(instant[index].symbol).units >= 0
      }
    }
    let (candles, isLowFirst, interval) = (instant, isLowFirst, settings.interval)
    try broker.meetMarket { order in
      guard
        let index = candles.firstIndex(where: {
          $0.symbol == order.symbol && $0.interval == interval
        }), !candles[index].isSilent
      else { return nil }
      let path = CandlePath(candle: candles[index], isLowFirst: isLowFirst[index])
      guard let rest = path.rest(of: step, fromUs: order.effectiveUs, for: order.side)
      else { return nil }
      return Meeting(
        motion: rest.0, timeUs: rest.timeUs,
        evidence: .candle(openTimeMs: candles[index].openTimeMs, step: step))
    }
  }

  /// Takes over the candles' last prices and marks the account if a marking candle closed.
  mutating func mark() throws(BacktestError) {
    var marks = false
    for candle in instant where candle.interval == settings.interval {
      marks = true
      if settings.fills == .candles, !candle.isSilent {
        broker.markets[Int(candle.symbol.rawValue)].price = candle.close
      }
    }
    guard marks else { return }
    guard let worth = broker.fineEquity else { throw .moneyOverflow("the account's worth") }
    track.mark(worth, isHolding: broker.isHolding)
  }
}
