import Backtest
import Market
import TestSupport
import Testing

/// Any bits whatever in candles and trades: a typed error or a result, never a trap.
struct HostileInputTests {
  /// Orders of extreme sizes at each candle.
  private struct Greedy: Strategy {
    var random: SeededRandom

    mutating func onCandle(_ candle: Candle, _ broker: inout Broker) {
      let size = Amount(units: random.extreme())
      switch Int.random(in: 0..<6, using: &random) {
      case 0: broker.buy(candle.symbol, quantity: size)
      case 1: broker.sell(candle.symbol, quantity: size)
      case 2: broker.buy(candle.symbol, quote: size)
      case 3: broker.sell(candle.symbol, quote: size)
      case 4: broker.target(candle.symbol, share: Ratio(parts: random.extreme()))
      default: broker.target(candle.symbol, share: .one)
      }
    }
  }

  private static func candle(
    _ number: Int64, isSane: Bool, _ random: inout SeededRandom
  ) -> Candle {
    var candle = flat(number, "1")
    var prices = (0..<4).map { _ in Amount(units: random.extreme()) }
    if isSane { prices = prices.map { Amount(units: max(1, $0.units.magnitude.clamped)) } }
    if isSane { prices.sort() }
    (candle.low, candle.open, candle.close, candle.high) = (
      prices[0], prices[1], prices[2], prices[3]
    )
    if !isSane {
      candle.openTimeMs = random.extreme()
      candle.closeTimeMs = random.extreme()
      candle.symbol = SymbolID(rawValue: UInt32(truncatingIfNeeded: random.extreme()))
    }
    candle.volume.units = Int128(random.extreme()) << Int.random(in: 0...63, using: &random)
    candle.tradeCount = random.extreme()
    candle.firstTradeId = random.extreme()
    candle.lastTradeId = random.extreme()
    candle.decimals = Decimals(price: 255, quantity: 255)
    return candle
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `Candles of any content`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let settings = BacktestSettings(
      interval: .m1, cash: Amount(units: max(1, random.extreme().magnitude.clamped)),
      fee: Ratio(parts: .random(in: 0..<Ratio.partsPerOne, using: &random)),
      slippage: [.none, .share(.percent(99))].randomElement(using: &random) ?? .none,
      latencyUs: [0, 1, 30_000_000].randomElement(using: &random) ?? 0)
    var run = try Backtester(strategy: Greedy(random: random), settings: settings)
    for number in 0..<100 as Range<Int64> {
      let isSane = number < 50 || Bool.random(using: &random)
      let candle = Self.candle(number, isSane: isSane, &random)
      // The run ends where the account's worth leaves 128 bits.
      guard let kind = Self.failure({ try run.add(candle) }) else { continue }
      if kind == "moneyOverflow" { return }
      #expect(!isSane || kind == "candleOutOfOrder", "seed \(seed): \(kind)")
    }
    let result = try run.finish(symbols: names)
    #expect(result.cash >= .zero && result.runHash != nil)
    _ = result.json()
  }

  /// What kind of error a step ended with; nil if with none.
  private static func failure(_ step: () throws -> Void) -> String? {
    do {
      try step()
      return nil
    } catch {
      return Mirror(reflecting: error).children.first?.label
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `Trades of any content`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var run = try Backtester(strategy: Greedy(random: random), settings: settings(.tape))
    for number in 0..<100 as Range<Int64> {
      var trade = trade(random.extreme(), atUs: random.extreme(), "1")
      trade.price.units = random.extreme()
      trade.quantity.units = random.extreme()
      let failure = Self.failure {
        try run.add(trade)
        try run.add(flat(number, "1"))
      }
      #expect(failure == nil || failure == "badTrade")
    }
    _ = try run.finish(symbols: names)
  }
}

extension SeededRandom {
  /// Small, large, and the ends of the range.
  fileprivate mutating func extreme() -> Int64 {
    let bits = Int64(bitPattern: next()) >> Int64.random(in: 0...63, using: &self)
    return [bits, bits, bits, .max, .min, 0].randomElement(using: &self) ?? 0
  }
}

extension UInt64 {
  fileprivate var clamped: Int64 { Int64(clamping: self) }
}
