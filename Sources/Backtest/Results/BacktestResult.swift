public import Market

/// What a backtest came to. Money is in quote and exact; what has no answer is nil, never 0.
public struct BacktestResult: Sendable, Hashable {
  /// What is held at the end, at the last price.
  public struct Position: Sendable, Hashable {
    public let symbol: SymbolID
    public let quantity: AmountSum
    public let price: Amount
    /// price × quantity, cut to 10⁻⁸.
    public let value: AmountSum
  }

  /// A symbol of the run.
  public struct Symbol: Sendable, Hashable {
    public let id: SymbolID
    public let name: String
  }

  public let strategy: StrategyLabel
  public let settings: BacktestSettings
  /// In order of first appearance; those that were never seen are not here.
  public let symbols: [Symbol]
  /// Open time of the first candle or time of the first trade, µs since the epoch.
  public let firstTimeUs: Int64?
  /// End of the last candle or time of the last trade, µs since the epoch.
  public let lastTimeUs: Int64?
  /// Candles of the marking interval.
  public let candleCount: Int
  /// Trades that moved the market; 0 in candle mode.
  public let tradeCount: Int

  public let cash: Amount
  public let positions: [Position]
  public let finalEquity: AmountSum
  public let netProfit: AmountSum
  public let netReturn: Ratio?
  public let fees: AmountSum
  public let turnover: AmountSum
  public let maxDrawdown: Ratio?
  public let exposure: Ratio?
  public let winRate: Ratio?
  public let buyAndHoldEquity: AmountSum?
  public let buyAndHoldReturn: Ratio?
  /// What the first symbol's buyer holds; nil where there is none.
  let buyAndHold: BuyAndHoldYardstick.Holding?

  public let fills: [Fill]
  public let roundTrips: [RoundTrip]
  /// The first `Broker.rejectionsKeptMax`.
  public let rejections: [Rejection]
  public let rejectedCount: Int
  /// Orders, or rests of orders, that their time in force ended.
  public let expiredCount: Int
  /// Orders that were given during the warm-up, which go nowhere.
  package let warmUpOrderCount: Int
  /// Orders still open at the end.
  public let openOrderCount: Int
  /// The first `ambiguousKeptMax` candles in which the walk decided what was filled.
  public let ambiguousCandles: [AmbiguousCandle]
  public let ambiguousCount: Int
  /// Fills for more than the whole volume of their candle.
  public let oversizedCount: Int

  /// Ambiguous candles kept one by one; beyond it they are only counted.
  public static let ambiguousKeptMax = 1000

  /// Values that the strategy wanted to be seen.
  public let plots: Plots
  /// What the strategy has called its orders.
  let labels: OrderLabels
  /// What the run hash is taken over, line by line; nil if the input was not digested.
  public let manifest: RunManifest?
  /// SHA-256 over inputs and fills, 64 hexadecimal digits.
  public var runHash: String? { manifest?.hash }
}

extension BacktestResult {
  init(_ core: BacktestCore, _ names: SymbolTable) {
    let broker = core.broker
    let start = AmountSum(core.settings.cash)
    strategy = core.label
    settings = core.settings
    let symbols = core.symbols.map { Symbol(id: $0, name: Self.name($0, names)) }
    self.symbols = symbols
    firstTimeUs = core.firstTimeUs
    lastTimeUs = core.lastTimeUs
    candleCount = core.candleCount
    tradeCount = core.tradeCount

    cash = broker.cash
    positions = core.symbols.compactMap { Position($0, broker) }
    finalEquity = broker.equity
    netProfit = AmountSum(units: finalEquity.units - start.units)
    netReturn = Ratio(netProfit.units, of: start.units, .down)
    fees = AmountSum(units: broker.fills.reduce(0) { $0 + $1.feeInQuote })
    turnover = AmountSum(units: broker.fills.reduce(0) { $0 + Int128($1.value.units) })
    maxDrawdown = core.track.maxDrawdown()
    exposure = Ratio(Int128(core.track.exposedCount), of: Int128(core.track.markCount), .up)
    winRate = Ratio(
      Int128(core.trips.trips.count { $0.profit > .zero }), of: Int128(core.trips.trips.count),
      .down)
    buyAndHoldEquity = core.yardstick.finalEquity(broker)
    buyAndHold = core.yardstick.held
    buyAndHoldReturn = buyAndHoldEquity.flatMap {
      Ratio($0.units - start.units, of: start.units, .down)
    }

    fills = broker.fills
    roundTrips = core.trips.trips
    rejections = broker.rejections
    rejectedCount = broker.rejectedCount
    expiredCount = broker.expiredCount
    warmUpOrderCount = broker.exchange.warmUpOrderCount
    openOrderCount = broker.openOrders.count { $0.cancelledUs == .max }
    ambiguousCandles = core.walk.ambiguousCandles
    ambiguousCount = core.walk.ambiguousCount
    oversizedCount = broker.exchange.liquidity.oversizedCount
    labels = broker.labels
    plots = broker.plots
    manifest = core.input.map { input in
      RunManifest(
        core.label, core.settings, symbols, input: input.digest(), fills: broker.fills)
    }
  }

  /// A number that the table does not know is named by the number.
  private static func name(_ symbol: SymbolID, _ names: SymbolTable) -> String {
    Int(symbol.rawValue) < names.count ? names.name(symbol) : "#\(symbol.rawValue)"
  }

  /// The name of a symbol of this run.
  func name(_ symbol: SymbolID) -> String {
    symbols.first { $0.id == symbol }?.name ?? "#\(symbol.rawValue)"
  }
}

extension BacktestResult.Position {
  /// Nil if nothing is held.
  init?(_ symbol: SymbolID, _ broker: Broker) {
    let quantity = broker.position(symbol)
    guard quantity.units != 0, let price = broker.price(symbol) else { return nil }
    self.symbol = symbol
    self.quantity = quantity
    self.price = price
    let worth = Exact.sum(0, quantity.units, times: Int128(price.units)) ?? .max
    value = AmountSum(units: Exact.floor(worth, over: Exact.one))
  }
}

extension BacktestResult {
  /// What each figure means, in the order of the JSON's keys.
  static let definitions: [(key: String, meaning: String)] = [
    ("candles", "candles of the marking interval that were consumed"),
    ("trades", "trades that moved the market; 0 where candles move it"),
    ("finalEquity", "cash plus positions at their last prices; positions are not closed"),
    ("netProfit", "finalEquity less the cash at the start"),
    ("netReturn", "netProfit / cash at the start, rounded down"),
    ("fees", "all fees in quote; a fee taken in base counts at its fill's price"),
    ("turnover", "sum of price x quantity over all fills, purchases and sales alike"),
    (
      "maxDrawdown",
      "largest fall of the account's worth from a peak, as a share of the peak, rounded up; marked"
        + " at the close of each marking candle, beginning with the cash at the start"
    ),
    (
      "exposure",
      "share of the marks at which a position was held, dust below the lot size left out"
    ),
    (
      "roundTrips",
      "selling orders, each with the purchases that it ends, of those since the position was last flat:"
        + " the oldest, or as settings.trips says; flat is less than a lot's step, and that dust belongs"
        + " to none"
    ),
    ("winRate", "share of the round trips with a profit above 0 after fees; null without any"),
    (
      "buyAndHoldEquity",
      "worth at the end had all cash bought the first symbol at its first price, same fee and"
        + " slippage"
    ),
    ("buyAndHoldReturn", "(buyAndHoldEquity - cash at the start) / cash at the start"),
    ("rejections", "orders refused, with Binance's error codes"),
    ("expired", "orders, or rests of orders, that IOC, FOK or GTD ended"),
    ("openOrders", "orders still open at the end"),
    (
      "ambiguousCandles",
      "candles in which other orders would have traded, or at other prices, had the low and the high"
        + " come the other way round; the low comes first while a position is held, else the high"
    ),
    (
      "fillList.reason, roundTripList.reason",
      "what made the order trade: signal (at market or at a limit, as the strategy asked), stop,"
        + " target (the limit order of a bracket or list), trail"
    ),
    ("oversizedFills", "fills for more than was traded in their whole candle"),
    ("runHash", "SHA-256 over strategy, settings, every candle and trade consumed, and the fills"),
  ]
}
