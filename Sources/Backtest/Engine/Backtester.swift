public import Market

/// Runs one strategy through a market: candles, or trades and the candles they close.
///
/// At one instant, in this order: the market moves, fills are reported, candles close, the account is
/// marked, `onCandle`: coarser intervals first, then symbols in the order of their ids; then once
/// `onInstant`.
///
/// - Candle mode (`settings.fills == .candles`): give `add(_:)` closed candles in time order. Those
///   of `settings.interval` move the market; any others are only handed to the strategy.
/// - Tape mode: give trades and closed candles in the recording's order, each closed candle *after*
///   the trade that proves it closed.
public struct Backtester<S: Strategy>: BacktestRun {
  var core: BacktestCore
  /// Last, because its size is known to the generic shell only.
  public internal(set) var strategy: S

  /// `label` is how the strategy is called in results and in the run hash: by its type's name
  /// unless given. `hashesInput: false` saves the time of digesting every candle; the run hash is
  /// then nil.
  public init(
    strategy: S, settings: BacktestSettings, label: StrategyLabel? = nil, hashesInput: Bool = true
  ) throws(BacktestError) {
    core = try BacktestCore(
      settings, label: label ?? StrategyLabel(name: "\(S.self)"), hashesInput: hashesInput)
    self.strategy = strategy
  }

  /// The account as it stands.
  public var broker: Broker { core.broker }

  public var fillCount: Int { core.broker.exchange.account.fills.count }

  /// Takes in a closed candle. Its instant is played when a candle of another instant, a trade or
  /// `endInstant()` comes.
  public mutating func add(_ candle: Candle) throws(BacktestError) {
    if beginsInstant(candle) { try endInstant() }
    try core.take(candle)
  }

  /// Candles that end together are one instant; on the tape until the next trade.
  func beginsInstant(_ candle: Candle) -> Bool {
    core.instant.count > 0 && core.instant.endMs != candle.closeTimeMs
  }

  /// Takes in a trade: one jump of its symbol's market.
  public mutating func add(_ trade: Trade) throws(BacktestError) {
    try endInstant()
    try core.jump(trade)
    try report()
    strategy.onTrade(trade, &core.broker)
    try checkStrategy()
    try report()
  }

  /// Says that nothing more happens at this instant, so that a live strategy need not wait for the
  /// next candle or trade. Call it per frame or never: where it is called is part of the run.
  public mutating func endInstant() throws(BacktestError) {
    guard core.instant.count > 0 else { return }
    core.instant.sort()
    if core.settings.fills == .candles, !core.broker.exchange.orders.isEmpty {
      try core.open()
      try glide()
    }
    try core.mark()
    var handsOver = false
    for index in 0..<core.instant.count where core.isHandedOver(core.instant[index]) {
      handsOver = true
      try handOver(core.instant[index])
      try report()
    }
    if handsOver { strategy.onInstant(&core.broker) }
    core.instant.removeAll()
    try checkStrategy()
    try report()
  }

  /// The walk through the instant's candles, after the opens: three glides, in which fills are
  /// reported as they happen, so that what they provoke meets what is left of the glide.
  mutating func glide() throws(BacktestError) {
    try report()
    guard !core.broker.exchange.orders.isEmpty else { return }
    try core.walk.settle(core.broker)
    for step in 1..<CandlePath.stepCount where !core.broker.exchange.orders.isEmpty {
      while try core.walk.glide(step, &core.broker.exchange) { try report() }
    }
    core.walk.noteAmbiguities(core.broker.exchange.account.fills)
  }

  private mutating func handOver(_ candle: Candle) throws(BacktestError) {
    core.broker.exchange.settle(untilUs: candle.endUs)
    strategy.onCandle(candle, &core.broker)
    try checkStrategy()
  }

  private func checkStrategy() throws(BacktestError) {
    if let reason = core.broker.failure { throw .strategyFailed(reason) }
  }

  public mutating func setRules(
    _ rules: SymbolRules, for symbol: SymbolID
  ) throws(BacktestError) {
    try core.setRules(rules, for: symbol)
  }

  public mutating func setName(
    _ name: String, for symbol: SymbolID
  ) throws(BacktestError) {
    try core.broker.exchange.markets.setName(name, for: symbol)
  }

  public mutating func finish(symbols: SymbolTable) throws(BacktestError) -> BacktestResult {
    try endInstant()
    try core.broker.exchange.account.reconcile()
    let result = BacktestResult(core, symbols)
    strategy.onEnd(&core.broker)
    try checkStrategy()
    return result
  }

  /// Says to the strategy what has happened to its orders: fills first, then what else became of them.
  /// What it orders upon that may be refused at once, so that this goes on until there is no more news.
  mutating func report() throws(BacktestError) {
    var saidCount = 0
    while core.hasNews, saidCount < OrderNews.unheardMax {
      while core.reportedFillCount < core.broker.exchange.account.fills.count {
        try reportFill(core.broker.exchange.account.fills[core.reportedFillCount])
      }
      guard !core.broker.exchange.news.isEmpty else { continue }
      for item in core.broker.exchange.takeNews() {
        saidCount += 1
        switch item {
        case .rejected(let rejection): strategy.onRejection(rejection, &core.broker)
        case .ended(let order, let end): strategy.onOrderEnd(order, end, &core.broker)
        }
        try checkStrategy()
      }
    }
  }

  private mutating func reportFill(_ fill: Fill) throws(BacktestError) {
    core.reportedFillCount += 1
    core.trips.add(fill, step: core.broker.rules(fill.symbol).lot.step)
    strategy.onFill(fill, &core.broker)
    try checkStrategy()
  }
}
