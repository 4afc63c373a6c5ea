import Market

/// Everything of a backtest that does not depend on the strategy's type. Code that is generic over
/// it costs more, so only the thin shell around this is generic.
struct BacktestCore: Sendable {
  var broker: Broker
  var instant = Instant()
  var walk = Walk()
  /// Instants that warmed the strategy up.
  var warmedCount = 0
  var track: EquityTrack
  var trips: RoundTripLedger
  private(set) var yardstick = BuyAndHoldYardstick()
  var input: InputDigest?
  var reportedFillCount = 0
  /// In order of first appearance.
  private(set) var symbols: [SymbolID] = []
  private(set) var candleCount = 0
  private(set) var tradeCount = 0
  /// The account has not opened for good.
  private var isOpening: Bool
  private var earliestUs = Int64.max
  private var latestUs = Int64.min

  let label: StrategyLabel

  init(
    _ settings: BacktestSettings, label: StrategyLabel, hashesInput: Bool
  ) throws(BacktestError) {
    try settings.validate()
    self.label = label
    broker = Broker(settings)
    trips = RoundTripLedger(settings.trips)
    isOpening = broker.isWarmingUp
    track = EquityTrack(startFine: Int128(settings.cash.units) * Exact.one)
    input = hashesInput ? InputDigest() : nil
  }

  var settings: BacktestSettings { broker.exchange.settings }

  /// Whether something has happened to orders that the strategy has not heard of.
  @inline(__always)
  var hasNews: Bool {
    reportedFillCount < broker.exchange.account.fills.count || !broker.exchange.news.isEmpty
  }

  /// Nil while nothing was consumed.
  var firstTimeUs: Int64? { earliestUs <= latestUs ? earliestUs : nil }
  var lastTimeUs: Int64? { earliestUs <= latestUs ? latestUs : nil }
}

extension BacktestCore {
  /// Checks a candle, counts it in, and keeps it for its instant.
  mutating func take(_ candle: Candle) throws(BacktestError) {
    guard candle.isSane else { throw .badCandle(candle) }
    if isOpening { open(atMs: candle.openTimeMs, isCandle: true) }
    try see(candle.symbol)
    if candle.interval == settings.interval {
      let lastMs = broker.exchange.markets[candle.symbol].lastOpenTimeMs
      guard candle.openTimeMs > lastMs else {
        throw .candleOutOfOrder(candle.symbol, openTimeMs: candle.openTimeMs, afterMs: lastMs)
      }
      broker.exchange.markets.open(candle.symbol, atMs: candle.openTimeMs)
      candleCount &+= 1
      if settings.fills == .candles, !candle.isSilent {
        startYardstick(candle.symbol, at: candle.open)
      }
    }
    input?.add(candle)
    noteTime(fromUs: candle.openTimeMs &* 1000, toUs: candle.endUs)
    instant.append(candle)
  }

  /// Counts in candles that mark the account and were played as plain ones.
  mutating func countCandles(_ count: Int, fromUs: Int64, toUs: Int64) {
    candleCount &+= count
    noteTime(fromUs: fromUs, toUs: toUs)
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
    try see(trade.symbol)
    input?.add(trade)
    noteTime(fromUs: timeUs, toUs: timeUs)
    tradeCount += 1
    if isOpening { open(atMs: timeUs / 1000, isCandle: false) }
    startYardstick(trade.symbol, at: trade.price)
    try broker.exchange.jump(trade)
  }

  @inline(__always)
  private mutating func startYardstick(_ symbol: SymbolID, at price: Amount) {
    guard !yardstick.isStarted, !broker.isWarmingUp else { return }
    yardstick.start(symbol, at: price, settings, broker.rules(symbol))
  }

  /// The account opens with the first candle or trade after the warm-up. Behind such a trade a candle
  /// may close that opened before: it is warm-up still.
  private mutating func open(atMs timeMs: Int64, isCandle: Bool) {
    if let fromMs = settings.fromMs {
      broker.isWarmingUp = timeMs < fromMs
      isOpening = broker.isWarmingUp || !isCandle
    } else if warmedCount >= settings.warmUp {
      broker.isWarmingUp = false
      isOpening = false
    }
  }

  mutating func setRules(_ rules: SymbolRules, for symbol: SymbolID) throws(BacktestError) {
    try broker.exchange.markets.setRules(rules, for: symbol)
    if broker.exchange.markets.hasSeen(symbol) { input?.add(rules, symbol) }
  }

  /// With its first candle or trade a symbol becomes part of the run, and so do the rules that were
  /// known before.
  @inline(__always)
  private mutating func see(_ symbol: SymbolID) throws(BacktestError) {
    if !broker.exchange.markets.hasSeen(symbol) { try begin(symbol) }
  }

  private mutating func begin(_ symbol: SymbolID) throws(BacktestError) {
    try broker.exchange.markets.see(symbol)
    symbols.append(symbol)
    let rules = broker.rules(symbol)
    if rules != SymbolRules() { input?.add(rules, symbol) }
  }

  private mutating func noteTime(fromUs: Int64, toUs: Int64) {
    if fromUs < earliestUs { earliestUs = fromUs }
    if toUs > latestUs { latestUs = toUs }
  }
}
