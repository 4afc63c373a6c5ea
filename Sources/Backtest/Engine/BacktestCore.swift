import Market

/// Everything of a backtest that does not depend on the strategy's type: code for any type of
/// strategy costs more, and only the thin shell around this is such.
struct BacktestCore: Sendable {
  /// Symbols that one account can hold: a bound on memory, far above what an exchange lists.
  static let symbolsMax = 65_536

  var broker: Broker
  var instant = Instant()
  /// For each of them, how its walk goes; settled after its open.
  var isLowFirst: [Bool] = []
  /// Things that happened to orders in the glide at work.
  var eventCount = 0
  /// Orders placed and fills made before the glides at work began.
  var placedBefore = 0
  var filledBefore = 0
  /// The candles of which the other walk is known.
  var checks: [WalkCheck] = []
  var ambiguousCandles: [AmbiguousCandle] = []
  var ambiguousCount = 0
  /// Instants that warmed the strategy up.
  var warmedCount = 0
  var track: EquityTrack
  var trips = RoundTripLedger()
  private(set) var yardstick = BuyAndHoldYardstick()
  var input: InputDigest?
  var reportedFillCount = 0
  /// In order of first appearance.
  private(set) var symbols: [SymbolID] = []
  private(set) var candleCount = 0
  private(set) var tradeCount = 0
  private var earliestUs = Int64.max
  private var latestUs = Int64.min

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

  var settings: BacktestSettings { broker.settings }

  /// Nil while nothing was consumed.
  var firstTimeUs: Int64? { earliestUs <= latestUs ? earliestUs : nil }
  var lastTimeUs: Int64? { earliestUs <= latestUs ? latestUs : nil }
}

extension BacktestCore {
  /// Checks a candle, counts it in, and keeps it for its instant.
  mutating func take(_ candle: Candle) throws(BacktestError) {
    guard candle.isSane else { throw .badCandle(candle) }
    if broker.isWarmingUp { openIfWarm() }
    let index = try index(of: candle.symbol)
    let isMarking = candle.interval == broker.settings.interval
    if isMarking {
      let lastMs = broker.markets[index].lastOpenTimeMs
      guard candle.openTimeMs > lastMs else {
        throw .candleOutOfOrder(candle.symbol, openTimeMs: candle.openTimeMs, afterMs: lastMs)
      }
      broker.markets[index].open(atMs: candle.openTimeMs)
      candleCount &+= 1
    }
    if isMarking, broker.settings.fills == .candles, !candle.isSilent, !yardstick.isStarted,
      !broker.isWarmingUp
    {
      yardstick.start(candle.symbol, at: candle.open, broker)
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
    let index = try index(of: trade.symbol)
    input?.add(trade)
    noteTime(fromUs: timeUs, toUs: timeUs)
    tradeCount += 1
    if broker.isWarmingUp { openIfWarm() }
    if !yardstick.isStarted, !broker.isWarmingUp {
      yardstick.start(trade.symbol, at: trade.price, broker)
    }
    broker.markets[index].move(trade)
    broker.nowUs = max(broker.nowUs, timeUs)
    guard !broker.orders.isEmpty else { return }
    let meeting = Meeting(
      motion: .jump(to: trade.price), timeUs: timeUs, evidence: .trade(id: trade.id))
    broker.printLeft = max(0, trade.quantity.units)
    broker.sweepCancelled(timeUs)
    try broker.jump { order in
      order.symbol == trade.symbol && order.effectiveUs <= timeUs ? meeting : nil
    }
  }

  /// The account opens at the first candle or trade after the warm-up.
  private mutating func openIfWarm() {
    if warmedCount >= settings.warmUp { broker.isWarmingUp = false }
  }

  mutating func setRules(_ rules: SymbolRules, for symbol: SymbolID) throws(BacktestError) {
    try rules.validate()
    try makeRoom(for: symbol)
    let index = Int(symbol.rawValue)
    broker.markets[index].rules = rules
    if broker.markets[index].isSeen { input?.add(rules, symbol) }
  }

  mutating func setName(_ name: String, for symbol: SymbolID) throws(BacktestError) {
    let index = Int(symbol.rawValue)
    if index >= Self.symbolsMax { throw .tooManySymbols(index, max: Self.symbolsMax) }
    let missing = index + 1 - broker.names.count
    if missing > 0 { broker.names.append(contentsOf: repeatElement("", count: missing)) }
    broker.names[index] = name
  }

  private mutating func index(of symbol: SymbolID) throws(BacktestError) -> Int {
    let index = Int(symbol.rawValue)
    if index >= broker.markets.count || !broker.markets[index].isSeen { try meet(symbol) }
    return index
  }

  /// The first candle or trade of a symbol: from now on it is part of the run, and so are the
  /// rules that were known before.
  private mutating func meet(_ symbol: SymbolID) throws(BacktestError) {
    try makeRoom(for: symbol)
    let index = Int(symbol.rawValue)
    broker.markets[index].see()
    symbols.append(symbol)
    let rules = broker.markets[index].rules
    if rules != SymbolRules() { input?.add(rules, symbol) }
  }

  private mutating func makeRoom(for symbol: SymbolID) throws(BacktestError) {
    let index = Int(symbol.rawValue)
    guard index >= broker.markets.count else { return }
    if index >= Self.symbolsMax { throw .tooManySymbols(index, max: Self.symbolsMax) }
    let missing = index + 1 - broker.markets.count
    broker.markets.append(contentsOf: repeatElement(MarketState(), count: missing))
  }

  private mutating func noteTime(fromUs: Int64, toUs: Int64) {
    if fromUs < earliestUs { earliestUs = fromUs }
    if toUs > latestUs { latestUs = toUs }
  }
}
