public import Market

/// A backtest under way, whatever its strategy: what a command feeds.
public protocol BacktestRun {
  /// The account as it stands.
  var broker: Broker { get }

  /// Fills so far.
  var fillCount: Int { get }

  /// Takes in a closed candle; see `Backtester` for the order in which candles come.
  mutating func add(_ candle: Candle) throws(BacktestError)

  /// Takes in many closed candles, which costs less than one by one.
  mutating func add(_ batch: CandleBatch) throws(BacktestError)

  /// Takes in a trade; in tape mode only.
  mutating func add(_ trade: Trade) throws(BacktestError)

  /// Says that nothing more happens at this instant.
  mutating func endInstant() throws(BacktestError)

  /// Takes in what the exchange demands of a symbol from now on.
  mutating func setRules(_ rules: SymbolRules, for symbol: SymbolID) throws(BacktestError)

  /// Takes in what a symbol is called, so that a strategy can ask its broker.
  mutating func setName(_ name: String, for symbol: SymbolID) throws(BacktestError)

  /// Plays what is left, checks that the balances reconcile with the fills, and sums up. Positions
  /// are marked at the last price, not closed. `symbols` names the numbers of the candles and
  /// trades; the names are part of the run hash.
  mutating func finish(symbols: SymbolTable) throws(BacktestError) -> BacktestResult
}

extension BacktestRun {
  public mutating func add(_ batch: CandleBatch) throws(BacktestError) {
    for candle in batch.candles { try add(candle) }
  }

  /// Takes in many closed candles.
  public mutating func add(_ candles: [Candle]) throws(BacktestError) {
    try add(CandleBatch(candles))
  }
}

/// How a strategy is called in results and in the run hash.
public struct StrategyLabel: Sendable, Hashable {
  /// A parameter and its value as text, in the strategy's own order.
  public struct Setting: Sendable, Hashable {
    public let name: String
    public let value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  public let name: String
  public let settings: [Setting]

  public init(name: String, settings: [Setting] = []) {
    self.name = name
    self.settings = settings
  }

  /// Without what nobody sets: a command, and the files that it names.
  var parameters: [Setting] {
    settings.filter { $0.name != "command" && !$0.name.hasPrefix("sha256:") }
  }

  /// `sma-cross fast=10 slow=30`.
  public var text: String {
    ([name] + settings.map { "\($0.name)=\($0.value)" }).joined(separator: " ")
  }
}
