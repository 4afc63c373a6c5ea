import Backtest
import Market
import TestSupport
import Testing

/// Random markets, random orders of every kind, random settings and filters: balances are never
/// negative, always add up to the fills, no fill is better than its order or its market allowed, and
/// the profits of the round trips are the change in cash once all is sold.
struct BalancePropertyTests {
  /// Throws dice at each candle and each fill.
  private struct Dice: Strategy {
    var random: SeededRandom
    var candlesLeft: Int
    var isNegative = false

    mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
      look(broker)
      candlesLeft -= 1
      if candlesLeft > 10 {
        order(candle.symbol, &broker)
      } else {
        // Near the end: take back what waits, and sell all.
        broker.cancelAll(candle.symbol)
        broker.target(candle.symbol, share: .zero)
      }
    }

    mutating func onFill(_ fill: Fill, _ broker: inout Broker) {
      look(broker)
      if candlesLeft > 10, Int.random(in: 0..<4, using: &random) == 0 {
        order(fill.symbol, &broker)
      }
    }

    private mutating func look(_ broker: Broker) {
      isNegative =
        isNegative || broker.cash < .zero || broker.position(coin) < .zero
        || broker.position(other) < .zero || broker.equity < .zero
    }

    private mutating func order(_ symbol: SymbolID, _ broker: inout Broker) {
      let size = Amount(
        units: random.upTo(bits: 1...45))
      let (kind, exits) = (kind(near: symbol, broker), exits(near: symbol, broker))
      let time = Order.TimeInForce.allCases.randomElement(using: &random) ?? .goodTillCancelled
      switch Int.random(in: 0..<12, using: &random) {
      case 0: broker.buy(symbol, quantity: size, kind, timeInForce: time)
      case 1: broker.sell(symbol, quantity: size, kind, timeInForce: time)
      case 2: broker.buy(symbol, quote: size, kind, timeInForce: time)
      case 3: broker.sell(symbol, quote: size, kind)
      case 4:
        broker.target(symbol, share: Ratio(parts: .random(in: 0...100_000_000, using: &random)))
      case 5: broker.sell(symbol, quantity: broker.sellable(symbol))
      case 6, 7:
        let part = Amount(units: broker.cash.units / .random(in: 1...5, using: &random))
        broker.buy(symbol, quote: part, kind, exits: exits)
      case 8:
        let kinds = [kind, self.kind(near: symbol, broker)]
        broker.placeList(symbol, .quantity(.sell, broker.sellable(symbol)), kinds)
      case 9:
        guard let open = broker.openOrders.randomElement(using: &random) else { return }
        _ = broker.cancel(open.id)
      case 10:
        guard let open = broker.openOrders.randomElement(using: &random) else { return }
        broker.replace(open.id, kind)
      default: break
      }
    }

    /// A price up to a tenth away from the market, on a tick.
    private mutating func price(near symbol: SymbolID, _ broker: Broker) -> Amount {
      let price = broker.price(symbol)?.units ?? 1
      let away = Int64.random(in: -(price / 10 + 1)...(price / 10 + 1), using: &random)
      return broker.rules(symbol).onTick(Amount(units: max(1, price + away)), for: .sell)
    }

    private mutating func kind(near symbol: SymbolID, _ broker: Broker) -> Order.Kind {
      let (a, b) = (price(near: symbol, broker), price(near: symbol, broker))
      switch Int.random(in: 0..<7, using: &random) {
      case 0: return .limit(a)
      case 1: return .limitMaker(a)
      case 2: return .stop(a)
      case 3: return .stopLimit(stop: a, limit: b)
      case 4:
        return .trailingStop(
          Trail(Ratio(parts: .random(in: 1...20_000_000, using: &random))))
      default: return .market
      }
    }

    private mutating func exits(near symbol: SymbolID, _ broker: Broker) -> Order.Exits {
      let (a, b) = (price(near: symbol, broker), price(near: symbol, broker))
      switch Int.random(in: 0..<4, using: &random) {
      case 0: return Order.Exits(takeProfit: max(a, b))
      case 1: return Order.Exits(stop: .trailingStop(Trail(.percent(3))))
      case 2: return Order.Exits(takeProfit: a, stop: .stopLimit(stop: b, limit: a))
      default: return Order.Exits(takeProfit: max(a, b), stopLoss: min(a, b))
      }
    }
  }

  private static func settings(_ random: inout SeededRandom) -> BacktestSettings {
    BacktestSettings(
      interval: .m1, fills: Bool.random(using: &random) ? .candles : .tape,
      cash: Amount(
        units: random.upTo(bits: 20...45)),
      fee: Ratio(parts: .random(in: 0...2_000_000, using: &random)),
      feeAsset: Bool.random(using: &random) ? .quote : .received,
      slippage: Bool.random(using: &random) ? .none : .share(.basisPoints(30)),
      latencyUs: Bool.random(using: &random) ? 0 : .random(in: 0...90_000_000, using: &random),
      makerFee: Bool.random(using: &random)
        ? nil : Ratio(parts: .random(in: 0...1_000_000, using: &random)),
      limitFills: Bool.random(using: &random) ? .touch : .through)
  }

  /// A walk whose steps are at most a tenth of the price.
  private static func step(_ price: inout Int64, _ random: inout SeededRandom) -> Amount {
    price = max(1, price + .random(in: -(price / 10 + 1)...(price / 10 + 1), using: &random))
    return Amount(units: price)
  }

  private static func play(
    _ run: inout Backtester<Dice>, _ settings: BacktestSettings, _ random: inout SeededRandom
  ) throws {
    var prices = [coin, other].map { _ in Int64.random(in: 1...(1 << 40), using: &random) }
    var id: Int64 = 0
    for minute in 0..<60 as Range<Int64> {
      for (index, symbol) in [coin, other].enumerated() {
        let path = (0..<4).map { _ in step(&prices[index], &random) }
        if settings.fills == .tape {
          for (second, price) in path.enumerated() {
            id += 1
            var trade = trade(
              id, atUs: minute * minuteUs + Int64(second) * 14_000_000, "1", symbol: symbol)
            trade.price = price
            try run.add(trade)
          }
        }
        var candle = flat(minute, "1", symbol: symbol)
        candle.open = path[0]
        candle.close = path[3]
        candle.high = path.max() ?? path[0]
        candle.low = path.min() ?? path[0]
        try run.add(candle)
      }
    }
  }

  @Test(arguments: 0..<150 as Range<UInt64>)
  func `Balances reconcile and are never negative`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let settings = Self.settings(&random)
    var run = try Backtester(
      strategy: Dice(random: SeededRandom(seed: ~seed), candlesLeft: 120), settings: settings)
    var leavesDust = false
    if Bool.random(using: &random) {
      leavesDust = settings.feeAsset == .received
      var rules = SymbolRules(tickSize: Amount(units: .random(in: 1...1000, using: &random)))
      rules.lot.step = Amount(units: .random(in: 1...1000, using: &random))
      rules.notionalMin = Amount(units: random.upTo(bits: 1...20))
      try run.setRules(rules, for: coin)
    }
    try Self.play(&run, settings, &random)
    let result = try run.finish(symbols: names)
    #expect(!run.strategy.isNegative)

    // Once more, from the fills alone and without the broker's own code.
    var cash = Int128(settings.cash.units)
    var base: [UInt32: Int128] = [0: 0, 1: 0]
    var taken: [Int64: Int128] = [:]
    for fill in result.fills {
      let exact = Int128(fill.price.units) * fill.quantity.units
      let value = Int128(fill.value.units) * 100_000_000
      #expect(fill.side == .buy ? value >= exact : value <= exact)
      #expect(abs(value - exact) < 100_000_000)
      let (paid, feeBase) = fill.isFeeInBase ? (0, fill.fee.units) : (fill.fee.units, 0)
      let sign: Int128 = fill.side == .buy ? 1 : -1
      cash -= sign * Int128(fill.value.units) + paid
      base[fill.symbol.rawValue, default: 0] += sign * fill.quantity.units - feeBase
      #expect(cash >= 0 && base.values.allSatisfy { $0 >= 0 })
      guard case .trade(let id) = fill.evidence else { continue }
      taken[id, default: 0] += fill.quantity.units
    }
    #expect(taken.values.allSatisfy { $0 <= 100_000_000 }, "no print fills more than it holds")
    #expect(cash == Int128(result.cash.units))
    for position in result.positions {
      #expect(base[position.symbol.rawValue] == position.quantity.units)
    }
    // A purchase so small that its fee was all of it is held as nothing: no sale can end it.
    // A cancelled order's exits, or dust below the lot size, may stay behind; and dust that came together
    // to a step and was sold has cost what no trip knows.
    let isAllSold = [coin, other].allSatisfy { symbol in
      result.fills.last { $0.symbol == symbol }?.side != .buy
    }
    if isAllSold, result.positions.isEmpty, !leavesDust {
      #expect(result.roundTrips.reduce(0) { $0 + $1.profit.units } == result.netProfit.units)
    }
  }
}
