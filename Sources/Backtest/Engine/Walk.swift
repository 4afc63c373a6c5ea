import Market

/// The walk through the candles of an instant that move the market; and those candles in which it
/// decides, because with their extremes the other way round other orders would have traded.
struct Walk: Sendable {
  /// A candle's walk the other way round.
  private struct Check {
    let path: CandlePath
    let isAmbiguous: Bool
    let other: [AmbiguousCandle.Outcome]
  }

  /// One for each candle that moves the market.
  private(set) var paths: [CandlePath] = []
  private var eventCount = 0
  /// Orders placed and fills made before the glides began.
  private var placedBefore = 0
  private var filledBefore = 0
  private var checks: [Check] = []
  /// The first `BacktestResult.ambiguousKeptMax`.
  private(set) var ambiguousCandles: [AmbiguousCandle] = []
  private(set) var ambiguousCount = 0

  mutating func removeAll() { paths.removeAll(keepingCapacity: true) }

  /// Adds a candle of the instant, which moves the market unless it is silent.
  mutating func append(_ candle: borrowing Candle, tickSize: Amount?) {
    if !candle.isSilent { paths.append(CandlePath(candle, tickSize: tickSize)) }
  }

  /// After the opens: settles how each candle's walk goes, and notes where that decides.
  mutating func settle(_ broker: borrowing Broker) throws(BacktestError) {
    placedBefore = broker.placedCount
    filledBefore = broker.exchange.account.fills.count
    checks.removeAll(keepingCapacity: true)
    for index in paths.indices {
      paths[index].isLowFirst = broker.position(paths[index].symbol).units > 0
      let path = paths[index]
      guard path.low < path.high else { continue }
      let reached = broker.exchange.orders.reached(path.symbol, low: path.low, high: path.high)
      guard broker.exchange.orders.canDepend(on: path, reached) else { continue }
      if let outcomes = try broker.exchange.certainOutcomes(path, reached) {
        checks.append(Check(path: path, isAmbiguous: false, other: outcomes))
        continue
      }
      let taken = try Self.outcomes(path, broker.exchange)
      var turned = path
      turned.isLowFirst.toggle()
      let other = try Self.outcomes(turned, broker.exchange)
      checks.append(Check(path: path, isAmbiguous: Set(taken) != Set(other), other: other))
    }
  }

  /// Lets the next thing happen in a glide; false if nothing is left.
  mutating func glide(_ step: Int, _ exchange: inout Exchange) throws(BacktestError) -> Bool {
    let goesOn = try exchange.glide(step, &paths, mayAct: eventCount < Exchange.glideEventsMax)
    eventCount = goesOn ? eventCount + 1 : 0
    return goesOn
  }

  /// Keeps the candles in which the walk decided: with it the other way round other orders would
  /// have traded, or an order that the strategy placed on the way has traded, too.
  mutating func noteAmbiguities(_ fills: [Fill]) {
    for check in checks {
      let path = check.path
      let taken = fills[filledBefore...].filter { $0.symbol == path.symbol }
      let isReaction = taken.contains { $0.order.rawValue > placedBefore }
      guard check.isAmbiguous || isReaction else { continue }
      ambiguousCount += 1
      guard ambiguousCandles.count < BacktestResult.ambiguousKeptMax else { continue }
      ambiguousCandles.append(
        AmbiguousCandle(
          symbol: path.symbol, openTimeMs: path.opening.openTimeMs, isLowFirst: path.isLowFirst,
          taken: taken.map { .init($0) }, other: check.other))
    }
  }

  /// Walks a candle with a copy of the account, without telling the strategy.
  private static func outcomes(
    _ path: CandlePath, _ exchange: Exchange
  ) throws(BacktestError) -> [AmbiguousCandle.Outcome] {
    var exchange = exchange.trial()
    var walk = Walk()
    walk.paths = [path]
    for step in 1..<CandlePath.stepCount { while try walk.glide(step, &exchange) {} }
    return exchange.account.fills.map { .init($0) }
  }
}

extension OpenOrders {
  /// Whether the order of a candle's extremes can make a difference: something arrives on the way, or
  /// an order lies between them. (A market order trades where it arrives.)
  fileprivate func canDepend(on path: CandlePath, _ reached: [Int]) -> Bool {
    onTheirWay.nextUs < path.endUs || reached.contains { self[$0].kind != .market }
  }
}
