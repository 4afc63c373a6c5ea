import Backtest
import Market
import Testing

/// At the moment of a fill in the middle of a glide the market stands at the price that it had for that
/// fill, however the moment is rounded.
struct GlideTests {
  private static func fills(
    _ candles: [Candle], _ strategy: Scripted
  ) throws -> [String] {
    try run(strategy, candles).result.fills.map { "\($0.side) at \($0.price)" }
  }

  private static let candles = [
    flat(0, "983"), candle(1, "983 1035 962 1015"), candle(2, "1017 1032 990 1007"),
  ]

  /// It is bought at 978 on the way from 1035 to 962, so that the stop stands at 962, which is reached.
  @Test func `A trailing exit follows from the fill's own price`() throws {
    let order = { (broker: inout Broker) in
      _ = broker.buy(
        coin, quantity: sum("1"), .limit(amount("978")),
        exits: .init(stop: .trailingStop(Trail(amount: amount("16")))))
    }
    #expect(
      try Self.fills(Self.candles, Scripted(script: [0: order])) == ["buy at 978", "sell at 962"])
  }

  @Test func `What a fill provokes meets the market at the fill's own price`() throws {
    var strategy = Scripted(script: [
      0: { $0.buy(coin, quantity: sum("1"), .limit(amount("978.37"))) }
    ])
    strategy.onFillScript = { fill, broker in
      #expect(broker.price(coin) == fill.price)
      if fill.side == .buy { broker.sell(coin, quantity: sum("1")) }
    }
    #expect(try Self.fills(Self.candles, strategy) == ["buy at 978.37", "sell at 978.37"])
  }

  /// The last µs of a glide: 962.00000001 is reached with its end.
  @Test func `What a fill at a glide's end leaves meets what is left of it`() throws {
    let order = { (broker: inout Broker) in
      _ = broker.buy(
        coin, quantity: sum("1"), .limit(amount("962.00000002")),
        exits: .init(stop: .stop(amount("962.00000001"))))
    }
    #expect(
      try Self.fills(Self.candles, Scripted(script: [0: order])) == [
        "buy at 962.00000002", "sell at 962.00000001",
      ])
  }
}
