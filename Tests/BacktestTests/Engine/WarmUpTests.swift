import Backtest
import Market
import Testing

struct WarmUpTests {
  @Test func `Candles of the warm-up are handed over, and orders go nowhere`() throws {
    var strategy = Scripted(script: [
      0: { $0.buy(coin, quantity: amount("1")) }, 1: { $0.buy(coin, quantity: amount("2")) },
      2: { $0.buy(coin, quantity: amount("3")) },
    ])
    strategy.onFillScript = { _, broker in #expect(!broker.isWarmingUp) }
    var settings = settings()
    settings.warmUp = 2
    let (result, scripted) = try run(strategy, (0..<5).map { flat($0, "\($0 + 10)") }, settings)
    #expect(scripted.candleCount == 5)
    #expect(result.fills.map(\.quantity) == [sum("3")])
    #expect(result.fills.map(\.price) == [amount("13")])
    #expect(result.rejectedCount == 0)
    #expect(
      result.buyAndHoldEquity == sum("1166.66666666"), "bought at the first open after it")
    #expect(result.exposure == ratio("0.66666667"), "of three candles two")
  }

  @Test func `Instants are counted, not candles`() throws {
    let strategy = Scripted(script: [
      2: { $0.buy(coin, quantity: amount("1")) }, 4: { $0.buy(coin, quantity: amount("2")) },
    ])
    var settings = settings()
    settings.warmUp = 2
    let candles = (0..<4).flatMap { [flat($0, "10"), flat($0, "20", symbol: other)] }
    #expect(try run(strategy, candles, settings).result.fills.map(\.quantity) == [sum("2")])
  }

  @Test func `On the tape too`() throws {
    var settings = settings(.tape)
    settings.warmUp = 1
    let strategy = Scripted(script: [
      0: { $0.buy(coin, quantity: amount("1")) }, 1: { $0.buy(coin, quantity: amount("0.5")) },
    ])
    var backtest = try Backtester(strategy: strategy, settings: settings)
    for minute in 0..<3 as Range<Int64> {
      try backtest.add(trade(minute * 2, atUs: minute * minuteUs, "10"))
      if minute > 0 { try backtest.add(flat(minute - 1, "10")) }
      try backtest.add(trade(minute * 2 + 1, atUs: minute * minuteUs + 5, "10"))
    }
    #expect(try backtest.finish(symbols: names).fills.map(\.quantity) == [sum("0.5")])
  }
}
