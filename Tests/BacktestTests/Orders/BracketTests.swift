import Backtest
import Market
import Testing

/// Orders that depend on each other, in candles.
struct BracketTests {
  private static let exits = Order.Exits(
    takeProfit: amount("110"), stopLoss: amount("90"))

  /// Buys 1 at the open of the second candle with a bracket of 90 and 110, then sees candles.
  private static func bracket(
    _ candles: [String], exits: Order.Exits = exits, kind: Order.Kind = .market
  ) throws -> BacktestResult {
    let strategy = Scripted(script: [
      0: { $0.buy(coin, quantity: amount("1"), kind, exits: exits) }
    ])
    let rest = candles.enumerated().map { candle(Int64($0) + 1, $1) }
    return try run(strategy, [flat(0, "100")] + rest).result
  }

  private static func text(_ result: BacktestResult) -> [String] {
    result.fills.map {
      "\($0.side) \($0.price)\($0.isMaker ? " maker" : "") order \($0.order.rawValue)"
        + " at \($0.timeUs / 1_000_000)"
    }
  }

  @Test(arguments: [
    // Neither end, then the profit, then the loss, on the way through the candle.
    (
      ["100 105 95 101", "101 111 100 105"],
      ["buy 100 order 1 at 60", "sell 110 maker order 3 at 158"]
    ),
    (["100 105 95 101", "101 105 89 100"], ["buy 100 order 1 at 60", "sell 90 order 2 at 138"]),
    // Gaps: the stop fills at the gap; the limit rested, so it fills at its own price.
    (["100 105 95 101", "85 86 84 85"], ["buy 100 order 1 at 60", "sell 85 order 2 at 120"]),
    (
      ["100 105 95 101", "120 121 119 120"],
      ["buy 100 order 1 at 60", "sell 110 maker order 3 at 120"]
    ),
    // A touch of the profit is no fill; a touch of the stop is one.
    (["100 110 95 101", "101 102 90 100"], ["buy 100 order 1 at 60", "sell 90 order 2 at 140"]),
  ])
  func `The first end that is met closes the position`(
    _ candles: [String], _ fills: [String]
  ) throws {
    let result = try Self.bracket(candles)
    #expect(Self.text(result) == fills)
    #expect(result.openOrderCount == 0, "the other end is cancelled")
    #expect(result.ambiguousCount == 0)
  }

  @Test func `A candle with both ends takes the loss, is counted, and shows both outcomes`() throws
  {
    let result = try Self.bracket(["100 105 95 101", "101 111 89 105"])
    #expect(Self.text(result).last == "sell 90 order 2 at 138")
    #expect(result.ambiguousCount == 1)
    let ambiguous = try #require(result.ambiguousCandles.first)
    #expect(ambiguous.openTimeMs == 2 * minuteMs && ambiguous.isLowFirst)
    #expect(ambiguous.taken.map(\.price) == [amount("90")])
    #expect(ambiguous.other.map(\.price) == [amount("110")])
    #expect(ambiguous.other.map(\.order.rawValue) == [3])
    #expect(result.json().contains(#""ambiguousCandles":1,"#))
    #expect(
      result.json().contains(
        #""walk":"low first","taken":[{"order":2,"side":"sell","price":90,"quantity":1}]"#))
  }

  @Test func `Both ends in the entry's own candle: the loss too`() throws {
    let result = try Self.bracket(["100 111 89 105"])
    #expect(Self.text(result) == ["buy 100 order 1 at 60", "sell 90 order 2 at 78"])
    #expect(result.ambiguousCount == 1)
  }

  @Test func `A limit entry within a candle does not take the profit that came before it`() throws {
    // Nothing is held, so the high comes first: 111, then down through 97 to 95, and up to 105.
    let result = try Self.bracket(["100 111 95 105"], kind: .limit(amount("97")))
    #expect(Self.text(result) == ["buy 97 maker order 1 at 97"])
    #expect(result.ambiguousCount == 1)
    let ambiguous = try #require(result.ambiguousCandles.first)
    #expect(!ambiguous.isLowFirst && ambiguous.other.map(\.price) == ["97", "110"].map(amount))
  }

  @Test func `A stop entry within a candle meets its stop-loss on the way back`() throws {
    let result = try Self.bracket(["100 109 89 105"], kind: .stop(amount("103")))
    #expect(Self.text(result) == ["buy 103 order 1 at 66", "sell 90 order 2 at 99"])
    #expect(result.ambiguousCount == 1, "with the low first it would still be held")
  }

  @Test func `Exits are for what the entry received, fee taken off`() throws {
    let strategy = Scripted(script: [
      0: { $0.buy(coin, quantity: amount("2"), exits: Self.exits) }
    ])
    let (result, _) = try run(
      strategy, [flat(0, "100"), flat(1, "100"), candle(2, "100 120 100 120")],
      settings(fee: "0.1%"))
    #expect(result.fills.map(\.quantity) == ["2", "1.998"].map(sum))
    #expect(result.positions == [])
  }

  @Test func `A trailing stop as exit`() throws {
    let result = try Self.bracket(
      ["100 105 99 104", "104 120 104 118", "118 119 90 95"],
      exits: Order.Exits(stop: .trailingStop(Trail(.percent(10)))))
    // 10 % below 120, the best price.
    #expect(Self.text(result).last == "sell 108 order 2 at 187")
  }

  @Test func `One cancels the other`() throws {
    let strategy = Scripted(script: [
      0: { $0.buy(coin, quantity: amount("1")) },
      1: {
        $0.placeList(
          coin, .quantity(.sell, sum("1")),
          [
            .limitMaker(amount("110")),
            .stopLimit(stop: amount("90"), limit: amount("89")),
          ])
        #expect($0.openOrders.map(\.id.rawValue) == [2, 3])
      },
    ])
    let candles = [
      flat(0, "100"), flat(1, "100"), candle(2, "100 105 85 88"), candle(3, "88 120 88 110"),
    ]
    let (result, _) = try run(strategy, candles)
    // The stop is reached at 90, the limit of 89 takes 90, and the other order is gone.
    #expect(Self.text(result) == ["buy 100 order 1 at 60", "sell 90 order 3 at 133"])
    #expect(result.openOrderCount == 0)
  }

  @Test func `A stop that is reached cancels the rest of its list before it has traded`() throws {
    let strategy = Scripted(script: [
      0: { $0.buy(coin, quantity: amount("1")) },
      1: {
        $0.placeList(
          coin, .quantity(.sell, sum("1")),
          [
            .limit(amount("110")),
            .stopLimit(stop: amount("90"), limit: amount("95")),
          ])
      },
    ])
    let candles = [
      flat(0, "100"), flat(1, "100"), candle(2, "92 93 88 88"), candle(3, "88 94 88 94"),
    ]
    let (result, _) = try run(strategy, candles)
    #expect(result.fills.count == 1)
    #expect(result.openOrderCount == 1)
  }

  @Test func `Cancelling one of a list cancels the list`() throws {
    let strategy = Scripted(script: [
      0: {
        let ids = $0.placeList(
          coin, .quantity(.buy, sum("1")),
          [
            .limit(amount("90")),
            .stop(amount("110")),
          ])
        let isThere = $0.cancel(ids[1])
        #expect(isThere)
        #expect($0.openOrders == [])
      }
    ])
    #expect(try run(strategy, [flat(0, "100"), flat(1, "100")]).result.fills == [])
  }
}
