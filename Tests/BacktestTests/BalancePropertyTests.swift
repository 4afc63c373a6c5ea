import Backtest
import Market
import TestSupport
import Testing

/// Random markets, random orders, random settings: balances are never negative, always add up to
/// the fills, and the profits of the round trips are the change in cash once all is sold.
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
        for order in broker.openOrders where order.symbol == candle.symbol {
          broker.cancel(order.id)
        }
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
      switch Int.random(in: 0..<7, using: &random) {
      case 0: broker.buy(symbol, quantity: size)
      case 1: broker.sell(symbol, quantity: size)
      case 2: broker.buy(symbol, quote: size)
      case 3: broker.sell(symbol, quote: size)
      case 4:
        broker.target(symbol, share: Ratio(parts: .random(in: 0...100_000_000, using: &random)))
      case 5: broker.sell(symbol, quantity: broker.position(symbol))
      default: break
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
      latencyUs: Bool.random(using: &random) ? 0 : .random(in: 0...90_000_000, using: &random))
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
    try Self.play(&run, settings, &random)
    let result = try run.finish(symbols: names)
    #expect(!run.strategy.isNegative)

    // Once more, from the fills alone and without the broker's own code.
    var cash = Int128(settings.cash.units)
    var base: [UInt32: Int128] = [0: 0, 1: 0]
    for fill in result.fills {
      let exact = Int128(fill.price.units) * Int128(fill.quantity.units)
      let value = Int128(fill.value.units) * 100_000_000
      #expect(fill.side == .buy ? value >= exact : value <= exact)
      #expect(abs(value - exact) < 100_000_000)
      let (paid, feeBase) = fill.isFeeInBase ? (0, fill.fee.units) : (fill.fee.units, 0)
      let sign: Int128 = fill.side == .buy ? 1 : -1
      cash -= sign * Int128(fill.value.units) + Int128(paid)
      base[fill.symbol.rawValue, default: 0] += sign * Int128(fill.quantity.units) - Int128(feeBase)
      #expect(cash >= 0 && base.values.allSatisfy { $0 >= 0 })
    }
    #expect(cash == Int128(result.cash.units))
    for position in result.positions {
      #expect(base[position.symbol.rawValue] == Int128(position.quantity.units))
    }
    // A purchase so small that its fee was all of it is held as nothing: no sale can end it.
    let isAllSold = [coin, other].allSatisfy { symbol in
      result.fills.last { $0.symbol == symbol }?.side != .buy
    }
    if isAllSold, result.positions.isEmpty {
      #expect(result.roundTrips.reduce(0) { $0 + $1.profit.units } == result.netProfit.units)
    }
  }
}
