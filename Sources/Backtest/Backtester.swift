public import Market

/// Runs one strategy through a market: candles, or trades and the candles they close.
///
/// At one instant, in this order: the market moves, fills are told, candles close, the account is
/// marked, `onCandle`: coarser intervals first, then symbols in the order of their ids.
///
/// - Candle mode (`settings.fills == .candles`): give `add(_:)` closed candles in time order. Those
///   of `settings.interval` move the market; any others are only told to the strategy.
/// - Tape mode: give trades and closed candles in the recording's order, each closed candle *after*
///   the trade that proves it closed.
public struct Backtester<S: Strategy>: BacktestRun {
  var core: BacktestCore
  /// Last, because its size is known to the generic shell only.
  public private(set) var strategy: S

  /// `label` is how the strategy is called in results and in the run hash: by its type's name
  /// unless told. `hashesInput: false` saves the time of digesting every candle; the run hash is
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

  /// Takes in a closed candle. Its instant is played when a candle of another instant, a trade or
  /// `endInstant()` comes.
  public mutating func add(_ candle: Candle) throws(BacktestError) {
    if core.isNewInstant(candle) { try endInstant() }
    try core.hold(candle)
  }

  /// Takes in a trade: one jump of its symbol's market.
  public mutating func add(_ trade: Trade) throws(BacktestError) {
    try endInstant()
    try core.jump(trade)
    tellFills()
  }

  /// Says that nothing more happens at this instant, so that a live strategy need not wait for the
  /// next candle or trade. Call it per frame or never: where it is called is part of the run.
  public mutating func endInstant() throws(BacktestError) {
    guard !core.instant.isEmpty else { return }
    core.sortInstant()
    if core.broker.settings.fills == .candles, !core.broker.openOrders.isEmpty {
      for step in 0..<CandlePath.stepCount {
        try core.walk(step)
        tellFills()
      }
    }
    try core.mark()
    for index in core.instant.indices {
      core.broker.nowUs = max(core.broker.nowUs, core.instant[index].endUs)
      strategy.onCandle(core.instant[index], &core.broker)
    }
    core.instant.removeAll(keepingCapacity: true)
  }

  public mutating func setRules(
    _ rules: SymbolRules, for symbol: SymbolID
  ) throws(BacktestError) {
    try core.setRules(rules, for: symbol)
  }

  public mutating func finish(symbols: SymbolTable) throws(BacktestError) -> BacktestResult {
    try endInstant()
    try core.broker.reconcile()
    return BacktestResult(core, symbols)
  }

  private mutating func tellFills() {
    while core.toldFillCount < core.broker.fills.count {
      let fill = core.broker.fills[core.toldFillCount]
      core.toldFillCount += 1
      core.trips.add(fill)
      strategy.onFill(fill, &core.broker)
    }
  }
}
